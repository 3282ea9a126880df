import { describe, expect, test } from 'vitest';
import { fillsACall, RowGatherer } from '../../../../src/algorithms/factorization-machines/sparse-rows.js';
import { kernels, matrix } from './helpers.js';

describe('rows that are gathered', () => {
  test('of sparse and of dense matrices, one after the other', () => {
    const gatherer = new RowGatherer();
    const sparse = {
      rows: 2,
      cols: 3,
      rowStarts: Uint32Array.of(0, 2, 2),
      columns: Uint32Array.of(0, 2),
      values: Float32Array.of(5, 6),
    };
    gatherer.add(sparse, true);
    gatherer.add(matrix([[7, 0, 8]]), true);
    gatherer.add(matrix([[7, 0, 8]]), false);
    expect(gatherer.view(3)).toEqual({
      rows: 4,
      cols: 3,
      rowStarts: Uint32Array.of(0, 2, 2, 5, 7),
      columns: Uint32Array.of(0, 2, 0, 1, 2, 0, 2),
      values: Float32Array.of(5, 6, 7, 0, 8, 7, 8),
    });
    gatherer.clear();
    expect(gatherer.view(3).rowStarts).toEqual(Uint32Array.of(0));
    expect(gatherer.rows + gatherer.entries).toBe(0);
  });

  test('an entry that occurs twice counts as the sum of both', () => {
    const gatherer = new RowGatherer();
    const columns = Uint32Array.of(2, 0, 2);
    gatherer.add(
      { rows: 1, cols: 3, rowStarts: Uint32Array.of(0, 3), columns, values: Float32Array.of(1, 2, 4) },
      true,
    );
    const { columns: found, values } = gatherer.view(3);
    expect([found, values]).toEqual([Uint32Array.of(0, 2), Float32Array.of(2, 5)]);
  });

  test('more than the first storage holds', () => {
    const gatherer = new RowGatherer();
    const row = matrix([Array.from({ length: 700 }, (_, at) => at + 1)]);
    for (let count = 0; count < 1100; count++) gatherer.add(row, true);
    const { rowStarts, columns, values } = gatherer.view(700);
    expect(rowStarts).toEqual(Uint32Array.from({ length: 1101 }, (_, at) => 700 * at));
    expect(columns.every((column, at) => column === at % 700)).toBe(true);
    expect(values.every((value, at) => value === (at % 700) + 1)).toBe(true);
  });
});

test('a call has enough work at some time', () => {
  expect(fillsACall(kernels, 10, 16)).toBe(false);
  expect(fillsACall(kernels, 1_000_000, 16)).toBe(true);
});
