/** Every backend does what src/kernels/interface/forest.ts says, and the twin is the measure. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../../../src/kernels/kernels.js';
import { backends, expectClose, noise, twin } from '../support/kernels.js';

interface Shape {
  readonly trees: number;
  readonly size: number;
  readonly cols: number;
  readonly rows: number;
  readonly seed: number;
  readonly offset: number;
  readonly scale: number;
  /** Values are rounded to so many steps, so that rows are equal; 0 for none. */
  readonly steps: number;
}

/** Around the widths that the core knows by heart, and beyond. */
const shape: fc.Arbitrary<Shape> = fc.record({
  trees: fc.integer({ min: 1, max: 5 }),
  size: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 7, max: 60 })),
  cols: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 40 })),
  rows: fc.integer({ min: 0, max: 40 }),
  seed: fc.nat(),
  offset: fc.constantFrom(0, 0, 1, -1e3, 1e6),
  scale: fc.constantFrom(1, 1e-6, 1e4, 1e37, 3e38),
  steps: fc.constantFrom(0, 0, 1, 3),
});

function values(length: number, seed: number, { offset, scale, steps }: Shape): Float32Array {
  const rounded = (value: number) => (steps === 0 ? value : Math.round(value * steps) / steps);
  return Float32Array.from(noise(length, seed), (value) => offset + scale * rounded(value));
}

async function grow(kernels: Kernels, given: Shape) {
  const { trees, size, cols, seed } = given;
  const samples = values(trees * size * cols, seed, given);
  const seeds = Uint32Array.from({ length: trees }, (_, tree) => (seed * 31 + tree) >>> 0);
  const output = {
    leafCounts: new Int32Array(trees),
    cutColumns: new Int32Array(trees * (size - 1)).fill(-1),
    cutValues: new Float32Array(trees * (size - 1)).fill(-1),
    leftLeaves: new Int32Array(trees * (size - 1)).fill(-1),
    leafRows: new Int32Array(trees * size).fill(-1),
    masses: new Int32Array(trees * size).fill(-1),
  };
  await kernels.growTrees({ samples, seeds, trees, size, cols }, output);
  return { samples, output };
}

/** The grown trees without the room that was left. */
function compact({ size, cols }: Shape, { samples, output }: Awaited<ReturnType<typeof grow>>) {
  const cuts: number[] = [];
  const leaves: number[] = [];
  output.leafCounts.forEach((count, tree) => {
    for (let cut = 0; cut < count - 1; cut++) cuts.push(tree * (size - 1) + cut);
    for (let leaf = 0; leaf < count; leaf++) leaves.push(tree * size + leaf);
  });
  const points = leaves.flatMap((leaf) => {
    const row = Math.floor(leaf / size) * size + (output.leafRows[leaf] as number);
    return Array.from(samples.subarray(row * cols, (row + 1) * cols));
  });
  const forest = {
    cols,
    leafCounts: output.leafCounts,
    cutColumns: Int32Array.from(cuts, (cut) => output.cutColumns[cut] as number),
    cutValues: Float32Array.from(cuts, (cut) => output.cutValues[cut] as number),
    leftLeaves: Int32Array.from(cuts, (cut) => output.leftLeaves[cut] as number),
    points: Float32Array.from(points),
  };
  const logMasses = Float64Array.from(leaves, (leaf) => Math.log2(output.masses[leaf] as number));
  return { forest, logMasses };
}

async function depths(kernels: Kernels, given: Shape) {
  const { forest, logMasses } = compact(given, await grow(twin, given));
  const cuts = forest.cutValues.length;
  const bounds = { boxes: new Float32Array(cuts * 2 * forest.cols), extents: new Float64Array(cuts) };
  await kernels.boundCuts(forest, bounds);
  // Half of the points are rows that a tree knows.
  const { rows, cols, seed } = given;
  const points = values(rows * cols, seed + 1, given);
  points.set(forest.points.subarray(0, Math.min(points.length, forest.points.length) >> 1));
  const sums = new Float64Array(rows).fill(0.5);
  const input = { forest, bounds, logMasses, points, rows };
  await kernels.addInverseDepths(input, sums);
  return { bounds, input, sums };
}

