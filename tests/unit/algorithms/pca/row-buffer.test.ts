import { describe, expect, test } from 'vitest';
import { RowBuffer } from '../../../../src/algorithms/pca/row-buffer.js';
import { whereIs } from '../../../../src/data/batches.js';
import { type Csr, densify, isCsr, sliceCsr } from '../../../../src/data/csr.js';
import { type Dense, rowMajor, sliceRows } from '../../../../src/data/dense.js';
import { rowsOf, sparseRows } from './helpers.js';

describe('a block has the same rows however they come', () => {
  test.each([1, 3, 50])('dense, %i at a time', (perCall) => {
    const rows = rowsOf(30, 300);
    const buffer = new RowBuffer(300, 2);
    for (let from = 0; from < 30; from += perCall)
      buffer.take({ features: sliceRows(rows, from, Math.min(30, from + perCall)) }, 0);
    expect(buffer.isFull).toBe(false);
    const block = buffer.handOut().features as Dense;
    expect([...rowMajor(block)]).toEqual([...rowMajor(rows)]);
    expect(buffer.rows).toBe(0);
  });

  test('it is full at a limit, or at four times the sketch', () => {
    const limits = { values: 100, entries: 9, projections: 60 };
    const [wide, narrow] = [new RowBuffer(50, 3, limits), new RowBuffer(5, 3, limits)];
    expect(wide.take({ features: rowsOf(20, 50) }, 2)).toBe(14);
    expect([wide.rows, wide.isFull]).toEqual([12, true]);
    expect(narrow.take({ features: rowsOf(30, 5) }, 0)).toBe(20);
    // Sparse rows: four times the sketch at least, then by entries or by projections, whichever comes first.
    expect(new RowBuffer(50, 3, limits).take({ features: sparseRows(50, 50, 2) }, 0)).toBe(12);
    expect(new RowBuffer(50, 3, { ...limits, entries: 29 }).take({ features: sparseRows(50, 50, 2) }, 0)).toBe(15);
    expect(new RowBuffer(50, 3, { ...limits, entries: 99 }).take({ features: sparseRows(50, 50, 2) }, 0)).toBe(20);
  });

  test('sparse rows by their entries, in memory that does not depend on the width', () => {
    const rows = sparseRows(50, 2 ** 31, 3);
    const buffer = new RowBuffer(2 ** 31, 2);
    expect(buffer.take({ features: rows }, 10)).toBe(50);
    expect(buffer.isFull).toBe(false);
    expect(buffer.handOut().features).toEqual(sliceCsr(rows, 10, 50));
    expect(buffer.take({ features: sliceCsr(rows, 0, 2) }, 0)).toBe(2);
    expect((buffer.handOut().features as Csr).values).toEqual(rows.values.subarray(0, 6));
  });

  test('dense and sparse rows do not go together', () => {
    const [sparse, dense] = [sparseRows(2, 5, 1), rowsOf(2, 5)];
    const buffer = new RowBuffer(5, 1);
    expect([buffer.goesWith({ features: sparse }), buffer.goesWith({ features: dense })]).toEqual([true, true]);
    buffer.take({ features: sparse }, 0);
    expect([buffer.goesWith({ features: sparse }), buffer.goesWith({ features: dense })]).toEqual([true, false]);
    const block = buffer.handOut().features;
    expect(isCsr(block) && densify(block)).toEqual(densify(sparse));
    expect(buffer.goesWith({ features: dense })).toBe(true);
  });

  test('rows that stay where they are, one behind the other, are not copied', () => {
    const rows = rowsOf(30, 5);
    const part = (from: number, to: number) => ({ features: sliceRows(rows, from, to), lasting: true as const });
    const handedOut = (buffer: RowBuffer) => rowMajor(buffer.handOut().features as Dense);
    const buffer = new RowBuffer(5, 2);
    for (const [from, to] of [
      [0, 4],
      [4, 20],
    ] as const)
      buffer.take(part(from, to), 0);
    const view = handedOut(buffer);
    expect([view.buffer, view.length]).toEqual([rows.data.buffer, 100]);
    // What follows another row, or goes with one that does not stay, is copied.
    for (const parts of [
      [part(0, 4), part(5, 9)],
      [part(0, 4), { features: sliceRows(rows, 4, 9) }, part(9, 12)],
      [{ features: sliceRows(rows, 0, 4) }, part(4, 9)],
    ]) {
      for (const rows of parts) buffer.take(rows, 0);
      const copied = handedOut(buffer);
      expect(copied.buffer).not.toBe(rows.data.buffer);
      expect([...copied]).toEqual(parts.flatMap(({ features }) => [...rowMajor(features)]));
    }
  });

  test('it knows where its rows come from', () => {
    const buffer = new RowBuffer(5, 2);
    const pieces = [
      { at: 0, origin: { file: 'a', firstRow: 7 } },
      { at: 4, origin: { file: 'b', firstRow: 0 } },
    ];
    buffer.take({ features: rowsOf(6, 5), pieces }, 2);
    buffer.take({ features: rowsOf(3, 5), pieces: [{ at: 0, origin: { file: 'c', firstRow: 1 } }] }, 0);
    const rows = buffer.handOut();
    expect([0, 1, 2, 3, 4, 6].map((row) => whereIs(rows, row))).toEqual([
      { file: 'a', record: 9 },
      { file: 'a', record: 10 },
      { file: 'b', record: 0 },
      { file: 'b', record: 1 },
      { file: 'c', record: 1 },
      { file: 'c', record: 3 },
    ]);
    expect(buffer.handOut().pieces).toEqual([]);
  });
});
