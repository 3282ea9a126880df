/** Every backend does what src/kernels/interface/kmeans.ts says, and the twin is the measure. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../../../src/kernels/kernels.js';
import { backends, expectClose, noise, twin } from '../support/kernels.js';

interface Problem {
  readonly points: Float32Array;
  readonly weights?: Float64Array;
  readonly centroids: Float32Array;
  readonly rows: number;
  readonly cols: number;
  readonly k: number;
}

function problem({ rows, cols, k, seed, offset, scale, weighted }: Shape): Problem {
  const around = (numbers: number[]) => Float32Array.from(numbers, (value) => offset + scale * value);
  return {
    points: around(noise(rows * cols, seed)),
    ...(weighted && { weights: Float64Array.from(noise(rows, seed + 1), (value) => value + 1) }),
    centroids: around(noise(k * cols, seed + 2)),
    rows,
    cols,
    k,
  };
}

interface Shape {
  readonly rows: number;
  readonly cols: number;
  readonly k: number;
  readonly seed: number;
  readonly offset: number;
  readonly scale: number;
  readonly weighted: boolean;
}

/** Around the widths of tiles and vectors, where a kernel has its seams. */
const shape: fc.Arbitrary<Shape> = fc.record({
  rows: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 31, max: 400 })),
  cols: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 21, max: 130 })),
  k: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 21, max: 140 })),
  seed: fc.nat(),
  offset: fc.constantFrom(0, 0, 1, -1e3, 1e6),
  scale: fc.constantFrom(1, 1e-6, 1e-2, 1e4, 1e15),
  weighted: fc.boolean(),
});

async function nearest(kernels: Kernels, input: Problem) {
  const output = { labels: new Int32Array(input.rows), distances: new Float32Array(input.rows) };
  await kernels.nearestCentroids(input, output);
  return output;
}

async function sum(kernels: Kernels, input: Problem, before = 0) {
  const sums = new Float64Array(input.k * input.cols).fill(before);
  const counts = new Float64Array(input.k).fill(before);
  const inertia = await kernels.assignAndSum(input, { sums, counts });
  return { sums, counts, inertia };
}

