import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { symmetricEigen } from '../../../src/algorithms/symmetric-eigen.js';
import { Random } from '../../../src/data/random.js';
import { loadKernels } from '../../../src/kernels/choose.js';

const kernels = await loadKernels();

function symmetric(n: number, value: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return value(Math.min(i, j), Math.max(i, j));
  });
}

function noise(n: number): Float64Array {
  const random = new Random(n);
  const values = Float64Array.from({ length: n * n }, () => random.normal());
  return symmetric(n, (i, j) => values[i * n + j] as number);
}

describe('the largest eigenvalues and their vectors', () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [30, 30],
    [90, 5],
  ])('%i dimensions, %i wanted: as ml-matrix finds them', async (n, count) => {
    const matrix = noise(n);
    const { values, vectors } = await symmetricEigen(matrix.slice(), count, { kernels });
    const peer = new EigenvalueDecomposition(Matrix.from1DArray(n, n, matrix), { assumeSymmetric: true });
    const expected = peer.realEigenvalues.sort((a, b) => a - b).slice(n - count);
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[at] as number, 10);
    for (let row = 0; row < count; row++) {
      const vector = vectors.subarray(row * n, (row + 1) * n);
      for (let i = 0; i < n; i++) {
        let product = 0;
        for (let j = 0; j < n; j++) product += (matrix[i * n + j] as number) * (vector[j] as number);
        expect(product).toBeCloseTo((values[row] as number) * (vector[i] as number), 10);
      }
    }
  });

  test('matrices that lack rank: products of a few rows, most of whose values are 0', async () => {
    const random = new Random(7);
    for (let round = 0; round < 100; round++) {
      const [rows, n, density] = [
        1 + random.integer(8),
        10 + random.integer(60),
        [0.02, 0.1, 0.3, 1][round % 4] as number,
      ];
      const values = Float64Array.from({ length: rows * n }, () =>
        random.uniform() < density ? Math.round(100 * random.normal()) / 10 : 0,
      );
      const matrix = symmetric(n, (i, j) => {
        let product = 0;
        for (let row = 0; row < rows; row++) {
          product += (values[row * n + i] as number) * (values[row * n + j] as number);
        }
        return product;
      });
      const scale = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300);
      const pairs = await symmetricEigen(matrix.slice(), 3, { kernels });
      for (const [at, value] of pairs.values.entries()) {
        const vector = pairs.vectors.subarray(at * n, (at + 1) * n);
        for (let i = 0; i < n; i++) {
          let left = -value * (vector[i] as number);
          for (let j = 0; j < n; j++) left += (matrix[i * n + j] as number) * (vector[j] as number);
          expect(Math.abs(left)).toBeLessThan(1e-11 * n * scale);
        }
      }
    }
  });

  test('equal eigenvalues have orthonormal vectors', async () => {
    const n = 12;
    const matrix = symmetric(n, (i, j) => 1 + (i === j ? 2 : 0));
    const { values, vectors } = await symmetricEigen(matrix, n, { kernels });
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(at === n - 1 ? 14 : 2, 11);
    for (let a = 0; a < n; a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let i = 0; i < n; i++) dot += (vectors[a * n + i] as number) * (vectors[b * n + i] as number);
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 12);
      }
    }
  });

  test('what is below the diagonal does not count', async () => {
    const matrix = noise(5);
    const upper = matrix.map((value, at) => (at % 5 < Math.floor(at / 5) ? 99 : value));
    expect(await symmetricEigen(upper, 5, { kernels })).toEqual(await symmetricEigen(matrix, 5, { kernels }));
  });

  test('overflow is the user’s error, and an abort ends it', async () => {
    const infinite = Float64Array.of(1, Number.POSITIVE_INFINITY, 0, 1);
    await expect(symmetricEigen(infinite, 1, { kernels })).rejects.toMatchObject({ code: 'E_OVERFLOW' });
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(symmetricEigen(noise(3), 1, { kernels, signal })).rejects.toBe(reason);
  });
});
