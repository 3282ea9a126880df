import { expect, test } from 'vitest';
import { columnEntries, SortedColumns } from '../../../../../src/algorithms/xgboost/trees/sorted-columns.js';
import { dense } from '../../../../../src/data/dense.js';
import { referenceKernels } from '../../../../../src/kernels/reference/index.js';

const table = dense(Float32Array.of(2, NaN, 0, 1, NaN, 0, 3, 7, 0), 3, 3);
const sparse = {
  rows: 3,
  cols: 3,
  rowStarts: Uint32Array.of(0, 2, 4, 7),
  columns: Uint32Array.of(0, 2, 2, 0, 0, 1, 2),
  values: Float32Array.of(2, 0, 0, 1, 3, 7, 0),
};

test('a zero is a value and NaN is none, dense or sparse', () => {
  const entries = columnEntries(table);
  expect([...entries.starts]).toEqual([0, 3, 4, 7]);
  expect([...entries.values]).toEqual([2, 1, 3, 7, 0, 0, 0]);
  expect([...entries.rows]).toEqual([0, 1, 2, 2, 0, 1, 2]);
  expect(columnEntries(sparse)).toEqual(entries);
  expect(columnEntries({ ...sparse, values: Float32Array.of(2, 0, 0, 1, 3, NaN, 0) }).starts).toEqual(
    Uint32Array.of(0, 3, 3, 6),
  );
});

test('columns are sorted, and known for what they are', async () => {
  const columns = await SortedColumns.from(table, referenceKernels());
  expect([columns.rows, columns.cols]).toEqual([3, 3]);
  const [piece] = columns.pieces();
  expect([...(piece?.entries.values ?? [])]).toEqual([1, 2, 3, 7, 0, 0, 0]);
  expect([0, 1, 2].map((column) => columns.hasGaps(column))).toEqual([false, true, false]);
  expect([0, 1, 2].map((column) => columns.isConstant(column))).toEqual([false, true, true]);
});

test('pieces leave out what is not wanted at their ends', async () => {
  const columns = await SortedColumns.from(table, referenceKernels());
  const [piece, ...others] = columns.pieces((column) => column === 1);
  expect(others).toEqual([]);
  expect(piece).toMatchObject({ firstColumn: 1, columns: 1 });
  expect([...(piece?.entries.starts ?? [])]).toEqual([0, 1]);
  expect([...columns.pieces(() => false)]).toEqual([]);
});
