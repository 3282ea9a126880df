import { expect, test } from 'vitest';
import { eigenvectors, orthonormalise, tridiagonalise } from '../../../../src/kernels/reference/eigen.js';

test('three dimensions become tridiagonal by one reflection, and the vectors lead back', () => {
  const n = 3;
  const zeros = () => new Float64Array(n);
  const matrix = Float64Array.of(2, 3, 4, 0, 5, 6, 0, 0, 7);
  const reduction = { matrix, diagonal: zeros(), offDiagonal: zeros(), scales: zeros(), pending: zeros() };
  tridiagonalise({ n, from: 0, to: n }, reduction);
  expect(reduction.diagonal[0]).toBe(2);
  expect(reduction.offDiagonal[0]).toBe(-5);
  const none = { rotations: new Float64Array(), sweeps: new Int32Array() };
  const vectors = new Float64Array(9);
  eigenvectors({ ...reduction, ...none, wanted: Int32Array.of(0, 1, 2), n, count: n }, vectors);
  // The first axis stays, the second is where (3, 4) points to, turned round.
  const expected = [1, 0, 0, 0, -0.6, -0.8, 0, -0.8, 0.6];
  for (const [at, value] of expected.entries()) expect(vectors[at]).toBeCloseTo(value, 14);
  // Trace and sum of squares stay.
  const [, b, c] = reduction.diagonal as unknown as [number, number, number];
  expect(2 + b + c).toBeCloseTo(14, 12);
  expect(b * b + c * c + 2 * (reduction.offDiagonal[1] as number) ** 2).toBeCloseTo(25 + 49 + 2 * 36, 11);
});

test('vectors become orthonormal in order', () => {
  const vectors = Float64Array.of(3, 4, 0, 6, 8, 0, 0, 5, 2);
  expect(orthonormalise({ count: 3, cols: 3 }, vectors)).toBe(2);
  const expected = [
    0.6,
    0.8,
    0,
    -2.4 / Math.hypot(2.4, 1.8, 2),
    1.8 / Math.hypot(2.4, 1.8, 2),
    2 / Math.hypot(2.4, 1.8, 2),
  ];
  for (const [at, value] of expected.entries()) expect(vectors[at]).toBeCloseTo(value, 12);
  expect([...vectors.subarray(6)]).toEqual([0, 0, 0]);
});
