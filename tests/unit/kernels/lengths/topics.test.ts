import { expect, test } from 'vitest';
import {
  checkCrossProduct,
  checkDenseProduct,
  checkFit,
  checkMixtures,
  checkSparseProduct,
  checkTripleProduct,
  checkUpdate,
  packedLength,
} from '../../../../src/kernels/lengths/topics.js';

const doubles = (length: number) => new Float64Array(length);
const counts = {
  rowStarts: Uint32Array.of(0, 1, 3),
  columns: Uint32Array.of(0, 0, 1),
  values: new Float32Array(3),
  rows: 2,
  cols: 4,
};
const components = { tensor: doubles(6), first: doubles(6), second: doubles(6), k: 2, rank: 3 };
const mixing = { ...counts, topics: new Float32Array(12), start: doubles(3), k: 3, maxIterations: 1, tolerance: 0 };

test('what fits passes', () => {
  checkSparseProduct({ ...counts, factor: doubles(12), k: 3 }, doubles(6));
  checkSparseProduct({ ...counts, factor: doubles(12), k: 3, scale: doubles(2) }, doubles(6));
  checkDenseProduct({ left: doubles(6), right: doubles(12), rows: 2, inner: 3, k: 4 }, doubles(8));
  checkCrossProduct({ left: doubles(6), right: doubles(8), rows: 2, m: 3, n: 4 }, doubles(12));
  checkTripleProduct({ left: doubles(4), right: doubles(4), rows: 2, k: 2 }, doubles(6));
  checkUpdate(components, { third: doubles(6), weights: doubles(3), fit: doubles(2) });
  checkFit({ ...components, third: doubles(6) }, doubles(2));
  checkMixtures(mixing, { mixtures: new Float32Array(6), logLikelihoods: doubles(2) });
  expect(packedLength(3)).toBe(18);
});

test.each<[string, () => void]>([
  ['factor', () => checkSparseProduct({ ...counts, factor: doubles(11), k: 3 }, doubles(6))],
  ['scale', () => checkSparseProduct({ ...counts, factor: doubles(12), scale: doubles(3), k: 3 }, doubles(6))],
  ['rowStarts', () => checkSparseProduct({ ...counts, rows: 3, factor: doubles(12), k: 3 }, doubles(9))],
  [
    'columns',
    () => checkSparseProduct({ ...counts, columns: new Uint32Array(2), factor: doubles(12), k: 3 }, doubles(6)),
  ],
  [
    'values',
    () => checkSparseProduct({ ...counts, values: new Float32Array(2), factor: doubles(12), k: 3 }, doubles(6)),
  ],
  [
    'rowStarts begins',
    () => checkSparseProduct({ ...counts, rowStarts: Uint32Array.of(1, 1, 3), factor: doubles(12), k: 3 }, doubles(6)),
  ],
  ['product', () => checkDenseProduct({ left: doubles(6), right: doubles(12), rows: 2, inner: 3, k: 4 }, doubles(7))],
  ['inner', () => checkDenseProduct({ left: doubles(0), right: doubles(0), rows: 2, inner: 0, k: 4 }, doubles(8))],
  ['right', () => checkCrossProduct({ left: doubles(6), right: doubles(7), rows: 2, m: 3, n: 4 }, doubles(12))],
  ['sum', () => checkTripleProduct({ left: doubles(4), right: doubles(4), rows: 2, k: 2 }, doubles(5))],
  ['weights', () => checkUpdate(components, { third: doubles(6), weights: doubles(2), fit: doubles(2) })],
  ['tensor', () => checkFit({ ...components, tensor: doubles(8), third: doubles(6) }, doubles(2))],
  ['logLikelihoods', () => checkMixtures(mixing, { mixtures: new Float32Array(6), logLikelihoods: doubles(3) })],
  [
    'maxIterations',
    () => checkMixtures({ ...mixing, maxIterations: 0 }, { mixtures: new Float32Array(6), logLikelihoods: doubles(2) }),
  ],
])('%s: what does not fit is named (%#)', (name, check) => {
  expect(check).toThrow(RangeError);
  expect(check).toThrow(name);
});
