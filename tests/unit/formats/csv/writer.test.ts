import { describe, expect, test } from 'vitest';
import { dense } from '../../../../src/data/dense.js';
import { csvNumber, encodeCsv } from '../../../../src/formats/csv/writer.js';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('encodeCsv', () => {
  test('writes labels in front of features', () => {
    const rows = dense(Float32Array.of(1.5, 2, 3, -4), 2, 2);
    expect(text(encodeCsv(rows))).toBe('1.5,2\n3,-4\n');
    expect(text(encodeCsv(rows, Float32Array.of(0, 1)))).toBe('0,1.5,2\n1,3,-4\n');
    expect(text(encodeCsv(rows, Float32Array.of(0, 1, 2, 3)))).toBe('0,1,1.5,2\n2,3,3,-4\n');
    expect(text(encodeCsv(dense(new Float32Array(), 0, 2)))).toBe('');
  });

  test('writes views and sparse rows', () => {
    expect(text(encodeCsv(dense(Float32Array.of(1, 2, 3, 4), 2, 2).transpose(1, 0)))).toBe('1,3\n2,4\n');
    const sparse = {
      rows: 2,
      cols: 3,
      rowStarts: Uint32Array.of(0, 1, 2),
      columns: Uint32Array.of(2, 0),
      values: Float32Array.of(5, 6),
    };
    expect(text(encodeCsv(sparse))).toBe('0,0,5\n6,0,0\n');
  });

  test('refuses what no reader takes', () => {
    const infinite = dense(Float32Array.of(Infinity), 1, 1);
    expect(() => encodeCsv(infinite)).toThrow(expect.objectContaining({ code: 'E_CSV_INFINITE' }));
    expect(() => encodeCsv(dense(new Float32Array(2), 2, 1), new Float32Array(3))).toThrow(RangeError);
  });
});

describe('csvNumber', () => {
  test.each([
    [0.1, '0.1'],
    [1 / 3, '0.33333334'],
    [-0, '-0'],
    [16777216, '16777216'],
    [1e20, '100000000000000000000'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1.401298464324817e-45, '1e-45'],
    [1.1754943508222875e-38, '1.1754944e-38'],
    [Number.NaN, 'nan'],
  ])('writes %d as %s', (value, expected) => {
    expect(csvNumber(Math.fround(value))).toBe(expected);
  });
});
