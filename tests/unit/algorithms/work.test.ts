import { describe, expect, test } from 'vitest';
import { workPieces } from '../../../src/algorithms/work.js';
import type { Csr } from '../../../src/data/csr.js';
import { dense } from '../../../src/data/dense.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';

const kernels = referenceKernels();

function zeros(rows: number, cols: number) {
  return dense(new Float32Array(rows * cols), rows, cols);
}

function emptySparse(rows: number, cols: number): Csr {
  return { rows, cols, rowStarts: new Uint32Array(rows + 1), columns: new Uint32Array(), values: new Float32Array() };
}

describe('workPieces', () => {
  test('cuts a matrix into consecutive views without a gap', () => {
    const matrix = dense(
      Float32Array.from({ length: 300_000 }, (_, i) => i),
      100_000,
      3,
    );
    const pieces = [...workPieces(matrix, kernels, 100)];
    expect(pieces.length).toBeGreaterThan(1);
    let next = 0;
    for (const { points, from, rows } of pieces) {
      expect(from).toBe(next);
      expect(points).toHaveLength(rows * 3);
      expect(points.buffer).toBe(matrix.data.buffer);
      expect(points[0]).toBe(from * 3);
      next += rows;
    }
    expect(next).toBe(100_000);
  });

  test('the more work a row is, the fewer of them; never none', () => {
    const sizes = [1, 100, 1e9].map((operations) => [...workPieces(zeros(20_000, 100), kernels, operations)][0]?.rows);
    expect(sizes[0]).toBeGreaterThan(sizes[1] as number);
    expect(sizes[2]).toBe(1);
  });

  test('the pieces depend on the backend and the shape, never on the threads', () => {
    const of = (threads: number) =>
      [...workPieces(zeros(50_000, 100), { ...kernels, threads }, 10)].map(({ rows }) => rows);
    expect(of(1)).toEqual(of(8));
    expect([...workPieces(zeros(50_000, 100), { ...kernels, backend: 'native' }, 10)].length).toBeLessThan(
      of(1).length,
    );
  });

  test('a wide sparse matrix is written out a few rows at a time', () => {
    const pieces = workPieces(emptySparse(1000, 1_000_000), { ...kernels, backend: 'native' });
    const first = pieces.next().value;
    expect(first?.points.length).toBeLessThanOrEqual(1 << 22);
    expect(first?.rows).toBe(4);
  });

  test('a slice of columns is made row-major', () => {
    const columns = dense(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3).lo(0, 1);
    expect([...workPieces(columns, kernels)].map(({ points }) => Array.from(points))).toEqual([[2, 3, 5, 6]]);
  });

  test('no rows, no pieces', () => {
    expect([...workPieces(zeros(0, 3), kernels)]).toEqual([]);
    expect([...workPieces(emptySparse(0, 3), kernels)]).toEqual([]);
  });
});
