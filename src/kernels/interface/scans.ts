export type TensorType = 'float32' | 'float64' | 'int32';

/** What the first record of a RecordIO-protobuf file says all others must be. */
export interface RecordSchema {
  readonly layout: 'dense' | 'sparse';
  /** Features per row; a tensor of higher rank counts as its flattened self. */
  readonly cols: number;
  readonly featureType: TensorType;
  /** Values in the label tensor, 0 where there is none. */
  readonly labelSize: number;
  readonly labelType?: TensorType;
}

/** Why a scan stopped. Texts are made of this in `formats/`. */
export interface ScanProblem<Code extends string> {
  readonly code: Code;
  /** Byte in the scanned bytes where the offending frame, record or cell starts. */
  readonly offset: number;
  /** Rows of this scan before the offending one. */
  readonly row: number;
  /** 0-based cell in the row, where one is to blame. */
  readonly column?: number;
  readonly expected?: number;
  readonly actual?: number;
}

export type RecordProblemCode =
  | 'header-truncated' // actual: bytes left
  | 'bad-magic'
  | 'payload-truncated' // expected: bytes the header promises, actual: bytes there are
  | 'split-corrupt' // a multi-part record out of order, or cut by the end
  | 'protobuf-malformed' // offset: byte of the broken tag or length
  | 'features-missing' // no feature named `values`
  | 'features-unknown' // a feature with another name
  | 'value-unsupported' // bytes, or no tensor at all
  | 'type-changed' // expected, actual: index into TENSOR_TYPES
  | 'layout-changed' // dense where sparse is expected or the reverse
  | 'shape-missing' // sparse without shape
  | 'shape-changed' // expected, actual: features per row
  | 'shape-too-large' // a width that no row could have
  | 'value-count' // dense with a shape: expected by shape, actual values
  | 'keys-values-count' // expected: keys, actual: values
  | 'key-out-of-range' // expected: width, actual: key
  | 'label-changed'; // expected, actual: label values per row

export const TENSOR_TYPES = ['float32', 'float64', 'int32'] as const satisfies readonly TensorType[];

export type CsvProblemCode =
  | 'ragged' // expected, actual: cells
  | 'not-a-number' // column: the cell
  | 'empty-cell'
  | 'infinite' // infinity, or too large for float32
  | 'quote-unclosed'
  | 'not-utf8'
  | 'nul-byte';

export interface RecordScan {
  /** Rows written. */
  readonly rows: number;
  /** Bytes of complete frames read; feed the rest again in front of what follows. */
  readonly consumed: number;
  /** Sparse only: entries written. */
  readonly entries: number;
  /** True where the last frame of the file lacks its padding: some readers refuse that. */
  readonly paddingMissing: boolean;
  readonly problem?: ScanProblem<RecordProblemCode>;
}

export interface CsvScan {
  readonly rows: number;
  readonly consumed: number;
  readonly problem?: ScanProblem<CsvProblemCode>;
}

/** Stops when the input, the room in the output, or the patience with a bad row ends; rows before it are good. */
export interface ScanKernels {
  /** Schema of the first complete record. `undefined` where no complete record lies in `bytes` yet. */
  describeRecords(
    bytes: Uint8Array,
    options: { readonly final: boolean },
  ): Promise<RecordSchema | ScanProblem<RecordProblemCode> | undefined>;

  /**
   * Reads whole RecordIO-protobuf frames into a matrix, converting every tensor type to float32. Where the room ends it still
   * looks at the record behind the last row, so that trouble there is not mistaken for the end.
   * Room that is always enough: rows <= bytes / 8, values and entries <= bytes.
   */
  scanRecords(
    bytes: Uint8Array,
    request: { readonly schema: RecordSchema /** no bytes follow */; readonly final: boolean },
    output: {
      /** dense: `[rows, cols]`; sparse: `[entries]` */
      readonly values: Float32Array;
      /** sparse: `[entries]` */
      readonly columns?: Uint32Array | undefined;
      /** sparse: `[rows + 1]`, first element 0 */
      readonly rowStarts?: Uint32Array | undefined;
      /** `[rows, labelSize]` */
      readonly labels: Float32Array;
    },
  ): Promise<RecordScan>;

  /**
   * Reads whole CSV lines of numbers (the grammar of formats/csv/csv.ts) into a matrix. The first `labelSize` cells of a row
   * go to `labels`, the rest to `values`. A cell is read as the nearest float64 and then rounded to float32, as `Math.fround(Number(text))`
   * does. Room that is always enough: rows <= bytes / (2 * cells) + 1.
   */
  scanCsv(
    bytes: Uint8Array,
    request: {
      /** cells per row, label included */
      readonly cells: number;
      readonly labelSize: number;
      /** no bytes follow: the last line may lack its line end */
      readonly final: boolean;
    },
    output: {
      /** `[rows, cells - labelSize]` */
      readonly values: Float32Array;
      /** `[rows, labelSize]` */
      readonly labels: Float32Array;
    },
  ): Promise<CsvScan>;
}
