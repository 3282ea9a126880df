import { describe, expect, test } from 'vitest';
import {
  assignAndSum,
  findNonFinite,
  lowerToNearest,
  nearestCentroids,
} from '../../../../src/kernels/reference/kmeans.js';

/** Worked by hand: three points on a line, two centroids. */
const input = {
  points: Float32Array.of(0, 0, 1, 0, 5, 0),
  centroids: Float32Array.of(0, 1, 4, 0),
  rows: 3,
  cols: 2,
  k: 2,
};

describe('the twins of the k-means kernels', () => {
  test('nearest centroids', () => {
    const [labels, distances] = [new Int32Array(3), new Float32Array(3)];
    nearestCentroids(input, { labels, distances });
    expect(labels).toEqual(Int32Array.of(0, 0, 1));
    expect(distances).toEqual(Float32Array.of(1, 2, 1));
  });

  test('sums, counts and inertia are added', () => {
    const [sums, counts] = [Float64Array.of(0, 0, 100, 0), Float64Array.of(1, 0)];
    expect(assignAndSum(input, { sums, counts })).toBe(4);
    expect(sums).toEqual(Float64Array.of(1, 0, 105, 0));
    expect(counts).toEqual(Float64Array.of(3, 1));
  });

  test('weights count', () => {
    const [sums, counts] = [new Float64Array(4), new Float64Array(2)];
    expect(assignAndSum({ ...input, weights: Float64Array.of(1, 0.5, 2) }, { sums, counts })).toBe(1 + 1 + 2);
    expect(sums).toEqual(Float64Array.of(0.5, 0, 10, 0));
    expect(counts).toEqual(Float64Array.of(1.5, 2));
  });

  test('the lower index wins a tie', () => {
    const [labels, distances] = [new Int32Array(1), new Float32Array(1)];
    const centroids = Float32Array.of(2, -1, 1);
    nearestCentroids({ points: Float32Array.of(0), centroids, rows: 1, cols: 1, k: 3 }, { labels, distances });
    expect(labels[0]).toBe(1);
  });

  test('seeding', () => {
    const nearest = Float32Array.of(Infinity, 0.5, 30);
    const sum = lowerToNearest({ points: input.points, centre: Float32Array.of(0, 0), rows: 3, cols: 2 }, nearest);
    expect(nearest).toEqual(Float32Array.of(0, 0.5, 25));
    expect(sum).toBe(25.5);
  });

  test('what is not finite', () => {
    expect(findNonFinite(Float32Array.of(1, Infinity, Number.NaN))).toBe(1);
    expect(findNonFinite(Float32Array.of(1, -3e38))).toBe(-1);
  });
});