describe.each(backends)('%s', (_, kernels) => {
  test('grows the trees of the twin, bit for bit, and leaves alone what they do not need', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        expect((await grow(kernels, given)).output).toEqual((await grow(twin, given)).output);
      }),
      { numRuns: 150 },
    );
  });

  test('bounds are those of the twin, bit for bit; depths within 1e-12', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const [actual, expected] = [await depths(kernels, given), await depths(twin, given)];
        expect(actual.bounds).toEqual(expected.bounds);
        expectClose(actual.sums, expected.sums, 1e-12);
        expect(actual.sums.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('more points than are worked on at once', async () => {
    const given = { trees: 3, size: 50, cols: 6, rows: 5003, seed: 5, offset: 0, scale: 1, steps: 0 };
    expectClose((await depths(kernels, given)).sums, (await depths(twin, given)).sums, 1e-12);
  });

  test('a point by itself has the same bits as among many, whether it is scored at once or on the pool', async () => {
    const shape = { trees: 50, size: 200, cols: 8, rows: 300, seed: 5, offset: 0, scale: 1, steps: 0 };
    const { input, sums } = await depths(kernels, shape);
    for (const row of [0, 7, 299]) {
      const alone = new Float64Array([0.5]);
      const point = input.points.subarray(row * shape.cols, (row + 1) * shape.cols);
      await kernels.addInverseDepths({ ...input, points: point, rows: 1 }, alone);
      expect(alone[0]).toBe(sums[row]);
    }
  });

  test('views into larger arrays are read and written in place', async () => {
    const given = { trees: 2, size: 9, cols: 3, rows: 4, seed: 8, offset: 0, scale: 1, steps: 0 };
    const { forest, logMasses } = compact(given, await grow(twin, given));
    const bounds = { boxes: new Float32Array(16 * 6), extents: new Float64Array(16) };
    await kernels.boundCuts(forest, bounds);
    const embed = (inner: Float32Array) => {
      const all = new Float32Array(inner.length + 5).fill(Number.NaN);
      all.set(inner, 3);
      return all.subarray(3, 3 + inner.length);
    };
    const points = values(12, 3, given);
    const sums = new Float64Array(9).fill(-7);
    const views = { ...forest, points: embed(forest.points), cutValues: embed(forest.cutValues) };
    const input = { forest: views, bounds, logMasses, points: embed(points), rows: 4 };
    await kernels.addInverseDepths(input, sums.subarray(2, 6).fill(0));
    const expected = new Float64Array(4);
    await twin.addInverseDepths({ forest, bounds, logMasses, points, rows: 4 }, expected);
    expectClose(sums, [-7, -7, ...expected, -7, -7, -7], 1e-12);
  });

  describe('a length that does not fit its shape is refused before any work', () => {
    const given = { trees: 2, size: 4, cols: 2, rows: 3, seed: 1, offset: 0, scale: 1, steps: 0 };
    const short = new Float32Array(5);
    const grown = {
      leafCounts: new Int32Array(2),
      cutColumns: new Int32Array(6),
      cutValues: new Float32Array(6),
      leftLeaves: new Int32Array(6),
      leafRows: new Int32Array(8),
      masses: new Int32Array(8),
    };
    const input = { samples: new Float32Array(16), seeds: new Uint32Array(2), ...given };
    const forest = {
      cols: 2,
      leafCounts: Int32Array.of(3, 1),
      cutColumns: new Int32Array(2),
      cutValues: new Float32Array(2),
      leftLeaves: Int32Array.of(1, 1),
      points: new Float32Array(8),
    };
    const bounds = { boxes: new Float32Array(8), extents: new Float64Array(2) };
    const asked = { forest, bounds, logMasses: new Float64Array(4), points: new Float32Array(6), rows: 3 };
    const cases: [string, () => Promise<unknown>][] = [
      ['samples', () => kernels.growTrees({ ...input, samples: short }, grown)],
      ['seeds', () => kernels.growTrees({ ...input, seeds: new Uint32Array(1) }, grown)],
      ['size', () => kernels.growTrees({ ...input, size: 0 }, grown)],
      ['cols', () => kernels.growTrees({ ...input, cols: 0 }, grown)],
      ['cutValues', () => kernels.growTrees(input, { ...grown, cutValues: short })],
      ['leafRows', () => kernels.growTrees(input, { ...grown, leafRows: new Int32Array(7) })],
      ['points', () => kernels.boundCuts({ ...forest, points: short }, bounds)],
      ['leafCounts', () => kernels.boundCuts({ ...forest, leafCounts: Int32Array.of(4, 0) }, bounds)],
      ['boxes', () => kernels.boundCuts(forest, { ...bounds, boxes: short })],
      [
        'extents',
        () =>
          kernels.addInverseDepths(
            { ...asked, bounds: { ...bounds, extents: new Float64Array(3) } },
            new Float64Array(3),
          ),
      ],
      ['logMasses', () => kernels.addInverseDepths({ ...asked, logMasses: new Float64Array(3) }, new Float64Array(3))],
      ['points', () => kernels.addInverseDepths({ ...asked, points: short }, new Float64Array(3))],
      ['sums', () => kernels.addInverseDepths(asked, new Float64Array(4))],
    ];
    test.each(cases)('%s (%#)', async (name, call) => {
      await expect(call()).rejects.toThrow(RangeError);
      await expect(call()).rejects.toThrow(name);
    });
  });

  test('a forest whose numbers lead nowhere ends in an error or a number, never in a hang', async () => {
    for (const leftLeaves of [0, -1, 3, 1e9]) {
      const forest = {
        cols: 1,
        leafCounts: Int32Array.of(3),
        cutColumns: Int32Array.of(0, 0),
        cutValues: Float32Array.of(1, 2),
        leftLeaves: Int32Array.of(leftLeaves, 1),
        points: Float32Array.of(1, 2, 3),
      };
      const bounds = { boxes: Float32Array.of(1, 3, 2, 3), extents: Float64Array.of(2, 1) };
      const input = { forest, bounds, logMasses: new Float64Array(3), points: Float32Array.of(9), rows: 1 };
      const outcome = await kernels.addInverseDepths(input, new Float64Array(1)).catch((error: unknown) => error);
      expect(outcome === undefined || outcome instanceof Error).toBe(true);
    }
  });
});

/** A process of its own, since threads and instruction set are chosen once in each. */
describe('native, in processes of their own', () => {
  const script = fileURLToPath(new URL('../support/forest-results.mjs', import.meta.url));
  const results = (env: Record<string, string>) =>
    JSON.parse(
      execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        env: { ...process.env, SAGELOCAL_BACKEND: 'native', SAGELOCAL_THREADS: '', SAGELOCAL_SIMD: '', ...env },
      }),
    ) as { simd: string; threads: number; bits: string };
  const usual = results({});

  test.each([1, 2, 3])('%i threads: the same bits', (threads) => {
    expect(results({ SAGELOCAL_THREADS: String(threads) })).toEqual({ ...usual, threads });
  });

  test('without any SIMD: the same bits', () => {
    expect(results({ SAGELOCAL_SIMD: 'none' })).toEqual({ ...usual, simd: 'none' });
  });
});
