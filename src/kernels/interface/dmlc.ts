import type { ScanProblem } from './scans.js';

/**
 * What XGBoost's own text parsers (dmlc) let pass without a word. A scan counts each kind: `notes[2 * kind]` is how often it was met,
 * `notes[2 * kind + 1]` the byte where it was met first.
 */
export const DELIMITED_NOTES = [
  'text', // a cell that is no number, or a number with something behind it
  'blank', // a cell of white space only, read as 0
  'borrowed', // such a cell at the end of a line, read as the first number of the lines below
  'narrow', // a row with fewer cells than the one before
] as const;

export const LIBSVM_NOTES = [
  'skipped', // a line without any number
  'comment', // a line that starts with # and is read as a row all the same
  'text', // text between features, passed over
] as const;

export type DelimitedProblemCode =
  | 'width' // no fault: a row that does not fit `cols` (actual: its cells without label and weight)
  | 'delimiter' // a row without a feature cell
  | 'infinite' // column: the feature
  | 'nan-literal' // `nan(` without its end
  | 'weight-missing'; // a weight that is nan

export type LibsvmProblemCode =
  | 'label' // text where the label should be
  | 'value' // an index without a value that is a number
  | 'index-sign' // a negative index
  | 'index-range' // an index that 32 bits do not hold
  | 'query' // a query id beyond 2^53
  | 'infinite';

export interface DelimitedScan {
  /** Rows written. */
  readonly rows: number;
  /** Bytes of complete lines read. */
  readonly consumed: number;
  /** Features up to the last one that some row has: at most `cols`. */
  readonly width: number;
  readonly problem?: ScanProblem<DelimitedProblemCode>;
}

export interface LibsvmScan {
  readonly rows: number;
  readonly consumed: number;
  readonly entries: number;
  /** Largest index and one more. */
  readonly width: number;
  readonly problem?: ScanProblem<LibsvmProblemCode>;
}

/**
 * The text formats as dmlc-core reads them, bit for bit: float32 arithmetic that is not correctly rounded, numbers taken from the
 * front of a cell, white space that is passed over even where it holds a line end.
 * Stops when the input or the room in the output ends, or at a row that XGBoost fails on; rows before it are good.
 * @see https://github.com/dmlc/dmlc-core (csv_parser.h, libsvm_parser.h, strtonum.h)
 */
export interface DmlcKernels {
  /**
   * Rows of cells separated by one byte: label, weight where there are weights, features. A missing feature is NaN, a missing label or
   * weight 0. A row wider than `cols`, or so narrow that padding it would cost more than it is worth ({@link isMuchNarrower}), ends the
   * scan with the problem `width`; a first call with `cols` 0 finds out the width of the first row.
   * Room that is always enough: rows <= bytes / 2 + 1.
   */
  scanDelimited(
    bytes: Uint8Array,
    request: {
      /** a byte */
      readonly delimiter: number;
      /** features per row */
      readonly cols: number;
      /** the second cell is a weight */
      readonly weighted: boolean;
      /** no bytes follow */
      readonly final: boolean;
    },
    output: {
      /** `[rows, cols]` */
      readonly values: Float32Array;
      /** `[rows]` */
      readonly labels: Float32Array;
      /** weighted: `[rows]` */
      readonly weights: Float32Array;
      /** `[2 * DELIMITED_NOTES.length]`, added to */
      readonly notes: Float64Array;
    },
  ): Promise<DelimitedScan>;

  /**
   * Lines of `label[:weight] [qid:id] index:value …` to a sparse matrix; indices are taken as they are. Room that is always enough:
   * rows <= bytes / 2 + 1, entries <= bytes / 3 + 1.
   */
  scanLibsvm(
    bytes: Uint8Array,
    request: {
      /** the first byte is the first of a file: a comment there is one */
      readonly first: boolean;
      readonly final: boolean;
    },
    output: {
      /** `[rows]` */
      readonly labels: Float32Array;
      /** `[rows]`, NaN for a row without weight */
      readonly weights: Float32Array;
      /** `[rows]`, NaN for a row without query */
      readonly queryIds: Float64Array;
      /** `[rows + 1]`, first element 0 */
      readonly rowStarts: Uint32Array;
      /** `[entries]` */
      readonly columns: Uint32Array;
      /** `[entries]` */
      readonly values: Float32Array;
      /** `[2 * LIBSVM_NOTES.length]`, added to */
      readonly notes: Float64Array;
    },
  ): Promise<LibsvmScan>;
}

/** Padding a row of `cells` features to `cols` would cost more than a block of its own. */
export function isMuchNarrower(cells: number, cols: number): boolean {
  return cols > 1024 && cells * 16 < cols;
}
