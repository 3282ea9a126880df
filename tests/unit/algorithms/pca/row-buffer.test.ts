import { describe, expect, test } from 'vitest';
import { RowBuffer } from '../../../../src/algorithms/pca/row-buffer.js';
import { type Csr, densify, isCsr, sliceCsr } from '../../../../src/data/csr.js';
import { type Dense, rowMajor, sliceRows } from '../../../../src/data/dense.js';
import { rowsOf, sparseRows } from './helpers.js';

describe('a block has the same rows however they come', () => {
  test.each([1, 3, 50])('dense, %i at a time', (perCall) => {
    const rows = rowsOf(30, 300);
    const buffer = new RowBuffer(300, 2);
    for (let from = 0; from < 30; from += perCall) buffer.take(sliceRows(rows, from, Math.min(30, from + perCall)), 0);
    expect(buffer.isFull).toBe(false);
    const block = buffer.handOut() as Dense;
    expect([...rowMajor(block)]).toEqual([...rowMajor(rows)]);
    expect(buffer.rows).toBe(0);
  });

  test('it is full at a limit, or at four times the sketch', () => {
    const limits = { values: 100, entries: 9, projections: 60 };
    const [wide, narrow] = [new RowBuffer(50, 3, limits), new RowBuffer(5, 3, limits)];
    expect(wide.take(rowsOf(20, 50), 2)).toBe(14);
    expect([wide.rows, wide.isFull]).toEqual([12, true]);
    expect(narrow.take(rowsOf(30, 5), 0)).toBe(20);
    // Sparse rows: four times the sketch at least, then by entries or by projections, whichever comes first.
    expect(new RowBuffer(50, 3, limits).take(sparseRows(50, 50, 2), 0)).toBe(12);
    expect(new RowBuffer(50, 3, { ...limits, entries: 29 }).take(sparseRows(50, 50, 2), 0)).toBe(15);
    expect(new RowBuffer(50, 3, { ...limits, entries: 99 }).take(sparseRows(50, 50, 2), 0)).toBe(20);
  });

  test('sparse rows by their entries, in memory that does not depend on the width', () => {
    const rows = sparseRows(50, 2 ** 31, 3);
    const buffer = new RowBuffer(2 ** 31, 2);
    expect(buffer.take(rows, 10)).toBe(50);
    expect(buffer.isFull).toBe(false);
    expect(buffer.handOut()).toEqual(sliceCsr(rows, 10, 50));
    expect(buffer.take(sliceCsr(rows, 0, 2), 0)).toBe(2);
    expect((buffer.handOut() as Csr).values).toEqual(rows.values.subarray(0, 6));
  });

  test('dense and sparse rows do not go together', () => {
    const [sparse, dense] = [sparseRows(2, 5, 1), rowsOf(2, 5)];
    const buffer = new RowBuffer(5, 1);
    expect([buffer.goesWith(sparse), buffer.goesWith(dense)]).toEqual([true, true]);
    buffer.take(sparse, 0);
    expect([buffer.goesWith(sparse), buffer.goesWith(dense)]).toEqual([true, false]);
    const block = buffer.handOut();
    expect(isCsr(block) && densify(block)).toEqual(densify(sparse));
    expect(buffer.goesWith(dense)).toBe(true);
  });
});
