export interface KMeansKernels {
  /**
   * For every point the centroid nearest in Euclidean distance; the lower index wins a tie.
   * Distances are squared and computed as sum((x - c)^2), not by the expanded form. Tolerance between backends: labels
   * equal except where two centroids are within 1e-4 relative of each other; distances 1e-5 relative.
   */
  nearestCentroids(
    input: {
      /** `[rows, cols]` */
      readonly points: Float32Array;
      /** `[k, cols]` */
      readonly centroids: Float32Array;
      readonly rows: number;
      readonly cols: number;
      readonly k: number;
    },
    output: {
      /** `[rows]`, 0 to k - 1 */
      readonly labels: Int32Array;
      /** `[rows]`, squared */
      readonly distances: Float32Array;
    },
  ): Promise<void>;

  /**
   * The heart of a Lloyd iteration and of a mini-batch update: assigns every point to its nearest centroid and **adds**
   * what the new means need onto `sums` and `counts`.
   * @returns the (weighted) sum of squared distances, sum((x - c)^2)
   */
  assignAndSum(
    input: {
      /** `[rows, cols]` */
      readonly points: Float32Array;
      /** `[rows]`, or absent where every point weighs 1 */
      readonly weights?: Float64Array | undefined;
      /** `[k, cols]` */
      readonly centroids: Float32Array;
      readonly rows: number;
      readonly cols: number;
      readonly k: number;
    },
    accumulator: {
      /** `[k, cols]`, weighted sums of the points of each centroid */
      readonly sums: Float64Array;
      /** `[k]`, weights of the points of each centroid */
      readonly counts: Float64Array;
    },
  ): Promise<number>;

  /**
   * One step of k-means++ seeding: lowers `nearest[i]` to the squared distance between point i and the centre just chosen
   * where that is smaller.
   * @returns the sum of `nearest` after the step, in float64
   */
  lowerToNearest(
    input: {
      /** `[rows, cols]` */
      readonly points: Float32Array;
      /** `[cols]` */
      readonly centre: Float32Array;
      readonly rows: number;
      readonly cols: number;
    },
    /** `[rows]`, squared distances to the nearest centre so far; start at +Infinity */
    nearest: Float32Array,
  ): Promise<number>;

  /** Index of the first NaN or infinity, or -1. */
  findNonFinite(values: Float32Array): Promise<number>;
}
