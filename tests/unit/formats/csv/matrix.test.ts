import { describe, expect, test } from 'vitest';
import { GrowingMatrix } from '../../../../src/formats/csv/matrix.js';

/** Fills a matrix of two columns as a scan does: `pieces` of rows, each of which took `bytesPerRow` bytes. */
function fill(matrix: GrowingMatrix, pieces: readonly number[], bytesPerRow: number): void {
  let next = 0;
  for (const rows of pieces) {
    for (let left = rows; left > 0; ) {
      const room = matrix.room(2, left * bytesPerRow);
      const taken = Math.min(left, room.rows);
      for (let at = 0; at < 2 * taken; at++) room.values[at] = next++;
      matrix.filled(taken, taken * bytesPerRow);
      left -= taken;
    }
  }
}

describe('GrowingMatrix', () => {
  test('allocates once where the first rows foretell the rest', () => {
    const matrix = new GrowingMatrix(0, 1000 * 8);
    fill(matrix, Array(9).fill(100), 8);
    const { buffer } = matrix.values;
    fill(matrix, [100], 8);
    expect(matrix.rows).toBe(1000);
    expect(matrix.values.buffer).toBe(buffer);
    expect(buffer.byteLength).toBe(1021 * 2 * 4);
  });

  test('asks for no more room than the waiting bytes can fill', () => {
    const matrix = new GrowingMatrix(0, 1e6);
    fill(matrix, [10], 8);
    expect(matrix.room(2, 40)).toMatchObject({ rows: 11, values: { length: 22 } });
  });

  test.each([undefined, 100, 8000])(
    'grows where nothing foretells the size or what foretells is wrong (%s)',
    (bytes) => {
      const matrix = new GrowingMatrix(0, bytes);
      fill(matrix, [3, 500, 497], 8);
      expect(matrix.rows).toBe(1000);
      expect([...matrix.values]).toEqual([...Array(2000).keys()]);
    },
  );

  test('keeps labels apart', () => {
    const matrix = new GrowingMatrix(1, undefined);
    const room = matrix.room(3, 60);
    room.labels.set([7, 8]);
    room.values.set([1, 2, 3, 4]);
    matrix.filled(2, 12);
    expect(matrix).toMatchObject({
      rows: 2,
      cols: 2,
      labels: Float32Array.of(7, 8),
      values: Float32Array.of(1, 2, 3, 4),
    });
  });

  test('says so where there is no memory', () => {
    const matrix = new GrowingMatrix(0, undefined);
    expect(() => matrix.room(2, 2 ** 60)).toThrow(expect.objectContaining({ code: 'E_OUT_OF_MEMORY' }));
  });
});
