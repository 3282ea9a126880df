import { expect, test } from 'vitest';
import { densify } from '../../../src/data/csr.js';
import { dense } from '../../../src/data/dense.js';
import { sparsify } from '../../../src/data/sparsify.js';

test('zeros go, all else stays: -0 and NaN too', () => {
  const rows = dense(Float32Array.of(0, 1, 0, -0, 0, 0, Number.NaN, 2, 0), 3, 3);
  const sparse = sparsify(rows);
  expect([...sparse.rowStarts]).toEqual([0, 1, 2, 4]);
  expect([...sparse.columns]).toEqual([1, 0, 0, 1]);
  expect([...sparse.values]).toEqual([1, -0, Number.NaN, 2]);
  expect(sparsify(sparse)).toBe(sparse);
  const plain = dense(Float32Array.of(0, 1, 2, 0), 2, 2);
  expect([...densify(sparsify(plain)).data]).toEqual([0, 1, 2, 0]);
});
