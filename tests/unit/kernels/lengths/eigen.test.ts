import { expect, test } from 'vitest';
import { checkEigenvectors, checkOrthonormalise, checkTridiagonalise } from '../../../../src/kernels/lengths/eigen.js';

const vector = () => new Float64Array(3);
const reduction = {
  matrix: new Float64Array(9),
  diagonal: vector(),
  offDiagonal: vector(),
  scales: vector(),
  pending: vector(),
};
const form = {
  ...reduction,
  rotations: new Float64Array(6),
  sweeps: Int32Array.of(2, 0, 1, 0),
  wanted: Int32Array.of(2, 0),
  n: 3,
  count: 2,
};

test('what fits passes', () => {
  checkTridiagonalise({ n: 3, from: 0, to: 3 }, reduction);
  checkEigenvectors(form, new Float64Array(6));
  checkOrthonormalise({ count: 2, cols: 3 }, new Float64Array(6));
  checkOrthonormalise({ count: 0, cols: 3 }, new Float64Array(0));
});

test('what does not fit is named', () => {
  expect(() => checkTridiagonalise({ n: 3, from: 1, to: 0 }, reduction)).toThrow(
    new RangeError('from 1 to 0 are not among 3 steps'),
  );
  expect(() => checkEigenvectors({ ...form, rotations: vector() }, new Float64Array(6))).toThrow(
    new RangeError('rotations has 3 elements, its shape says 6'),
  );
  expect(() => checkEigenvectors({ ...form, wanted: Int32Array.of(0, 3) }, new Float64Array(6))).toThrow(
    new RangeError('wanted has 3, not below 3'),
  );
});
