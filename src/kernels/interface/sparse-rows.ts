/** Consecutive sparse rows, as a `Csr` has them: columns in any order; where a kernel does not say otherwise, one that occurs twice counts as the sum of both. */
export interface SparseRows {
  /** `[rows + 1]`, from 0 to the number of entries */
  readonly rowStarts: Uint32Array;
  /** `[entries]`, each below `cols` */
  readonly columns: Uint32Array;
  /** `[entries]` */
  readonly values: Float32Array;
  readonly rows: number;
  readonly cols: number;
}
