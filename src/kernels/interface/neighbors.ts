/** What a neighbour is judged by: the squared Euclidean distance, or the inner product with its sign turned, so that less is nearer. */
export type NeighborMetric = 'L2' | 'INNER_PRODUCT';

/** Rows of a panel. */
export const PANEL_ROWS = 16;

/**
 * Rows laid out for scanning: panels of 16 rows side by side, each panel feature by feature. The values are those of the rows; whoever wants one row
 * reads every sixteenth of them.
 */
export interface Panels {
  /** `[panels, cols, 16]`; zeros in the slots that hold no row */
  readonly values: Float32Array;
  /** The same numbers in half the bytes, which decide nearly everything in half the time. Changes no answer. */
  readonly sketch?: Sketch | undefined;
  /** `[panels, 16]`, half the squared length of each row */
  readonly halfNorms: Float32Array;
  /** `[panels, 16]`, what a row is called in the answer; -1 in a slot without a row */
  readonly ids: Int32Array;
}

/** Rows as whole numbers of 16 bits, two features side by side: a processor multiplies and adds both in one step, and exactly. */
export interface Sketch {
  /** `[panels, ceil(cols / 2), 16, 2]`, the values times `scale`, rounded; none beyond {@link largestStep} */
  readonly values: Int16Array;
  readonly scale: number;
}

/** The largest whole number of 16 bits of which `cols` products of two can be added up in 32 bits. */
export function largestStep(cols: number): number {
  return Math.min(0x7fff, Math.floor(Math.sqrt(0x7fff_ffff / (cols + (cols % 2)))));
}

/** Which lists of rows are looked at for which query. */
export interface Probes {
  /** `[lists + 1]`, where each list starts, in panels for {@link NeighborKernels.offerRows} and in rows for {@link NeighborKernels.offerCodes} */
  readonly starts: Int32Array;
  /** `[rows, probed]`, lists, each at most once for a query; -1 is none */
  readonly lists: Int32Array;
  readonly probed: number;
}

/** The k nearest so far of every query, nearest first; among equals the lower id comes first. Start at -1 and Infinity. */
export interface Nearest {
  /** `[rows, k]` */
  readonly ids: Int32Array;
  /** `[rows, k]` */
  readonly distances: Float64Array;
}

export interface NeighborKernels {
  /**
   * Offers rows to queries: where a row is nearer than one of the k nearest so far, it takes its place. Rows may come in several calls. Ids and
   * distances are those of float64 arithmetic in the order of the features: the same bits on every backend.
   */
  offerRows(
    input: {
      /** `[rows, cols]` */
      readonly queries: Float32Array;
      readonly rows: number;
      readonly cols: number;
      readonly k: number;
      readonly metric: NeighborMetric;
      readonly panels: Panels;
      /** Absent where every query looks at every panel. */
      readonly probes?: Probes | undefined;
    },
    nearest: Nearest,
  ): Promise<void>;

  /**
   * The same for rows of which only a code is kept: the cell a row lies in, and for each of m stretches of features the one of 256 codewords that is
   * nearest to what the row is away from the centre of its cell. Distances are squared, of float32 arithmetic. Tolerance between backends: 1e-5
   * relative, and the order of rows that are as near to each other.
   * @see Jégou, Douze and Schmid, Product quantization for nearest neighbor search, PAMI 2011
   */
  offerCodes(
    input: {
      /** `[rows, cols]` */
      readonly queries: Float32Array;
      readonly rows: number;
      readonly cols: number;
      readonly k: number;
      readonly m: number;
      /** `[lists, cols]` */
      readonly centres: Float32Array;
      /** `[m, 256, cols / m]` */
      readonly codewords: Float32Array;
      /** `[codes, m]` */
      readonly codes: Uint8Array;
      /** `[codes]` */
      readonly ids: Int32Array;
      readonly probes: Probes;
    },
    nearest: Nearest,
  ): Promise<void>;

  /**
   * Multiplies rows with a matrix: sums in float64 in the order of the features, rounded at the end, the same bits on every backend.
   */
  projectRows(
    input: {
      /** `[rows, cols]` */
      readonly points: Float32Array;
      /** `[cols, width]` */
      readonly matrix: Float32Array;
      readonly rows: number;
      readonly cols: number;
      readonly width: number;
    },
    /** `[rows, width]` */
    projected: Float32Array,
  ): Promise<void>;

  /**
   * Replaces every row by its Walsh-Hadamard transform, in natural order and not scaled: `cols` is a power of two. Additions alone, in float32, the
   * same bits on every backend.
   */
  hadamardRows(input: { readonly rows: number; readonly cols: number }, values: Float32Array): Promise<void>;
}
