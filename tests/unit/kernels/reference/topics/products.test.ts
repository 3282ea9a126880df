/** The twins of the products, worked by hand. */
import { expect, test } from 'vitest';
import {
  addCrossProduct,
  addTripleProduct,
  denseProduct,
  sparseProduct,
} from '../../../../../src/kernels/reference/topics/products.js';

const left = Float64Array.of(1, 2, 3, 4);

test('sparse and dense products', () => {
  const counts = {
    rowStarts: Uint32Array.of(0, 1, 3),
    columns: Uint32Array.of(1, 0, 1),
    values: Float32Array.of(5, 1, 1),
    rows: 2,
    cols: 2,
  };
  const product = Float64Array.of(9, 9, 9, 9);
  sparseProduct({ ...counts, factor: left, k: 2 }, product);
  expect([...product]).toEqual([15, 20, 4, 6]);
  sparseProduct({ ...counts, factor: left, k: 2, scale: Float64Array.of(0, 10) }, product);
  expect([...product]).toEqual([0, 0, 40, 60]);
  denseProduct({ left, right: left, rows: 2, inner: 2, k: 2 }, product);
  expect([...product]).toEqual([7, 10, 15, 22]);
});

test('cross and triple products are added', () => {
  const sum = Float64Array.of(100, 0, 0, 0);
  addCrossProduct({ left, right: left, rows: 2, m: 2, n: 2 }, sum);
  expect([...sum]).toEqual([110, 14, 14, 20]);
  const tensor = Float64Array.of(100, 0, 0, 0, 0, 0);
  addTripleProduct({ left, right: left, rows: 2, k: 2 }, tensor);
  expect([...tensor]).toEqual([128, 38, 38, 52, 52, 72]);
});