describe.each(backends)('%s', (_, kernels) => {
  test('labels are those of the twin, distances within 1e-5', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const input = problem(given);
        const [actual, expected] = [await nearest(kernels, input), await nearest(twin, input)];
        expect(actual.labels).toEqual(expected.labels);
        expectClose(actual.distances, expected.distances, 1e-5);
      }),
      { numRuns: 300 },
    );
  });

  test('sums and counts are those of the twin, the inertia within 1e-5', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.constantFrom(0, 0.5), async (given, before) => {
        const input = problem(given);
        const [actual, expected] = [await sum(kernels, input, before), await sum(twin, input, before)];
        const largest = before + given.rows * (Math.abs(given.offset) + given.scale);
        expectClose(actual.sums, expected.sums, 0, 1e-12 * largest);
        expectClose(actual.counts, expected.counts, 1e-12);
        expectClose([actual.inertia], [expected.inertia], 1e-5);
      }),
      { numRuns: 300 },
    );
  });

  test('what it adds to is kept', async () => {
    const input = problem({ rows: 90, cols: 6, k: 4, seed: 7, offset: 0, scale: 1, weighted: false });
    const { sums, counts, inertia } = await sum(kernels, input);
    const second = await kernels.assignAndSum(input, { sums, counts });
    const once = await sum(kernels, input);
    expect(second).toBe(inertia);
    expectClose(
      sums,
      once.sums.map((value) => 2 * value),
      1e-12,
      1e-12,
    );
    expect(counts.reduce((total, count) => total + count)).toBe(180);
  });

  test('the lower index wins a tie', async () => {
    const row = noise(9, 3);
    const centroids = Float32Array.from([...noise(9, 4).map((value) => value + 9), ...row, ...row, ...row]);
    const points = Float32Array.from([...row, ...row]);
    expect((await nearest(kernels, { points, centroids, rows: 2, cols: 9, k: 4 })).labels).toEqual(Int32Array.of(1, 1));
  });

  test('tight groups far from each other keep their labels', async () => {
    const centre = [3000, -3000];
    const grouped = (length: number, seed: number) =>
      Float32Array.from(noise(length, seed), (value, at) => (centre[Math.floor(at / 6) % 2] as number) + value / 100);
    const input = { points: grouped(300 * 6, 1), centroids: grouped(24 * 6, 2), rows: 300, cols: 6, k: 24 };
    expect((await nearest(kernels, input)).labels).toEqual((await nearest(twin, input)).labels);
  });

  test('seeding lowers as the twin does', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const { points, centroids, rows, cols } = problem({ ...given, k: 3 });
        const [actual, expected] = [new Float32Array(rows).fill(Infinity), new Float32Array(rows).fill(Infinity)];
        for (const centre of [0, 1, 2].map((at) => centroids.subarray(at * cols, (at + 1) * cols))) {
          const [sumActual, sumExpected] = [
            await kernels.lowerToNearest({ points, centre, rows, cols }, actual),
            await twin.lowerToNearest({ points, centre, rows, cols }, expected),
          ];
          expectClose(actual, expected, 1e-5);
          expectClose([sumActual], [sumExpected], 1e-5);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('the first value that is not finite is found', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5000 }),
        fc.array(fc.record({ at: fc.nat(4999), value: fc.constantFrom(Number.NaN, Infinity, -Infinity) }), {
          maxLength: 3,
        }),
        async (length, planted) => {
          const values = new Float32Array(length).fill(3.4e38);
          for (const { at, value } of planted) values[at % length] = value;
          expect(await kernels.findNonFinite(values)).toBe(values.findIndex((value) => !Number.isFinite(value)));
        },
      ),
    );
    expect(await kernels.findNonFinite(new Float32Array(0))).toBe(-1);
    const many = new Float32Array(1_300_000);
    many[1_299_999] = Number.NaN;
    expect(await kernels.findNonFinite(many)).toBe(1_299_999);
  });

  test('more rows than are worked on at once', async () => {
    const input = problem({ rows: 40_003, cols: 29, k: 11, seed: 5, offset: 3, scale: 1, weighted: true });
    expect((await nearest(kernels, input)).labels).toEqual((await nearest(twin, input)).labels);
    const [actual, expected] = [await sum(kernels, input), await sum(twin, input)];
    expectClose(actual.sums, expected.sums, 1e-10, 1e-8);
    expectClose(actual.counts, expected.counts, 1e-10);
    expectClose([actual.inertia], [expected.inertia], 1e-5);
  });

  test('views into larger arrays are read and written in place', async () => {
    const input = problem({ rows: 25, cols: 7, k: 5, seed: 9, offset: 0, scale: 1, weighted: false });
    const embed = (values: Float32Array) => {
      const all = new Float32Array(values.length + 5).fill(Number.NaN);
      all.set(values, 3);
      return all.subarray(3, 3 + values.length);
    };
    const labels = new Int32Array(30).fill(-7);
    const distances = new Float32Array(30).fill(-7);
    const views = { ...input, points: embed(input.points), centroids: embed(input.centroids) };
    await kernels.nearestCentroids(views, { labels: labels.subarray(2, 27), distances: distances.subarray(2, 27) });
    const expected = await nearest(twin, input);
    expect(labels).toEqual(Int32Array.of(-7, -7, ...expected.labels, -7, -7, -7));
    expect([...distances.subarray(0, 2), ...distances.subarray(27)]).toEqual([-7, -7, -7, -7, -7]);
  });

  describe('a length that does not fit its shape is refused before any work', () => {
    const rows = 6;
    const cols = 4;
    const k = 3;
    const right = {
      points: new Float32Array(rows * cols),
      weights: new Float64Array(rows),
      centroids: new Float32Array(k * cols),
      rows,
      cols,
      k,
    };
    const short = new Float32Array(5);
    const output = { labels: new Int32Array(rows), distances: new Float32Array(rows) };
    const accumulator = { sums: new Float64Array(k * cols), counts: new Float64Array(k) };
    const seeding = { points: right.points, centre: new Float32Array(cols), rows, cols };
    const cases: [string, () => Promise<unknown>][] = [
      ['points', () => kernels.nearestCentroids({ ...right, points: short }, output)],
      ['centroids', () => kernels.nearestCentroids({ ...right, centroids: short }, output)],
      ['labels', () => kernels.nearestCentroids(right, { ...output, labels: new Int32Array(7) })],
      ['distances', () => kernels.nearestCentroids(right, { ...output, distances: short })],
      ['k', () => kernels.nearestCentroids({ ...right, k: 0, centroids: new Float32Array(0) }, output)],
      ['cols', () => kernels.nearestCentroids({ ...right, cols: 0 }, output)],
      ['rows', () => kernels.nearestCentroids({ ...right, rows: -1 }, output)],
      ['rows', () => kernels.nearestCentroids({ ...right, rows: 2 ** 60, cols: 2 ** 60 }, output)],
      ['rows', () => kernels.nearestCentroids({ ...right, rows: 1.5 }, output)],
      ['points', () => kernels.assignAndSum({ ...right, points: short }, accumulator)],
      ['weights', () => kernels.assignAndSum({ ...right, weights: new Float64Array(5) }, accumulator)],
      ['centroids', () => kernels.assignAndSum({ ...right, centroids: short }, accumulator)],
      ['sums', () => kernels.assignAndSum(right, { ...accumulator, sums: new Float64Array(5) })],
      ['counts', () => kernels.assignAndSum(right, { ...accumulator, counts: new Float64Array(5) })],
      ['points', () => kernels.lowerToNearest({ ...seeding, points: short }, output.distances)],
      ['centre', () => kernels.lowerToNearest({ ...seeding, centre: short }, output.distances)],
      ['nearest', () => kernels.lowerToNearest(seeding, short)],
    ];
    test.each(cases)('%s (%#)', async (name, call) => {
      await expect(call()).rejects.toThrow(RangeError);
      await expect(call()).rejects.toThrow(name);
    });
  });
});

/** A process of its own, since threads and instruction set are chosen once in each. */
describe('native, in processes of their own', () => {
  const script = fileURLToPath(new URL('../support/kmeans-results.mjs', import.meta.url));
  const results = (env: Record<string, string>) =>
    JSON.parse(
      execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        env: { ...process.env, SAGELOCAL_BACKEND: 'native', SAGELOCAL_THREADS: '', SAGELOCAL_SIMD: '', ...env },
      }),
    ) as { simd: string; threads: number; exact: string; bits: string; inertia: number; seeding: number };
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
  test.each(levels[usual.simd] ?? [])('instruction set %s: the same labels and sums', (simd) => {
    const found = results({ SAGELOCAL_SIMD: simd });
    expect(found.simd).toBe(simd);
    expect(found.exact).toBe(usual.exact);
    expectClose([found.inertia, found.seeding], [usual.inertia, usual.seeding], 1e-6);
  });
});
