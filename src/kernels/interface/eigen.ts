/** Parts of the eigen-decomposition of a symmetric matrix, all in float64; `symmetricEigen` in algorithms/ puts them together. */
export interface EigenKernels {
  /**
   * Takes steps `from` to `to` of the n Householder steps that lead from a symmetric matrix to a tridiagonal one. The first call starts at
   * 0, each of the others where the one before it ended.
   * Tolerance between backends: 1e-12 of the matrix's norm.
   */
  tridiagonalise(
    steps: { readonly n: number; readonly from: number; readonly to: number },
    reduction: Reduction,
  ): Promise<void>;

  /**
   * Eigenvectors of the whole matrix, one row each: unit vectors of the diagonalised form, turned by the rotations last to first, then by
   * the reflections last to first.
   */
  eigenvectors(
    input: Pick<Reduction, 'matrix' | 'scales'> & {
      readonly n: number;
      /** `[rotations, 2]`: cosine and sine in the order in which they were made */
      readonly rotations: Float64Array;
      /** `[sweeps, 2]`: a sweep turns the pairs (i, i + 1) from `high - 1` down to `low` */
      readonly sweeps: Int32Array;
      /** `[count]`, columns of the diagonalised form, each below n */
      readonly wanted: Int32Array;
      readonly count: number;
    },
    /** `[count, n]` */
    vectors: Float64Array,
  ): Promise<void>;

  /**
   * Makes vectors orthonormal, in order, by Gram and Schmidt. One that shrinks to 1e-12 of itself depends on those before it and is dropped:
   * the rest move up, zeros follow.
   * @returns how many are left
   */
  orthonormalise(
    input: { readonly count: number; readonly cols: number },
    /** `[count, cols]` */
    vectors: Float64Array,
  ): Promise<number>;
}

export interface Reduction {
  /** `[n, n]`, the triangle on and above the diagonal. A row that is done holds the vector v of its reflection right of the diagonal. */
  readonly matrix: Float64Array;
  /** `[n]` */
  readonly diagonal: Float64Array;
  /** `[n]`, the last of which is 0 */
  readonly offDiagonal: Float64Array;
  /** `[n]`, reflection j is `I - scale v v^T` */
  readonly scales: Float64Array;
  /** `[n]`, what the rows that are not done still lack */
  readonly pending: Float64Array;
}
