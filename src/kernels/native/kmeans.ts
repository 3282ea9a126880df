import type { KMeansKernels } from '../kernels.js';
import { checkNearest, checkSeeding, checkSum } from '../lengths/kmeans.js';
import { ours } from './ours.js';

/** See native/node/src/kmeans.rs. */
export interface KMeansAddon {
  nearestCentroids(
    points: Float32Array,
    centroids: Float32Array,
    rows: number,
    cols: number,
    k: number,
    labels: Int32Array,
    distances: Float32Array,
  ): Promise<void>;
  assignAndSum(
    points: Float32Array,
    weights: Float64Array | undefined,
    centroids: Float32Array,
    rows: number,
    cols: number,
    k: number,
    sums: Float64Array,
    counts: Float64Array,
  ): Promise<number>;
  lowerToNearest(
    points: Float32Array,
    centre: Float32Array,
    rows: number,
    cols: number,
    nearest: Float32Array,
  ): Promise<number>;
  findNonFinite(values: Float32Array): Promise<number>;
}

export function nativeKMeans(addon: KMeansAddon): KMeansKernels {
  return {
    nearestCentroids: async (input, output) => {
      checkNearest(input, output);
      const { points, centroids, rows, cols, k } = input;
      await ours(() => addon.nearestCentroids(points, centroids, rows, cols, k, output.labels, output.distances));
    },
    assignAndSum: async (input, accumulator) => {
      checkSum(input, accumulator);
      const { points, weights, centroids, rows, cols, k } = input;
      return ours(() =>
        addon.assignAndSum(points, weights, centroids, rows, cols, k, accumulator.sums, accumulator.counts),
      );
    },
    lowerToNearest: async (input, nearest) => {
      checkSeeding(input, nearest);
      return ours(() => addon.lowerToNearest(input.points, input.centre, input.rows, input.cols, nearest));
    },
    findNonFinite: async (values) => ours(() => addon.findNonFinite(values)),
  };
}
