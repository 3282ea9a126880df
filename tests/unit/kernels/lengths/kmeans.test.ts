import { expect, test } from 'vitest';
import { checkNearest, checkSeeding, checkSum } from '../../../../src/kernels/lengths/kmeans.js';

const input = { points: new Float32Array(6), centroids: new Float32Array(4), rows: 3, cols: 2, k: 2 };

test('what fits passes', () => {
  checkNearest(input, { labels: new Int32Array(3), distances: new Float32Array(3) });
  checkSum(input, { sums: new Float64Array(4), counts: new Float64Array(2) });
  checkSum({ ...input, weights: new Float64Array(3) }, { sums: new Float64Array(4), counts: new Float64Array(2) });
  checkSeeding({ points: input.points, centre: new Float32Array(2), rows: 3, cols: 2 }, new Float32Array(3));
  checkSeeding({ points: new Float32Array(0), centre: new Float32Array(2), rows: 0, cols: 2 }, new Float32Array(0));
});

test('what does not fit is named', () => {
  const output = { labels: new Int32Array(3), distances: new Float32Array(2) };
  expect(() => checkNearest(input, output)).toThrow(new RangeError('distances has 2 elements, its shape says 3'));
});
