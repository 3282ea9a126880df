import type { UserError, Where } from '../errors.js';
import type { Csr } from './csr.js';
import type { Dense } from './dense.js';

/** What a reader noticed and let pass: SageMaker would do something the user may not expect. */
export interface Warning {
  /** Stable, starts with `W_`. */
  readonly code: string;
  readonly message: string;
  readonly where?: Where;
}

/**
 * Consecutive rows of a data set, as many as the reader found convenient. The arrays belong to the reader, who reuses them:
 * they hold until the next block is asked for.
 */
export interface Block {
  readonly features: Dense | Csr;
  /** `[rows, labelSize]`, row-major; absent where the data has no label. */
  readonly labels?: Float32Array;
  readonly labelSize: number;
  /** `[rows]`, what each row counts for; absent where all count the same. XGBoost alone has them. */
  readonly weights?: Float32Array;
  /** `[rows]`, the query of each row, a whole number; absent where the data has none. Rows of one query stand together. */
  readonly queryIds?: Float64Array;
  /** The file these rows come from and the 0-based index in it of the first one. */
  readonly origin?: { readonly file: string; readonly firstRow: number };
  /** Bytes of input that these rows took, headers and padding included. */
  readonly bytes?: number;
  /** The arrays stay as they are until the pass ends: whoever needs the rows for longer need not copy them. */
  readonly lasting?: true;
}

/**
 * Rows that can be read from start to end as often as there are epochs. Nothing is held between two passes, so the
 * data may be larger than the memory.
 */
export interface Dataset {
  /** What the log calls it: the channel's path, or `memory`. */
  readonly name: string;
  /** Bytes of input in one pass, where they are known beforehand: a progress bar lives on it. See {@link Block.bytes}. */
  readonly bytes?: number;
  /** One pass over the rows, in order. `onWarning` hears what the reader let pass. */
  blocks(options?: ReadOptions): AsyncIterable<Block>;
  /** Everything at once, for those who need it in memory; readers that can do better than {@link readAll} offer it. */
  readAll?(options?: ReadOptions): Promise<Matrix>;
}

/** A whole data set in memory. */
export interface Matrix {
  readonly features: Dense | Csr;
  /** `[rows, labelSize]` */
  readonly labels?: Float32Array;
  readonly labelSize: number;
  /** `[rows]` */
  readonly weights?: Float32Array;
  /** `[rows]` */
  readonly queryIds?: Float64Array;
}

export interface ReadOptions {
  /** Rows that the consumer takes at a time: a reader that can ends its blocks with a multiple of them, counted from the first row of all. */
  readonly batchRows?: number | undefined;
  /** The consumer takes dense rows that lie apart in memory, so that a reader may leave them where they were read. */
  readonly apart?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onWarning?: ((warning: Warning) => void) | undefined;
  readonly onProblem?: OnProblem | undefined;
}

/**
 * Hears of a row, or a file, that is not right; reading then goes on behind it, where it would have thrown without a listener.
 * `explain` may look at the file once more, so a listener that has heard enough does not call it. What the listener throws
 * ends the reading. It must be called, if at all, before the listener's promise settles.
 */
export type OnProblem = (explain: () => Promise<UserError>) => void | Promise<void>;
