/** The points are copied in by the piece: its seams must not show, wherever they fall. */
import { describe, expect, test } from 'vitest';
import { wasmKernels } from '../../../../src/kernels/wasm.js';

const [rows, cols, k] = [77, 5, 4];
const points = Float32Array.from({ length: rows * cols }, (_, at) => Math.sin(at * at));
const weights = Float64Array.from({ length: rows }, (_, at) => 1 + Math.cos(at));
const input = { points, weights, centroids: points.slice(0, k * cols), rows, cols, k };
const whole = await results(1 << 22);

async function results(pieceBytes: number) {
  const kernels = await wasmKernels({ pieceBytes });
  const [labels, distances] = [new Int32Array(rows), new Float32Array(rows)];
  const [sums, counts] = [new Float64Array(k * cols), new Float64Array(k)];
  const nearest = new Float32Array(rows).fill(Infinity);
  await kernels.nearestCentroids(input, { labels, distances });
  const inertia = await kernels.assignAndSum(input, { sums, counts });
  const seeding = await kernels.lowerToNearest({ points, centre: points.slice(0, cols), rows, cols }, nearest);
  const holed = points.slice().fill(Number.NaN, 200, 201);
  const found = [await kernels.findNonFinite(points), await kernels.findNonFinite(holed)];
  return { labels, distances, nearest, found, totals: [...sums, ...counts, inertia, seeding] };
}

describe.each([1, 20, 64, 399, 1000])('pieces of %i bytes', (pieceBytes) => {
  test('give what the whole gives', async () => {
    const { totals, ...exact } = await results(pieceBytes);
    const { totals: expected, ...exactly } = whole;
    expect(exact).toEqual(exactly);
    for (const [at, total] of totals.entries()) expect(total).toBeCloseTo(expected[at] as number, 10);
  });
});
