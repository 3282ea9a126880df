import type { Csr } from '../data/csr.js';
import type { Dense } from '../data/dense.js';

/** Writes rows of one format, in any number of calls. */
export interface RowWriter {
  /** @param labels `[rows, labelSize]`, row-major; the width follows from the length */
  writeRows(rows: Dense | Csr, labels?: Float32Array): Promise<void>;
  /** The same with weights and query ids, where the format can hold them. */
  writeRowsWith?(rows: Dense | Csr, labels: Float32Array | undefined, facts: WrittenFacts): Promise<void>;
  /** Hands over what is left. */
  end(): Promise<void>;
}

/** What libsvm alone can hold beside labels, `[rows]` each. */
export interface WrittenFacts {
  readonly weights?: Float32Array | undefined;
  readonly queryIds?: Float64Array | undefined;
}

export interface WriterOptions {
  /** About what is handed over at a time; default a mebibyte. */
  readonly pieceBytes?: number;
}
