/** Owns the loss of the ranking nets and how its gradients are taken. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * Weighted multinomial cross-entropy over the catalogue (Liang et al. 2018, eq. 2):
 * -sum_u w_u sum_i t_ui log softmax(logits_u)_i. Rows of `targets` sum to their total mass (1, or a count).
 * All [batch, itemCount] float32, `weights` [batch, 1]. A custom gradient, w (mass * softmax - t), because
 * tfjs' log-softmax costs four times the softmax on wasm.
 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D, weights: tf.Tensor2D): tf.Scalar {
  const op = tf.customGrad((...args) => {
    const x = args[0] as tf.Tensor2D;
    const save = args[1] as unknown as (tensors: tf.Tensor[]) => void;
    const p = tf.softmax(x);
    save([p, targets, weights]);
    const logP = tf.log(tf.add(p, 1e-30));
    const value = tf.neg(tf.sum(tf.mul(tf.mul(targets, logP), weights)));
    return {
      value,
      gradFunc: (dy, saved) => {
        const [probabilities, wanted, weight] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
        const mass = tf.sum(wanted, 1, true);
        return tf.mul(dy, tf.mul(weight, tf.sub(tf.mul(mass, probabilities), wanted)));
      }
    };
  });
  return op(logits) as tf.Scalar;
}

/**
 * Runs `work`, copies the tensor it returns out, and disposes of every tensor it made. (Returning a typed
 * array from `tf.tidy` would work too, but tidy looks for tensors in each of its elements.)
 */
export function read(work: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(work);
  const values = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return values;
}

/**
 * Loss and gradients with respect to some of its inputs, as typed arrays; every tensor is disposed of.
 * `values[k]` becomes the k-th argument of `loss`, of shape `shapes[k]`.
 */
export function valueAndGradients(
  leaves: readonly { readonly values: Float32Array; readonly shape: readonly [number, number] }[],
  loss: (...tensors: tf.Tensor2D[]) => tf.Scalar
): { loss: number; gradients: Float32Array[] } {
  const { value, grads } = tf.tidy(() => {
    const inputs = leaves.map(({ values, shape }) => tf.tensor2d(values, [shape[0], shape[1]]));
    return tf.valueAndGrads((...tensors) => loss(...(tensors as tf.Tensor2D[])))(inputs);
  });
  const result = {
    loss: value.dataSync()[0]!,
    gradients: grads.map((grad) => grad.dataSync() as Float32Array)
  };
  tf.dispose([value, ...grads]);
  return result;
}
