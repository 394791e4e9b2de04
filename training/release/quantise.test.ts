import { describe, expect, it } from 'vitest';
import type { Bundle } from '#core/bundle';
import { createRandom } from '#core/random';
import { createMatrix, type Matrix } from '#core/tensor';
import { dtypeFor, quantise } from './quantise.ts';

function draw(rows: number, columns: number): Matrix {
  const random = createRandom(rows);
  return createMatrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => random.normal())
  );
}

describe('the precision of a matrix', () => {
  it.each([
    ['wide item vectors', 1000, 48, 'int4'],
    ['a column of facts a movie', 9742, 1, 'float16'],
    ['a dense layer', 147, 128, 'float16'],
    ['a bias', 1, 128, 'float32'],
    ['anything small', 60, 16, 'float32']
  ])('of %s [%d, %d] is %s', (_, rows, columns, dtype) => {
    expect(dtypeFor(createMatrix(rows, columns))).toBe(dtype);
  });
});

describe('a quantised bundle', () => {
  const bundle = {
    modelName: 'yamr',
    hyperParameters: {},
    catalogue: undefined as never,
    tensors: new Map([
      ['wide', draw(300, 16)],
      ['facts', draw(2000, 1)],
      ['small', draw(4, 4)]
    ])
  } satisfies Bundle;
  const artefact = quantise(bundle);

  it('is what a release gives back: rounded where rounding saves, and not rounded twice', () => {
    expect(artefact.tensors.get('wide')).not.toEqual(bundle.tensors.get('wide'));
    expect(artefact.tensors.get('facts')).not.toEqual(bundle.tensors.get('facts'));
    expect(artefact.tensors.get('small')).toEqual(bundle.tensors.get('small'));
    expect(quantise(artefact).tensors).toEqual(artefact.tensors);
  });

  it.each([
    ['int4', 0.4],
    ['int8', 0.02],
    ['float16', 0.002]
  ] as const)('stays as close as %s can to its wide matrices', (itemDtype, furthest) => {
    const { tensors } = quantise({ ...bundle, storage: { itemDtype } });
    const off = tensors
      .get('wide')!
      .values.map((value, k) => Math.abs(value - bundle.tensors.get('wide')!.values[k]!));
    expect(Math.max(...off)).toBeLessThan(furthest);
    expect(Math.max(...off)).toBeGreaterThan(furthest / 10);
  });

  it('leaves the bundle that it was made from alone', () => {
    expect(bundle.tensors.get('wide')).toEqual(draw(300, 16));
  });
});
