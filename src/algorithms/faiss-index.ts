/** A faiss index as plain data: what `model_algo-1` of k-NN holds. Matrices are row-major. */
export type FaissIndex = FaissFlat | FaissIvfFlat | FaissIvfPq;

export type FaissMetric = 'L2' | 'INNER_PRODUCT';

interface FaissCommon {
  readonly metric: FaissMetric;
  /** Features of a row. */
  readonly cols: number;
  /** Rows in the index. */
  readonly rows: number;
}

/** Every row as it is; its number is its place. */
export interface FaissFlat extends FaissCommon {
  readonly kind: 'flat';
  /** `[rows, cols]` */
  readonly values: Float32Array;
}

interface FaissIvf extends FaissCommon {
  /** Cells that a search looks at. */
  readonly nprobe: number;
  /** `[cells, cols]` */
  readonly centres: Float32Array;
  /** `[cells + 1]`, where the rows of each cell start in what follows */
  readonly starts: Int32Array;
  /** `[rows]`, the number of each row, cell by cell */
  readonly ids: Int32Array;
}

/** Rows sorted into cells: an inverted file. */
export interface FaissIvfFlat extends FaissIvf {
  readonly kind: 'ivf-flat';
  /** `[rows, cols]`, cell by cell */
  readonly values: Float32Array;
}

/** Rows sorted into cells, of each only the code of how far it is from the centre. */
export interface FaissIvfPq extends FaissIvf {
  readonly kind: 'ivf-pq';
  /** Bytes of a code, one for each stretch of `cols / m` features. */
  readonly m: number;
  /** `[m, 256, cols / m]` */
  readonly codewords: Float32Array;
  /** `[rows, m]`, cell by cell */
  readonly codes: Uint8Array;
}
