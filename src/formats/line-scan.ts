import type { OnProblem, ReadOptions, Warning } from '../data/dataset.js';
import { UserError } from '../errors.js';
import type { BackendName, ScanProblem } from '../kernels/kernels.js';
import { type ByteSource, type Window, windows } from './byte-source.js';
import { LineNumbers } from './csv/line-numbers.js';
import { lineEnd } from './csv/lines.js';
import { Stride, tell } from './forgiving.js';

/** Longer lines are no rows of numbers, and nobody should have to hold one. */
export const MAX_LINE_BYTES = 16 << 20;

/** One kernel call on a window of this size stays well under 50 ms. */
const WINDOW_BYTES = { native: 2 << 20, wasm: 1 << 20, reference: 256 << 10 } as const;

export interface LineScanOptions {
  readonly backend: BackendName;
  readonly windowBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProblem?: OnProblem | undefined;
}

export interface LinePlace {
  readonly file: string;
  /** 1-based, blank lines counted. */
  readonly line: number;
  /** Of the line's first byte in the file. */
  readonly byteOffset: number;
}

/** A line that is not right. */
export interface BadLine extends LinePlace {
  /** 0-based among the rows of its file, blank lines not counted. */
  readonly row: number;
  /** The line without its end. */
  readonly bytes: Uint8Array;
}

/** What one look at some bytes gave. */
export interface LineScanned<Rows> {
  readonly rows: Rows;
  readonly count: number;
  readonly consumed: number;
  readonly problem?: ScanProblem<string> | undefined;
  /** The same bytes hold more: the room ended, or another room is needed. */
  readonly more: boolean;
}

/** What stands in front of the rows of a file. */
export interface Opening {
  /** Lines that were passed over, which count as rows. */
  readonly rows: number;
  /** Rows may be scanned now; else more bytes must be seen. */
  readonly isReady: boolean;
}

/** A format of one row a line. */
export interface LineScanner<Rows> {
  /** Looks at a window before its rows are scanned, and may consume what stands in front of them. */
  open?(window: Window): Promise<Opening>;
  /** @param place `first`: the bytes are the first of their file; `offset`: where in the file they start */
  scan(
    bytes: Uint8Array,
    place: { readonly first: boolean; readonly final: boolean; readonly offset: number },
  ): Promise<LineScanned<Rows>>;
  explain(problem: ScanProblem<string>, bad: BadLine): UserError;
  /** Where a line that does not end within {@link MAX_LINE_BYTES} has a text of its own. */
  explainTooLong?(where: LinePlace): UserError;
}

/** One that notes what it lets pass. */
export interface NotingScanner<Rows> extends LineScanner<Rows> {
  /** Of what was let pass since they were asked for last, in this source. */
  warnings(source: ByteSource): Promise<readonly Warning[]>;
}

export interface RowsOfLines<Rows> {
  readonly rows: Rows;
  readonly count: number;
  /** 0-based in the file. */
  readonly firstRow: number;
  readonly bytes: number;
}

/** The rows of all sources, one after the other, and after each what was let pass in it. Throws and tells as {@link scanLines} does. */
export async function* scanSources<Rows>(
  sources: readonly ByteSource[],
  scanner: NotingScanner<Rows>,
  options: Pick<LineScanOptions, 'backend' | 'windowBytes'>,
  { signal, onProblem, onWarning }: ReadOptions,
): AsyncGenerator<RowsOfLines<Rows> & { readonly file: string }, void, void> {
  for (const source of sources) {
    try {
      for await (const rows of scanLines(source, scanner, { ...options, signal, onProblem })) {
        yield { ...rows, file: source.name };
      }
    } catch (error) {
      await tell(error, onProblem);
    } finally {
      if (onWarning !== undefined) for (const warning of await scanner.warnings(source)) onWarning(warning);
    }
  }
}

/**
 * The rows of one source, window by window.
 * @throws UserError what the scanner explains, at the first bad line, after the rows before it; E_LINE_TOO_LONG. Where somebody listens for
 * problems, reading goes on behind the line.
 */
export async function* scanLines<Rows>(
  source: ByteSource,
  scanner: LineScanner<Rows>,
  options: LineScanOptions,
): AsyncGenerator<RowsOfLines<Rows>, void, void> {
  const scan = new SourceScan(source, scanner, options);
  yield* scan.rows();
}

class SourceScan<Rows> {
  readonly #source: ByteSource;
  readonly #scanner: LineScanner<Rows>;
  readonly #options: LineScanOptions;
  readonly #lines: LineNumbers;
  readonly #stride = new Stride();
  #rows = 0;

  constructor(source: ByteSource, scanner: LineScanner<Rows>, options: LineScanOptions) {
    this.#source = source;
    this.#scanner = scanner;
    this.#options = options;
    this.#lines = new LineNumbers(source);
  }

  async *rows(): AsyncGenerator<RowsOfLines<Rows>, void, void> {
    const { backend, signal, windowBytes = WINDOW_BYTES[backend] } = this.#options;
    try {
      for await (const window of windows(this.#source, { windowBytes, signal })) {
        if (await this.#isReady(window)) yield* this.#scan(window);
        if (window.consumed === 0 && window.bytes.length > MAX_LINE_BYTES) throw await this.#lineTooLong(window);
        this.#lines.pass(window);
      }
    } finally {
      await this.#lines.close();
    }
  }

  async #isReady(window: Window): Promise<boolean> {
    const opening = await this.#scanner.open?.(window);
    this.#rows += opening?.rows ?? 0;
    return opening?.isReady ?? true;
  }

  async *#scan(window: Window): AsyncGenerator<RowsOfLines<Rows>, void, void> {
    for (let goesOn = true; goesOn; ) {
      const { bytes, final, rest } = this.#stride.of(window);
      const offset = window.offset + window.consumed;
      const { rows, count, consumed, problem, more } = await this.#scanner.scan(bytes, {
        first: offset === 0,
        final,
        offset,
      });
      if (count > 0) yield { rows, count, firstRow: this.#rows, bytes: consumed };
      this.#rows += count;
      window.consumed += consumed;
      if (problem === undefined) this.#stride.lengthen();
      else await this.#passOver(problem, window);
      goesOn = problem !== undefined || more || rest;
    }
  }

  /** The scan has consumed everything in front of the bad line. */
  async #passOver(problem: ScanProblem<string>, window: Window): Promise<void> {
    const { onProblem } = this.#options;
    if (onProblem === undefined) throw await this.#explain(problem, window);
    await onProblem(() => this.#explain(problem, window));
    window.consumed = lineEnd(window.bytes, window.consumed);
    this.#rows++;
    this.#stride.shorten();
  }

  async #explain(problem: ScanProblem<string>, window: Window): Promise<UserError> {
    const { bytes, consumed, offset } = window;
    return this.#scanner.explain(problem, {
      file: this.#source.name,
      row: this.#rows,
      line: await this.#lines.at(window),
      byteOffset: offset + consumed,
      bytes: bytes.subarray(consumed, lineEnd(bytes, consumed)),
    });
  }

  async #lineTooLong(window: Window): Promise<UserError> {
    const [line, file] = [await this.#lines.at(window), this.#source.name];
    const where = { file, line, byteOffset: window.offset };
    if (this.#scanner.explainTooLong !== undefined) return this.#scanner.explainTooLong(where);
    return new UserError('E_LINE_TOO_LONG', `Line ${line} of ${file} does not end within ${MAX_LINE_BYTES} bytes.`, {
      where,
      hint: 'Is this a text file with one row a line?',
    });
  }
}
