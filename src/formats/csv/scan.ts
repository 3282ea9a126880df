import type { OnProblem } from '../../data/dataset.js';
import { UserError } from '../../errors.js';
import type { CsvProblemCode, Kernels, ScanProblem } from '../../kernels/kernels.js';
import { type ByteSource, type Window, windows } from '../byte-source.js';
import { Stride, tell } from '../forgiving.js';
import { explainProblem } from './errors.js';
import { LineNumbers } from './line-numbers.js';
import { lineEnd } from './lines.js';
import { countCells, readOpening } from './opening.js';

/** Longer lines are no rows of numbers, and nobody should have to hold one. */
const MAX_LINE_BYTES = 16 << 20;

/** One kernel call on a window of this size stays well under 50 ms. */
const WINDOW_BYTES = { native: 2 << 20, wasm: 1 << 20, reference: 256 << 10 } as const;

export interface CsvScanOptions {
  readonly kernels: Kernels;
  readonly labelSize: number;
  readonly windowBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProblem?: OnProblem | undefined;
}

/** Where the next rows go. */
export interface Room {
  readonly rows: number;
  /** `[rows, cells - labelSize]` */
  readonly values: Float32Array;
  /** `[rows, labelSize]` */
  readonly labels: Float32Array;
}

/** Hands out room for rows and hears how much of it was filled. */
export interface RowTarget {
  /** At least one row. `bytes` are waiting: no more than `bytes / (2 * cells) + 1` rows. */
  room(cells: number, bytes: number): Room;
  /** The first `rows` of the last room are taken, which `bytes` of input made. */
  filled(rows: number, bytes: number): void;
}

/** Rows that lie at the front of `room` now. */
export interface ScannedRows {
  readonly room: Room;
  readonly rows: number;
  readonly cells: number;
  readonly file: string;
  /** 0-based in the file. */
  readonly firstRow: number;
  readonly bytes: number;
}

/**
 * Reads the rows of all sources into `target`. The first row of the first source says how many cells all rows have.
 * @throws UserError E_CSV_… at the first row that is not right, after the rows before it. Where somebody listens for problems, the
 * scan goes on behind that row, and with the next source where a whole file is not right.
 */
export async function* scanSources(
  sources: readonly ByteSource[],
  target: RowTarget,
  options: CsvScanOptions,
): AsyncGenerator<ScannedRows, void, void> {
  let cells: number | undefined;
  for (const source of sources) {
    const scan = new SourceScan(source, target, options, cells);
    try {
      yield* scan.rows();
    } catch (error) {
      await tell(error, options.onProblem);
    }
    cells = scan.cells;
  }
}

class SourceScan {
  /** Known from the first row on. */
  cells: number | undefined;
  readonly #source: ByteSource;
  readonly #target: RowTarget;
  readonly #options: CsvScanOptions;
  readonly #lines: LineNumbers;
  readonly #stride = new Stride();
  #isOpened = false;
  #rows = 0;

  constructor(source: ByteSource, target: RowTarget, options: CsvScanOptions, cells: number | undefined) {
    this.#source = source;
    this.#target = target;
    this.#options = options;
    this.cells = cells;
    this.#lines = new LineNumbers(source);
  }

  async *rows(): AsyncGenerator<ScannedRows, void, void> {
    const { kernels, signal, windowBytes = WINDOW_BYTES[kernels.backend] } = this.#options;
    try {
      for await (const window of windows(this.#source, { windowBytes, signal })) {
        if (!this.#isOpened) await this.#open(window);
        const cells = this.#isOpened ? (this.cells ?? this.#cellsBehindHeader(window)) : undefined;
        if (cells !== undefined) yield* this.#scan(window, cells);
        if (window.consumed === 0 && window.bytes.length > MAX_LINE_BYTES) throw await this.#lineTooLong(window);
        this.#lines.pass(window);
      }
    } finally {
      await this.#lines.close();
    }
  }

  async #open(window: Window): Promise<void> {
    const { name } = this.#source;
    const opening = readOpening(window, name);
    if (opening === undefined) return;
    this.#isOpened = true;
    window.consumed = opening.start;
    if (opening.header === undefined) {
      this.cells ??= checkLabelSize(this.#options.labelSize, opening.cells, name);
    } else {
      await tell(opening.header, this.#options.onProblem);
      window.consumed = opening.end;
      this.#rows = 1;
    }
  }

  /** A header need not be as wide as the rows below it. */
  #cellsBehindHeader(window: Window): number | undefined {
    const cells = countCells(window);
    if (cells !== undefined) this.cells = checkLabelSize(this.#options.labelSize, cells, this.#source.name);
    return this.cells;
  }

  async *#scan(window: Window, cells: number): AsyncGenerator<ScannedRows, void, void> {
    const { kernels, labelSize } = this.#options;
    for (let goesOn = true; goesOn; ) {
      const { bytes, final, rest } = this.#stride.of(window);
      const room = this.#target.room(cells, bytes.length);
      const scan = await kernels.scanCsv(bytes, { cells, labelSize, final }, room);
      const { rows, consumed, problem } = scan;
      if (rows > 0) {
        this.#target.filled(rows, consumed);
        yield { room, rows, cells, file: this.#source.name, firstRow: this.#rows, bytes: consumed };
      }
      this.#rows += rows;
      window.consumed += consumed;
      if (problem === undefined) this.#stride.lengthen();
      else await this.#passOver(problem, window);
      goesOn = problem !== undefined || rows === room.rows || rest;
    }
  }

  /** The scan has consumed everything in front of the bad line. */
  async #passOver(problem: ScanProblem<CsvProblemCode>, window: Window): Promise<void> {
    const { onProblem } = this.#options;
    if (onProblem === undefined) throw await this.#explain(problem, window);
    await onProblem(() => this.#explain(problem, window));
    window.consumed = lineEnd(window.bytes, window.consumed);
    this.#rows++;
    this.#stride.shorten();
  }

  async #explain(problem: ScanProblem<CsvProblemCode>, window: Window): Promise<UserError> {
    const { bytes, consumed, offset } = window;
    return explainProblem(problem, {
      file: this.#source.name,
      row: this.#rows,
      line: await this.#lines.at(window),
      byteOffset: offset + consumed,
      bytes: bytes.subarray(consumed, lineEnd(bytes, consumed)),
    });
  }

  async #lineTooLong(window: Window): Promise<UserError> {
    const line = await this.#lines.at(window);
    return new UserError(
      'E_CSV_LINE_TOO_LONG',
      `Unable to parse csv: line ${line} of ${this.#source.name} does not end within ${MAX_LINE_BYTES} bytes.`,
      {
        where: { file: this.#source.name, line, byteOffset: window.offset },
        hint: 'Is this a text file with one row a line?',
      },
    );
  }
}

function checkLabelSize(labelSize: number, cells: number, file: string): number {
  if (labelSize < cells) return cells;
  const has = `the rows of ${file} have ${cells} column(s)`;
  const message =
    labelSize > cells
      ? `label_size is ${labelSize}, but ${has}.`
      : `label_size is ${labelSize} and ${has}: no column is left for features.`;
  throw new UserError('E_LABEL_SIZE', message, {
    where: { file },
    hint: "For data without labels write the content type 'text/csv;label_size=0'.",
  });
}
