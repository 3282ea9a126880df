/** Every backend does what src/kernels/interface/projection.ts says, and the twin is the measure. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../../../src/kernels/kernels.js';
import { backends, expectClose, noise, twin } from '../support/kernels.js';

interface Shape {
  readonly rows: number;
  readonly cols: number;
  readonly count: number;
  readonly seed: number;
  readonly offset: number;
  readonly moved: boolean;
}

/** Around the widths of tiles, vectors and blocks, where a kernel has its seams. */
const shape: fc.Arbitrary<Shape> = fc.record({
  rows: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 250, max: 300 })),
  cols: fc.oneof(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 120, max: 140 }),
    fc.integer({ min: 500, max: 530 }),
  ),
  count: fc.integer({ min: 1, max: 40 }),
  seed: fc.nat(),
  offset: fc.constantFrom(0, 1e4),
  moved: fc.boolean(),
});

function problem({ rows, cols, count, seed, offset, moved }: Shape) {
  const shift = moved ? offset : 0;
  return {
    points: Float32Array.from(noise(rows * cols, seed), (value) => shift + value),
    ...(moved && { origin: Float64Array.from(noise(cols, seed + 1), (value) => shift + value) }),
    axes: Float32Array.from(noise(count * cols, seed + 2)),
    weights: Float32Array.from(noise(rows * count, seed + 3)),
    rows,
    cols,
    count,
  };
}

type Problem = ReturnType<typeof problem>;

async function projected(kernels: Kernels, input: Problem): Promise<Float32Array> {
  const projections = new Float32Array(input.rows * input.count).fill(Number.NaN);
  await kernels.project(input, projections);
  return projections;
}

async function crossed(kernels: Kernels, input: Problem): Promise<Float64Array> {
  const products = new Float64Array(input.count * input.cols).fill(0.5);
  await kernels.addCrossProducts(input, products);
  return products;
}

/** A few entries in every row. */
function sparse({ rows, cols, count }: { rows: number; cols: number; count: number }) {
  const numbers = noise(4 * rows, 5);
  return {
    rows,
    cols,
    count,
    rowStarts: Uint32Array.from({ length: rows + 1 }, (_, row) => 4 * row),
    columns: Uint32Array.from(numbers, (value) => Math.floor(((value + 1) / 2) * cols) % cols),
    values: Float32Array.from(numbers),
    axes: Float32Array.from(noise(count * cols, 6)),
    weights: Float32Array.from(noise(rows * count, 7)),
  };
}

describe.each(backends)('%s', (_, kernels) => {
  test('projections and cross products are those of the twin', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const input = problem(given);
        expectClose(await projected(kernels, input), await projected(twin, input), 0, 1e-5 * Math.sqrt(given.cols));
        expectClose(await crossed(kernels, input), await crossed(twin, input), 0, 1e-5 * Math.sqrt(given.rows + 1));
      }),
      { numRuns: 60 },
    );
  });

  test('a row has the same bits alone as among others', async () => {
    const input = problem({ rows: 61, cols: 530, count: 19, seed: 3, offset: 1e4, moved: true });
    const all = await projected(kernels, input);
    for (const row of [0, 5, 60]) {
      const points = input.points.slice(row * input.cols, (row + 1) * input.cols);
      expect(await projected(kernels, { ...input, points, rows: 1 })).toEqual(all.slice(row * 19, (row + 1) * 19));
    }
  });

  test('sparse rows: projections and cross products are those of the twin', async () => {
    for (const [rows, cols, count] of [
      [1, 1, 1],
      [70, 40, 3],
      [130, 300, 37],
    ] as const) {
      const input = sparse({ rows, cols, count });
      const [found, expected] = [new Float32Array(rows * count), new Float32Array(rows * count)];
      await kernels.projectSparse(input, found);
      await twin.projectSparse(input, expected);
      expectClose(found, expected, 1e-6, 1e-12);
      const [sums, wanted] = [new Float64Array(count * cols).fill(2), new Float64Array(count * cols).fill(2)];
      await kernels.addSparseCrossProducts(input, sums);
      await twin.addSparseCrossProducts(input, wanted);
      expectClose(sums, wanted, 1e-13);
    }
  });

  describe('what does not fit its shape is refused before any work', () => {
    const input = problem({ rows: 3, cols: 4, count: 2, seed: 1, offset: 0, moved: true });
    const rows = sparse({ rows: 3, cols: 4, count: 2 });
    const [projections, products] = [new Float32Array(6), new Float64Array(8)];
    const short = new Float32Array(1);
    const cases: [string, () => Promise<unknown>][] = [
      ['points', () => kernels.project({ ...input, points: short }, projections)],
      ['axes', () => kernels.project({ ...input, axes: short }, projections)],
      ['origin', () => kernels.project({ ...input, origin: new Float64Array(3) }, projections)],
      ['projections', () => kernels.project(input, short)],
      ['count', () => kernels.project({ ...input, count: 0 }, projections)],
      ['weights', () => kernels.addCrossProducts({ ...input, weights: short }, products)],
      ['products', () => kernels.addCrossProducts(input, new Float64Array(7))],
      ['axes', () => kernels.projectSparse({ ...rows, axes: short }, projections)],
      ['columns', () => kernels.projectSparse({ ...rows, columns: rows.columns.map(() => 4) }, projections)],
      ['weights', () => kernels.addSparseCrossProducts({ ...rows, weights: short }, products)],
      ['rowStarts', () => kernels.addSparseCrossProducts({ ...rows, rowStarts: new Uint32Array(3) }, products)],
    ];
    test.each(cases)('%s (%#)', async (name, call) => {
      await expect(call()).rejects.toThrow(RangeError);
      await expect(call()).rejects.toThrow(name);
    });
  });
});
