import type { KMeansKernels } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkNearest(...[input, output]: Parameters<KMeansKernels['nearestCentroids']>): void {
  const { points, centroids, rows, cols, k } = input;
  checkShape({ rows, cols, k });
  checkLengths({
    points: [points.length, rows * cols],
    centroids: [centroids.length, k * cols],
    labels: [output.labels.length, rows],
    distances: [output.distances.length, rows],
  });
}

export function checkSum(...[input, accumulator]: Parameters<KMeansKernels['assignAndSum']>): void {
  const { points, weights, centroids, rows, cols, k } = input;
  checkShape({ rows, cols, k });
  checkLengths({
    points: [points.length, rows * cols],
    ...(weights && { weights: [weights.length, rows] }),
    centroids: [centroids.length, k * cols],
    sums: [accumulator.sums.length, k * cols],
    counts: [accumulator.counts.length, k],
  });
}

export function checkSeeding(...[input, nearest]: Parameters<KMeansKernels['lowerToNearest']>): void {
  const { points, centre, rows, cols } = input;
  checkShape({ rows, cols });
  checkLengths({
    points: [points.length, rows * cols],
    centre: [centre.length, cols],
    nearest: [nearest.length, rows],
  });
}
