/**
 * Owns the ranking network as an ONNX file, for the peer that runs it. Field numbers are those of onnx.proto3
 * (github.com/onnx/onnx), only what is used; operators of opset 13.
 */
import protobuf from 'protobufjs';
import type { Matrix } from '#core/tensor';
import type { NetworkWeights } from '#scorer/ranking-engine';

export const ONNX_INPUTS = ['set', 'history', 'setGate', 'historyGate', 'linear', 'bias'] as const;

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Attribute { string name = 1; int64 i = 3; int32 type = 20; }
  message Node { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
                 repeated Attribute attribute = 5; }
  message Tensor { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message Dimension { int64 dim_value = 1; }
  message Shape { repeated Dimension dim = 1; }
  message TensorType { int32 elem_type = 1; Shape shape = 2; }
  message Type { TensorType tensor_type = 1; }
  message Value { string name = 1; Type type = 2; }
  message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated Value input = 11;
                  repeated Value output = 12; }
  message Opset { string domain = 1; int64 version = 2; }
  message Model { int64 ir_version = 1; Graph graph = 7; repeated Opset opset_import = 8; }
`);
const FLOAT = 1;
const INT_ATTRIBUTE = 2;

const tensor = (name: string, { rows, columns, values }: Matrix): object => ({
  name,
  dims: [rows, columns],
  dataType: FLOAT,
  rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
});
// Without a shape: the file need not repeat what its matrices say.
const value = (name: string): object => ({ name, type: { tensorType: { elemType: FLOAT } } });
const node = (opType: string, inputs: readonly string[], output: string): object => ({
  opType,
  name: output,
  input: inputs,
  output: [output],
  attribute: opType === 'Concat' ? [{ name: 'axis', i: 1, type: INT_ATTRIBUTE }] : []
});

/** The network for one visitor; its output is `logits` [1, itemCount]. */
export function encodeOnnxModel({ trained, others, ...weights }: NetworkWeights): Uint8Array {
  const matrices: Record<string, Matrix> = {
    ...weights,
    trained: trained.byColumn(),
    others: others.byColumn()
  };
  const graph = {
    name: 'yamr-ranking',
    node: [
      node('Gemm', ['set', 'hiddenKernel', 'hiddenBias'], 'hiddenSum'),
      node('Tanh', ['hiddenSum'], 'hidden'),
      node('Gemm', ['hidden', 'queryKernel', 'queryBias'], 'query'),
      node('Mul', ['query', 'setGate'], 'gatedQuery'),
      node('Tanh', ['history'], 'state'),
      node('Mul', ['state', 'historyGate'], 'gatedState'),
      node('Concat', ['gatedQuery', 'gatedState', 'linear', 'bias'], 'opinions'),
      node('Concat', ['gatedQuery', 'bias'], 'content'),
      node('MatMul', ['opinions', 'trained'], 'trainedLogits'),
      node('MatMul', ['content', 'others'], 'otherLogits'),
      node('Concat', ['trainedLogits', 'otherLogits'], 'logits')
    ],
    initializer: Object.entries(matrices).map(([name, matrix]) => tensor(name, matrix)),
    input: ONNX_INPUTS.map(value),
    output: [value('logits')]
  };
  const Model = root.lookupType('Model');
  return Model.encode(
    Model.create({ irVersion: 8, graph, opsetImport: [{ domain: '', version: 13 }] })
  ).finish();
}
