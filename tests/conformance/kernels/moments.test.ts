/** Every backend does what src/kernels/interface/moments.ts says, and the twin is the measure. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernels, SparseRows } from '../../../src/kernels/kernels.js';
import { backends, expectClose, noise, twin } from '../support/kernels.js';

interface Shape {
  readonly rows: number;
  readonly cols: number;
  readonly chunkRows: number;
  readonly seed: number;
  readonly offset: number;
  readonly scale: number;
}

/** Around the widths of tiles and vectors, where a kernel has its seams. */
const shape: fc.Arbitrary<Shape> = fc.record({
  rows: fc.integer({ min: 0, max: 200 }),
  cols: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 21, max: 70 })),
  chunkRows: fc.constantFrom(1, 7, 64, 1000),
  seed: fc.nat(),
  offset: fc.constantFrom(0, 1, -1e3, 1e6),
  scale: fc.constantFrom(1, 1e-2, 1e4, 1e15),
});

function points({ rows, cols, seed, offset, scale }: Shape): Float32Array {
  return Float32Array.from(noise(rows * cols, seed), (value) => offset + scale * value);
}

type Moments = Parameters<Kernels['addMoments']>[1];

async function sum(kernels: Kernels, given: Shape, rowsPerCall = given.rows) {
  const { cols, rows, chunkRows } = given;
  const moments = { mean: new Float64Array(cols), scatter: new Float64Array(cols * cols) };
  const all = points(given);
  for (let from = 0; from < rows; from += rowsPerCall) {
    const part = all.subarray(from * cols, Math.min(rows, from + rowsPerCall) * cols);
    await kernels.addMoments({ points: part, rows: part.length / cols, cols, chunkRows, seen: from }, moments);
  }
  return moments;
}

/** The triangle that counts, each value by the spread of its two columns. */
function correlations(scatter: Float64Array, cols: number, by: Float64Array): number[] {
  const found: number[] = [];
  for (let i = 0; i < cols; i++) {
    for (let j = i; j < cols; j++) {
      const scale = Math.sqrt((by[i * cols + i] as number) * (by[j * cols + j] as number));
      found.push(scale === 0 ? 0 : (scatter[i * cols + j] as number) / scale);
    }
  }
  return found;
}

function sparseRows(rows: number, cols: number, seed: number): SparseRows {
  const numbers = noise(3 * rows, seed);
  const rowStarts = Uint32Array.from({ length: rows + 1 }, (_, row) => (row === 0 ? 0 : 3 * (row - 1) + 2));
  if (rows > 0) rowStarts[rows] = 3 * rows;
  // Columns in any order, and twice the same now and then.
  const columns = Uint32Array.from(numbers, (value) => Math.floor(((value + 1) / 2) * cols) % cols);
  return { rows, cols, rowStarts, columns, values: Float32Array.from(numbers) };
}

