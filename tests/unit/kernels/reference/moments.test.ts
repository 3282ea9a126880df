import { expect, test } from 'vitest';
import { addMoments, addSparseProducts } from '../../../../src/kernels/reference/moments.js';

test('mean and scatter of four points, whatever the chunks', () => {
  const points = Float32Array.of(1, 10, 3, 10, 5, 16, 7, 4);
  for (const chunkRows of [1, 2, 3, 4]) {
    const moments = { mean: new Float64Array(2), scatter: new Float64Array(4) };
    addMoments({ points, rows: 4, cols: 2, chunkRows, seen: 0 }, moments);
    expect([...moments.mean]).toEqual([4, 10]);
    expect(moments.scatter[0]).toBeCloseTo(20, 12);
    expect(moments.scatter[1]).toBeCloseTo(-12, 12);
    expect(moments.scatter[3]).toBeCloseTo(72, 12);
  }
});

test('products of sparse rows', () => {
  const rows = {
    rowStarts: Uint32Array.of(0, 2, 3),
    columns: Uint32Array.of(2, 0, 2),
    values: Float32Array.of(2, 3, 5),
    rows: 2,
    cols: 3,
  };
  const accumulator = { sums: new Float64Array(3), products: new Float64Array(9) };
  addSparseProducts(rows, accumulator);
  expect([...accumulator.sums]).toEqual([3, 0, 7]);
  expect([...accumulator.products]).toEqual([9, 0, 6, 0, 0, 0, 6, 0, 29]);
});
