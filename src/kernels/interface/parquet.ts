/** How a flat column stores its numbers. */
export type ParquetNumber = 'boolean' | 'int32' | 'uint32' | 'int64' | 'float' | 'double';

/** A column of one row group. */
export interface ParquetChunk {
  /** Bytes `[start, end)`: all its pages, and nothing else. */
  readonly start: number;
  readonly end: number;
  /** In the words of the file's footer: `SNAPPY`. */
  readonly codec: string;
  readonly number: ParquetNumber;
  /** Values may be null. */
  readonly optional: boolean;
}

/** First rows of a decoded column that somebody may object to; -1 where there are none. */
export interface FoundInColumn {
  /** Infinite, or too large for float32. */
  readonly infinite: number;
  /** That, or missing. */
  readonly notFinite: number;
}

/** Native only: the other backends have no decoder of their own, and readers do without it. */
export interface ParquetKernels {
  /**
   * Decodes the columns of a row group into row-major matrices: the first `labelSize` columns are labels, the others features. A null
   * is NaN; every number is what `Math.fround(Number(value))` makes of it.
   *
   * Flat columns in the encodings and codecs that writers use by default; whatever is not understood, or is not right, makes the column
   * `undefined` in the result, and its cells hold anything: another reader then reads it, or says what is wrong with it. So do
   * chunks that are `undefined`. Sizes in the bytes are believed as far as the bytes themselves bear them out.
   */
  decodeParquet?(
    bytes: Uint8Array,
    request: {
      readonly rows: number;
      readonly labelSize: number;
      readonly chunks: readonly (ParquetChunk | undefined)[];
    },
    output: {
      /** `[rows, labelSize]` */
      readonly labels: Float32Array;
      /** `[rows, chunks - labelSize]` */
      readonly features: Float32Array;
      /** Any length: pages are unpacked here as far as it reaches, and into fresh memory beyond. Worth keeping from call to call. */
      readonly workspace?: Uint8Array;
    },
  ): Promise<readonly (FoundInColumn | undefined)[]>;

  /**
   * Asks for large pages behind an array that nobody has written to yet: bringing in fresh memory in pages of 4 KiB takes longer than
   * to read a file into it. A hint: where the system has none to give, nothing changes.
   */
  preferLargePages?(array: Uint8Array): void;
}
