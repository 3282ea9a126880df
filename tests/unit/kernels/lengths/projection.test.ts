import { expect, test } from 'vitest';
import {
  checkCross,
  checkProject,
  checkProjectSparse,
  checkSparseCross,
} from '../../../../src/kernels/lengths/projection.js';

const dense = { points: new Float32Array(6), rows: 3, cols: 2, count: 4 };
const sparse = {
  rowStarts: Uint32Array.of(0, 1, 1, 1),
  columns: Uint32Array.of(1),
  values: Float32Array.of(1),
  rows: 3,
  cols: 2,
  count: 4,
};
const axes = new Float32Array(8);
const weights = new Float32Array(12);

test('what fits passes', () => {
  checkProject({ ...dense, axes }, new Float32Array(12));
  checkProject({ ...dense, axes, origin: new Float64Array(2) }, new Float32Array(12));
  checkCross({ ...dense, weights }, new Float64Array(8));
  checkProjectSparse({ ...sparse, axes }, new Float32Array(12));
  checkSparseCross({ ...sparse, weights }, new Float64Array(8));
});

test('what does not fit is named', () => {
  const origin = new Float64Array(3);
  expect(() => checkProject({ ...dense, axes, origin }, new Float32Array(12))).toThrow(
    new RangeError('origin has 3 elements, its shape says 2'),
  );
  expect(() => checkCross({ ...dense, weights: axes }, new Float64Array(8))).toThrow(
    new RangeError('weights has 8 elements, its shape says 12'),
  );
});
