/** Every backend does what src/kernels/interface/eigen.ts says, and the twin is the measure. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../../../src/kernels/kernels.js';
import { backends, expectClose, noise, twin } from '../support/kernels.js';

function reductionOf(n: number, seed: number) {
  const zeros = () => new Float64Array(n);
  const matrix = Float64Array.from(noise(n * n, seed));
  return { matrix, diagonal: zeros(), offDiagonal: zeros(), scales: zeros(), pending: zeros() };
}

async function reduce(kernels: Kernels, n: number, stepsPerCall: number) {
  const reduction = reductionOf(n, n);
  for (let from = 0; from < n; from += stepsPerCall) {
    await kernels.tridiagonalise({ n, from, to: Math.min(n, from + stepsPerCall) }, reduction);
  }
  return reduction;
}

function upper(matrix: Float64Array, n: number): Float64Array {
  return matrix.map((value, at) => (at % n >= Math.floor(at / n) ? value : 0));
}

describe.each(backends)('%s', (_, kernels) => {
  test.each([
    [1, 1],
    [2, 2],
    [9, 4],
    [70, 70],
    [150, 40],
  ])('%i columns, %i steps a call: the form of the twin', async (n, steps) => {
    const [actual, expected] = [await reduce(kernels, n, steps), await reduce(twin, n, n)];
    expectClose(actual.diagonal, expected.diagonal, 0, 1e-11 * n);
    expectClose(actual.offDiagonal, expected.offDiagonal, 0, 1e-11 * n);
    expectClose(actual.scales, expected.scales, 1e-8);
    expectClose(upper(actual.matrix, n), upper(expected.matrix, n), 0, 1e-10 * n);
    expect(actual.offDiagonal[n - 1]).toBe(0);
  });

  test('a diagonal matrix needs no reflection', async () => {
    const reduction = reductionOf(4, 1);
    reduction.matrix.fill(0);
    reduction.matrix.set([3], 0);
    reduction.matrix.set([-2], 15);
    await kernels.tridiagonalise({ n: 4, from: 0, to: 4 }, reduction);
    expectClose(reduction.diagonal, [3, 0, 0, -2], 0);
    expectClose([...reduction.scales, ...reduction.offDiagonal], new Array(8).fill(0), 0);
  });

  test('what is left of a matrix without rank stays a number', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      // Products of a few rows, many of whose values are 0.
      const [rows, n] = [1 + (seed % 8), 12 + seed];
      const values = noise(rows * n, seed).map((value) => (Math.abs(value) < 0.8 ? 0 : Math.round(100 * value) / 10));
      const reduction = reductionOf(n, 1);
      reduction.matrix.fill(0);
      for (let at = 0; at < n * n; at++) {
        const [i, j] = [Math.floor(at / n), at % n];
        for (let row = 0; row < rows; row++) {
          reduction.matrix[at]! += (values[row * n + i] as number) * (values[row * n + j] as number);
        }
      }
      await kernels.tridiagonalise({ n, from: 0, to: n }, reduction);
      for (const numbers of Object.values(reduction)) expect(numbers.every(Number.isFinite)).toBe(true);
    }
  });

  test('eigenvectors are turned back as the twin turns them', async () => {
    const n = 40;
    const { matrix, scales } = await reduce(twin, n, n);
    const sweeps = Int32Array.of(39, 0, 20, 5, 7, 6);
    const angles = noise(39 + 15 + 1, 8);
    const rotations = Float64Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
    const wanted = Int32Array.of(0, 39, 7, 7, 12, 13, 14, 15, 16, 17);
    const input = { matrix, scales, rotations, sweeps, wanted, n, count: 10 };
    const [actual, expected] = [new Float64Array(10 * n), new Float64Array(10 * n)];
    await kernels.eigenvectors(input, actual);
    await twin.eigenvectors(input, expected);
    expectClose(actual, expected, 0, 1e-13);
  });

  test('vectors become orthonormal, and those that depend on others are dropped', async () => {
    const [count, cols] = [7, 30];
    const vectors = Float64Array.from(noise(count * cols, 3));
    for (let col = 0; col < cols; col++) {
      vectors[2 * cols + col] = 3 * (vectors[col] as number) - (vectors[cols + col] as number);
      vectors[5 * cols + col] = 0;
    }
    const expected = vectors.slice();
    expect(await kernels.orthonormalise({ count, cols }, vectors)).toBe(5);
    expect(await twin.orthonormalise({ count, cols }, expected)).toBe(5);
    expectClose(vectors, expected, 0, 1e-12);
    expect(vectors.subarray(5 * cols).every((value) => value === 0)).toBe(true);
  });

  describe('what does not fit its shape is refused before any work', () => {
    const reduction = reductionOf(3, 1);
    const input = {
      ...reduction,
      rotations: Float64Array.of(1, 0),
      sweeps: Int32Array.of(1, 0),
      wanted: Int32Array.of(2),
      n: 3,
      count: 1,
    };
    const vectors = new Float64Array(3);
    const cases: [string, () => Promise<unknown>][] = [
      ['n', () => kernels.tridiagonalise({ n: 0, from: 0, to: 0 }, reduction)],
      ['from', () => kernels.tridiagonalise({ n: 3, from: 2, to: 4 }, reduction)],
      ['matrix', () => kernels.tridiagonalise({ n: 3, from: 0, to: 3 }, { ...reduction, matrix: vectors })],
      [
        'pending',
        () => kernels.tridiagonalise({ n: 3, from: 0, to: 3 }, { ...reduction, pending: new Float64Array(2) }),
      ],
      ['sweeps', () => kernels.eigenvectors({ ...input, sweeps: Int32Array.of(3, 0) }, vectors)],
      ['rotations', () => kernels.eigenvectors({ ...input, rotations: vectors }, vectors)],
      ['wanted', () => kernels.eigenvectors({ ...input, wanted: Int32Array.of(3) }, vectors)],
      ['vectors', () => kernels.eigenvectors(input, new Float64Array(2))],
      ['vectors', () => kernels.orthonormalise({ count: 2, cols: 2 }, vectors)],
      ['cols', () => kernels.orthonormalise({ count: 0, cols: 0 }, new Float64Array(0))],
    ];
    test.each(cases)('%s (%#)', async (name, call) => {
      await expect(call()).rejects.toThrow(RangeError);
      await expect(call()).rejects.toThrow(name);
    });
  });
});

/** A process of its own, since threads and instruction set are chosen once in each. */
describe('native, in processes of their own: all that PCA computes with', () => {
  const script = fileURLToPath(new URL('../support/pca-results.mjs', import.meta.url));
  const results = (env: Record<string, string>) =>
    JSON.parse(
      execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        env: { ...process.env, SAGELOCAL_BACKEND: 'native', SAGELOCAL_THREADS: '', SAGELOCAL_SIMD: '', ...env },
      }),
    ) as { simd: string; threads: number; bits: string; exact: string; values: number[] };
  const usual = results({});

  test.each([1, 2, 3, 8])('%i threads: the same bits', (threads) => {
    const { threads: used, ...others } = results({ SAGELOCAL_THREADS: String(threads) });
    const { threads: _, ...expected } = usual;
    expect(used).toBe(threads);
    expect(others).toEqual(expected);
  });

  const levels: Readonly<Record<string, readonly string[]>> = {
    avx512: ['none', 'sse2', 'avx2', 'avx512'],
    avx2: ['none', 'sse2', 'avx2'],
    sse2: ['none', 'sse2'],
    neon: ['none', 'neon'],
    none: ['none'],
  };
  test.each(levels[usual.simd] ?? [])('instruction set %s: float64 to the bit, float32 nearly', (simd) => {
    const found = results({ SAGELOCAL_SIMD: simd });
    expect(found.simd).toBe(simd);
    expect(found.exact).toBe(usual.exact);
    expectClose(found.values, usual.values, 1e-5, 1e-4);
  });
});
