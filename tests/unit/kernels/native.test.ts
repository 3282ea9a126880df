import { describe, expect, test } from 'vitest';
import { AlgorithmError } from '../../../src/errors.js';
import { nativeKernels } from '../../../src/kernels/native.js';

const kernels = nativeKernels();

describe('the native core', () => {
  test('says what it runs on', () => {
    expect(kernels.backend).toBe('native');
    expect(['avx512', 'avx2', 'sse2', 'neon', 'none']).toContain(kernels.simd);
    expect(kernels.threads).toBeGreaterThanOrEqual(1);
  });

  test('arrays that share memory are refused, not corrupted', async () => {
    const memory = new Float64Array(40);
    const input = { points: new Float32Array(20), centroids: new Float32Array(4), rows: 10, cols: 2, k: 2 };
    const overlapping = { sums: memory.subarray(0, 4), counts: memory.subarray(3, 5) };
    await expect(kernels.assignAndSum(input, overlapping)).rejects.toThrow(/shares memory/);
    const apart = { sums: memory.subarray(0, 4), counts: memory.subarray(4, 6) };
    await expect(kernels.assignAndSum(input, apart)).resolves.toBe(0);
    const inPlace = new Float32Array(input.points.buffer, 0, 10);
    await expect(kernels.nearestCentroids(input, { labels: new Int32Array(10), distances: inPlace })).rejects.toThrow(
      /shares memory/,
    );
  });

  test('what the types forbid is an error of ours, not a crash', async () => {
    const wrong = [1, 2, 3] as unknown as Float32Array;
    await expect(kernels.findNonFinite(wrong)).rejects.toThrow(AlgorithmError);
    await expect(kernels.findNonFinite(wrong)).rejects.toMatchObject({ code: 'E_KERNEL' });
  });

  test('many calls at once keep apart', async () => {
    const calls = Array.from({ length: 64 }, async (_, index) => {
      const points = new Float32Array(600).fill(index);
      const nearest = new Float32Array(200).fill(Infinity);
      return kernels.lowerToNearest({ points, centre: Float32Array.of(0, 0, 0), rows: 200, cols: 3 }, nearest);
    });
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 64 }, (_, index) => 600 * index * index));
  });
});
