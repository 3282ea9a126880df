import { expect, test } from 'vitest';
import { looksOf } from '../../../src/check/first-column.js';

function matrix(first: (row: number) => number, others: (row: number, col: number) => number, rows = 60, cols = 4) {
  return Float32Array.from({ length: rows * cols }, (_, at) => {
    const [row, col] = [Math.floor(at / cols), at % cols];
    return col === 0 ? first(row) : others(row, col);
  });
}

const real = (row: number, col: number) => Math.sin(row * 7 + col);

test('classes, row numbers, and features', () => {
  expect(
    looksOf(
      matrix((row) => row % 3, real),
      4,
    ),
  ).toBe('classes');
  expect(
    looksOf(
      matrix((row) => 1 + (row % 2), real),
      4,
    ),
  ).toBe('classes');
  expect(
    looksOf(
      matrix((row) => 100 + row, real),
      4,
    ),
  ).toBe('row-numbers');
  expect(
    looksOf(
      matrix((row) => real(row, 0), real),
      4,
    ),
  ).toBeUndefined();
  expect(
    looksOf(
      matrix((row) => (row % 2) * 5, real),
      4,
    ),
  ).toBeUndefined();
  expect(
    looksOf(
      matrix(
        (row) => row % 3,
        (row) => row % 2,
      ),
      4,
    ),
  ).toBeUndefined();
  expect(
    looksOf(
      matrix((row) => row % 3, real, 10),
      4,
    ),
  ).toBeUndefined();
  expect(looksOf(new Float32Array(), 0)).toBeUndefined();
});