describe.each(backends)('%s', (_, kernels) => {
  test('small data: mean and scatter are those of the twin to 1e-12', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const [actual, expected] = [await sum(kernels, given), await sum(twin, given)];
        const largest = Math.abs(given.offset) + given.scale;
        expectClose(actual.mean, expected.mean, 1e-12, 1e-12 * largest);
        const { cols } = given;
        const found = correlations(actual.scatter, cols, expected.scatter);
        // Where an offset hides the spread, both sums are rounding alone.
        const rounding = given.offset === 0 ? 0 : (1e-10 * given.offset ** 2) / given.scale ** 2;
        expectClose(found, correlations(expected.scatter, cols, expected.scatter), 0, 1e-12 + 1e-6 * rounding);
      }),
      { numRuns: 150 },
    );
  });

  test('calls of whole chunks give the bits of one call', async () => {
    const given = { rows: 100, cols: 33, chunkRows: 20, seed: 3, offset: 5, scale: 2 };
    expect(await sum(kernels, given, 40)).toEqual(await sum(kernels, given));
  });

  test('rows may lie apart, with anything between them', async () => {
    // Wide enough for float32 sums, too.
    for (const [rows, cols, stride] of [
      [50, 1, 2],
      [50, 5, 9],
      [50, 33, 40],
      [6000, 90, 97],
    ] as const) {
      const side = points({ rows, cols, chunkRows: 1, seed: 4, offset: 3, scale: 1 });
      const apart = new Float32Array((rows - 1) * stride + cols);
      for (const [at] of apart.entries()) apart[at] = [Number.NaN, 1e-42, Infinity, -3e38][at % 4] as number;
      for (let row = 0; row < rows; row++) apart.set(side.subarray(row * cols, (row + 1) * cols), row * stride);
      const [found, wanted] = [0, 1].map(() => ({
        mean: new Float64Array(cols),
        scatter: new Float64Array(cols * cols),
      })) as [Moments, Moments];
      await kernels.addMoments({ points: apart, rows, cols, stride, chunkRows: 20, seen: 0 }, found);
      await kernels.addMoments({ points: side, rows, cols, chunkRows: 20, seen: 0 }, wanted);
      expect(found).toEqual(wanted);
    }
  });

  test('an offset of a million cancels nothing, nor does a jump half-way', async () => {
    const [rows, cols] = [400, 4];
    const values = noise(rows * cols, 5);
    const near = Float32Array.from(values, (value) => Math.round(value * 64) / 64);
    // Sixteenths are exact around a million.
    const far = Float32Array.from(values, (value, at) => Math.round(value * 16) / 16 + (at < 800 ? 1e6 : -1e6));
    for (const all of [near, far]) {
      const moments = { mean: new Float64Array(cols), scatter: new Float64Array(cols * cols) };
      await kernels.addMoments({ points: all, rows, cols, chunkRows: 100, seen: 0 }, moments);
      const exact = { mean: new Float64Array(cols), scatter: new Float64Array(cols * cols) };
      await twin.addMoments({ points: all, rows, cols, chunkRows: rows, seen: 0 }, exact);
      expectClose(moments.mean, exact.mean, 1e-12, 1e-9);
      expectClose(
        correlations(moments.scatter, cols, exact.scatter),
        correlations(exact.scatter, cols, exact.scatter),
        0,
        1e-10,
      );
    }
  });

  test('sparse products have the bits of the twin', async () => {
    for (const [rows, cols] of [
      [0, 3],
      [1, 1],
      [40, 7],
      [200, 60],
    ] as const) {
      const given = sparseRows(rows, cols, rows + cols);
      const run = async (by: Kernels) => {
        const accumulator = {
          sums: new Float64Array(cols).fill(0.5),
          products: new Float64Array(cols * cols).fill(0.25),
        };
        await by.addSparseProducts(given, accumulator);
        return accumulator;
      };
      expect(await run(kernels)).toEqual(await run(twin));
    }
  });

  describe('what does not fit its shape is refused before any work', () => {
    const input = { points: new Float32Array(6), rows: 3, cols: 2, chunkRows: 2, seen: 0 };
    const moments = { mean: new Float64Array(2), scatter: new Float64Array(4) };
    const rows = sparseRows(3, 4, 1);
    const accumulator = { sums: new Float64Array(4), products: new Float64Array(16) };
    const cases: [string, () => Promise<unknown>][] = [
      ['points', () => kernels.addMoments({ ...input, rows: 4 }, moments)],
      ['chunkRows', () => kernels.addMoments({ ...input, chunkRows: 0 }, moments)],
      ['stride', () => kernels.addMoments({ ...input, points: new Float32Array(4), stride: 1 }, moments)],
      ['points', () => kernels.addMoments({ ...input, stride: 3 }, moments)],
      ['mean', () => kernels.addMoments(input, { ...moments, mean: new Float64Array(1) })],
      ['scatter', () => kernels.addMoments(input, { ...moments, scatter: new Float64Array(3) })],
      ['columns', () => kernels.addSparseProducts({ ...rows, columns: rows.columns.map(() => 4) }, accumulator)],
      ['rowStarts', () => kernels.addSparseProducts({ ...rows, rowStarts: Uint32Array.of(0, 5, 2, 9) }, accumulator)],
      ['values', () => kernels.addSparseProducts({ ...rows, values: new Float32Array(2) }, accumulator)],
      ['sums', () => kernels.addSparseProducts(rows, { ...accumulator, sums: new Float64Array(3) })],
      ['products', () => kernels.addSparseProducts(rows, { ...accumulator, products: new Float64Array(3) })],
    ];
    test.each(cases)('%s (%#)', async (name, call) => {
      await expect(call()).rejects.toThrow(RangeError);
      await expect(call()).rejects.toThrow(name);
    });
  });
});

test('large data is summed up in float32, and its error averages out', async () => {
  const given = { rows: 30_000, cols: 90, chunkRows: 1000, seed: 9, offset: 10, scale: 1 };
  const expected = await sum(twin, given);
  for (const [, kernels] of backends.filter(([name]) => name !== 'reference')) {
    const actual = await sum(kernels, given);
    expectClose(actual.mean, expected.mean, 0, 1e-7);
    const { cols } = given;
    const [found, wanted] = [actual, expected].map(({ scatter }) => correlations(scatter, cols, expected.scatter));
    expectClose(found as number[], wanted as number[], 0, 1e-7);
  }
});
