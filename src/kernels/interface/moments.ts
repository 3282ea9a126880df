import type { SparseRows } from './sparse-rows.js';

export interface MomentKernels {
  /**
   * Adds rows to mean and scatter, `sum((x - mean)(x - mean)^T)`. Every `chunkRows` rows are summed up about an origin among them and
   * then joined to the moments, so that no offset cancels the spread: calls whose rows are a multiple of `chunkRows` give the same bits
   * as one call. While rows * cols^2 is at most 2^25, all is float64 and backends agree to 1e-12 of `sqrt(scatter[i, i] scatter[j, j])`;
   * beyond that products are float32 with float64 totals, and they agree to 3e-6 of it.
   */
  addMoments(
    input: {
      /** `[rows, cols]`, from the first value to the last */
      readonly points: Float32Array;
      readonly rows: number;
      readonly cols: number;
      /** Values from one row to the next, `cols` unless they lie apart. What stands between can be anything. */
      readonly stride?: number | undefined;
      readonly chunkRows: number;
      /** Rows that the moments stand for already. */
      readonly seen: number;
    },
    moments: {
      /** `[cols]` */
      readonly mean: Float64Array;
      /** `[cols, cols]`, the triangle on and above the diagonal; what is below is undefined */
      readonly scatter: Float64Array;
    },
  ): Promise<void>;

  /** Adds sparse rows to `sums` and their outer products to `products`, all in float64 and row by row: every backend gives the same bits. */
  addSparseProducts(
    rows: SparseRows,
    accumulator: {
      /** `[cols]` */
      readonly sums: Float64Array;
      /** `[cols, cols]`, both triangles */
      readonly products: Float64Array;
    },
  ): Promise<void>;
}
