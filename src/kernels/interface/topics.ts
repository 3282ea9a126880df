import type { SparseRows } from './sparse-rows.js';

/** A kernel on three factors `[k, rank]` of a symmetric tensor. */
export interface Components {
  /** `[k (k + 1) / 2, k]`: row `(i, j)`, i <= j, of {@link TopicKernels.addTripleProduct} holds `T[i, j, 0 … k - 1]` */
  readonly tensor: Float64Array;
  /** `[k, rank]` */
  readonly first: Float64Array;
  /** `[k, rank]` */
  readonly second: Float64Array;
  readonly k: number;
  readonly rank: number;
}

/**
 * What topic models by the method of moments spend their time on: thin matrix products, a symmetric tensor that is built and taken
 * apart, and the mixture of one document. Everything is float64 but the counts. Tolerance between backends: 1e-9 relative to the largest
 * value of the result.
 */
export interface TopicKernels {
  /** `product[row] = scale[row] * (matrix[row] . factor)`; `scale` absent counts as 1. */
  sparseProduct(
    input: SparseRows & {
      /** `[cols, k]` */
      readonly factor: Float64Array;
      /** `[rows]` */
      readonly scale?: Float64Array | undefined;
      readonly k: number;
    },
    /** `[rows, k]` */
    product: Float64Array,
  ): Promise<void>;

  /** `product = left . right` */
  denseProduct(
    input: {
      /** `[rows, inner]` */
      readonly left: Float64Array;
      /** `[inner, k]` */
      readonly right: Float64Array;
      readonly rows: number;
      readonly inner: number;
      readonly k: number;
    },
    /** `[rows, k]` */
    product: Float64Array,
  ): Promise<void>;

  /** **Adds** `leftᵀ . right` onto `sum`, row after row. */
  addCrossProduct(
    input: {
      /** `[rows, m]` */
      readonly left: Float64Array;
      /** `[rows, n]` */
      readonly right: Float64Array;
      readonly rows: number;
      readonly m: number;
      readonly n: number;
    },
    /** `[m, n]` */
    sum: Float64Array,
  ): Promise<void>;

  /**
   * **Adds** `left[row, i] * left[row, j] * right[row, l]` over all rows onto `sum[(i, j), l]`. Pairs i <= j stand in the order (0, 0), (0, 1) …
   * (0, k - 1), (1, 1) …: a third moment that is symmetric in two of its places needs no others.
   */
  addTripleProduct(
    input: {
      /** `[rows, k]` */
      readonly left: Float64Array;
      /** `[rows, k]` */
      readonly right: Float64Array;
      readonly rows: number;
      readonly k: number;
    },
    /** `[k (k + 1) / 2, k]` */
    sum: Float64Array,
  ): Promise<void>;

  /**
   * One move of alternating least squares: the third factor that fits the tensor best while two stand still, its columns scaled to length 1 and
   * their lengths kept as `weights`. Two columns that coincide are kept apart by a ridge of 1e-12.
   */
  updateComponents(
    input: Components,
    output: {
      /** `[k, rank]` */
      readonly third: Float64Array;
      /** `[rank]` */
      readonly weights: Float64Array;
      /** `[2]`: inner product of the tensor with the sum of the components, and the squared norm of that sum */
      readonly fit: Float64Array;
    },
  ): Promise<void>;

  /** The same two numbers for components as they are, their weights included in `third` `[k, rank]`. */
  fitComponents(
    input: Components & { readonly third: Float64Array },
    /** `[2]` */
    fit: Float64Array,
  ): Promise<void>;

  /**
   * For every row of counts the mixture of topics that makes it most likely: expectation maximisation over the simplex from the given start,
   * until no topic could raise the mean log-likelihood of a word by more than `tolerance`. Topics that sink below 1e-4 of the mixture are
   * dropped. Entries whose word no topic of the start knows count for nothing; a row without any other keeps the start.
   * Tolerance between backends: 1e-6 absolute.
   */
  topicMixtures(
    input: SparseRows & {
      /** `[cols, k]`, word by word: the share of the word in each topic */
      readonly topics: Float32Array;
      /** `[k]`, where every mixture begins; sums to 1 */
      readonly start: Float64Array;
      readonly k: number;
      readonly maxIterations: number;
      readonly tolerance: number;
    },
    output: {
      /** `[rows, k]` */
      readonly mixtures: Float32Array;
      /** `[rows]`: sum of count times log-probability, over the words that have one */
      readonly logLikelihoods: Float64Array;
    },
  ): Promise<void>;
}
