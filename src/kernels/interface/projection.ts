import type { SparseRows } from './sparse-rows.js';

/** Dense rows, and what is taken from each of them beforehand, in float64 and rounded once. */
export interface MovedRows {
  /** `[rows, cols]` */
  readonly points: Float32Array;
  /** `[cols]`; absent where nothing is taken away */
  readonly origin?: Float64Array | undefined;
  readonly rows: number;
  readonly cols: number;
}

/** Products with a few axes. Products of dense rows are summed up in float32: backends agree to 1e-5 of the product of both norms. */
export interface ProjectionKernels {
  /** `projections = (points - origin) axes^T`. A row has the same bits in whatever company it comes. */
  project(
    input: MovedRows & {
      /** `[count, cols]` */
      readonly axes: Float32Array;
      readonly count: number;
    },
    /** `[rows, count]` */
    projections: Float32Array,
  ): Promise<void>;

  /** Adds `weights^T (points - origin)` to `products`. */
  addCrossProducts(
    input: MovedRows & {
      /** `[rows, count]` */
      readonly weights: Float32Array;
      readonly count: number;
    },
    /** `[count, cols]` */
    products: Float64Array,
  ): Promise<void>;

  /** `project` of sparse rows, which have no origin; summed up in float64. */
  projectSparse(
    input: SparseRows & { readonly axes: Float32Array; readonly count: number },
    projections: Float32Array,
  ): Promise<void>;

  /** `addCrossProducts` of sparse rows, which have no origin; in float64. */
  addSparseCrossProducts(
    input: SparseRows & { readonly weights: Float32Array; readonly count: number },
    products: Float64Array,
  ): Promise<void>;
}
