import type { KMeansKernels } from '../kernels.js';
import { checkNearest, checkSeeding, checkSum } from '../lengths/kmeans.js';

export const kmeansTwins: KMeansKernels = {
  async nearestCentroids(input, output) {
    checkNearest(input, output);
    nearestCentroids(input, output);
  },
  async assignAndSum(input, accumulator) {
    checkSum(input, accumulator);
    return assignAndSum(input, accumulator);
  },
  async lowerToNearest(input, nearest) {
    checkSeeding(input, nearest);
    return lowerToNearest(input, nearest);
  },
  async findNonFinite(values) {
    return findNonFinite(values);
  },
};

type NearestInput = Parameters<KMeansKernels['nearestCentroids']>[0];
type NearestOutput = Parameters<KMeansKernels['nearestCentroids']>[1];
type SumInput = Parameters<KMeansKernels['assignAndSum']>[0];
type SumAccumulator = Parameters<KMeansKernels['assignAndSum']>[1];
type SeedingInput = Parameters<KMeansKernels['lowerToNearest']>[0];

/** The twin of `KMeansKernels.nearestCentroids`. */
export function nearestCentroids({ points, centroids, rows, cols, k }: NearestInput, output: NearestOutput): void {
  for (let row = 0; row < rows; row++) {
    const label = nearest(points, row * cols, centroids, k, cols);
    output.labels[row] = label;
    output.distances[row] = squaredDistance(points, row * cols, centroids, label * cols, cols);
  }
}

/** The twin of `KMeansKernels.assignAndSum`. */
export function assignAndSum(input: SumInput, { sums, counts }: SumAccumulator): number {
  const { points, weights, centroids, rows, cols, k } = input;
  let inertia = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    const label = nearest(points, row * cols, centroids, k, cols);
    for (let col = 0; col < cols; col++) {
      sums[label * cols + col]! += weight * (points[row * cols + col] as number);
    }
    counts[label]! += weight;
    inertia += weight * squaredDistance(points, row * cols, centroids, label * cols, cols);
  }
  return inertia;
}

/** The twin of `KMeansKernels.lowerToNearest`. */
export function lowerToNearest({ points, centre, rows, cols }: SeedingInput, nearestSoFar: Float32Array): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const distance = Math.fround(squaredDistance(points, row * cols, centre, 0, cols));
    if (distance < (nearestSoFar[row] as number)) nearestSoFar[row] = distance;
    sum += nearestSoFar[row] as number;
  }
  return sum;
}

/** The twin of `KMeansKernels.findNonFinite`. */
export function findNonFinite(values: Float32Array): number {
  return values.findIndex((value) => !Number.isFinite(value));
}

/** The lower index wins a tie. */
function nearest(points: Float32Array, point: number, centroids: Float32Array, k: number, cols: number): number {
  let best = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let centroid = 0; centroid < k; centroid++) {
    const distance = squaredDistance(points, point, centroids, centroid * cols, cols);
    if (distance < smallest) {
      smallest = distance;
      best = centroid;
    }
  }
  return best;
}

/** sum((x - c)^2) of the row that starts at `a` in `x` and the row that starts at `b` in `c`. */
function squaredDistance(x: Float32Array, a: number, c: Float32Array, b: number, cols: number): number {
  let sum = 0;
  for (let col = 0; col < cols; col++) {
    const difference = (x[a + col] as number) - (c[b + col] as number);
    sum += difference * difference;
  }
  return sum;
}
