import { expect, test } from 'vitest';
import { isCrowded, worthwhile } from '../../../../src/algorithms/pca/density.js';
import { isCsr } from '../../../../src/data/csr.js';
import { rowsOf, sparseRows } from './helpers.js';

test('sparse rows are written out where an eighth of them is there, others stay', () => {
  expect([isCrowded(1, 8), isCrowded(2, 8)]).toEqual([false, true]);
  expect(isCsr(worthwhile(sparseRows(5, 16, 2)))).toBe(true);
  const written = worthwhile(sparseRows(5, 16, 3));
  expect(isCsr(written)).toBe(false);
  const dense = rowsOf(2, 3);
  expect(worthwhile(dense)).toBe(dense);
});
