import { describe, expect, it } from 'vitest';
import { type Csr, densify, isCsr, sliceCsr } from '../../../src/data/csr.js';
import { dense, rowMajor } from '../../../src/data/dense.js';

const matrix: Csr = {
  rows: 3,
  cols: 4,
  rowStarts: Uint32Array.of(0, 2, 2, 5),
  columns: Uint32Array.of(3, 0, 1, 1, 2),
  values: Float32Array.of(1, 2, 3, 4, 5),
};

describe('csr', () => {
  it('is told from dense by its row starts', () => {
    expect(isCsr(matrix)).toBe(true);
    expect(isCsr(dense(new Float32Array(0), 0, 4))).toBe(false);
  });

  it('densifies, adding up entries that occur twice', () => {
    expect([...rowMajor(densify(matrix))]).toEqual([2, 0, 0, 1, 0, 0, 0, 0, 0, 7, 5, 0]);
  });

  it('slices rows, empty ones included', () => {
    const slice = sliceCsr(matrix, 1, 3);
    expect([...slice.rowStarts]).toEqual([0, 0, 3]);
    expect([...rowMajor(densify(slice))]).toEqual([0, 0, 0, 0, 0, 7, 5, 0]);
    expect(slice.values.buffer).toBe(matrix.values.buffer);
  });
});
