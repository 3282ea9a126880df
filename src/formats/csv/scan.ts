import type { OnProblem } from '../../data/dataset.js';
import { UserError } from '../../errors.js';
import type { CsvProblemCode, Kernels, ScanProblem } from '../../kernels/kernels.js';
import type { ByteSource, Window } from '../byte-source.js';
import { tell } from '../forgiving.js';
import {
  type BadLine,
  type LinePlace,
  type LineScanner,
  MAX_LINE_BYTES,
  type Opening,
  scanLines,
} from '../line-scan.js';
import { explainProblem } from './errors.js';
import { countCells, readOpening } from './opening.js';

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
  const { kernels, windowBytes, signal, onProblem } = options;
  let cells: number | undefined;
  for (const source of sources) {
    const scanner = new CsvScanner(source.name, target, options, cells);
    try {
      const scanOptions = { backend: kernels.backend, windowBytes, signal, onProblem };
      for await (const { rows, count, firstRow, bytes } of scanLines(source, scanner, scanOptions)) {
        yield { ...rows, rows: count, file: source.name, firstRow, bytes };
      }
    } catch (error) {
      await tell(error, onProblem);
    }
    cells = scanner.cells;
  }
}

/** Of one file. */
class CsvScanner implements LineScanner<Pick<ScannedRows, 'room' | 'cells'>> {
  /** Known from the first row on. */
  cells: number | undefined;
  readonly #file: string;
  readonly #target: RowTarget;
  readonly #options: CsvScanOptions;
  #isOpened = false;

  constructor(file: string, target: RowTarget, options: CsvScanOptions, cells: number | undefined) {
    this.#file = file;
    this.#target = target;
    this.#options = options;
    this.cells = cells;
  }

  async open(window: Window): Promise<Opening> {
    const rows = this.#isOpened ? 0 : await this.#readOpening(window);
    if (this.#isOpened) this.cells ??= this.#checked(countCells(window));
    return { rows, isReady: this.#isOpened && this.cells !== undefined };
  }

  /** @returns rows passed over: 1 where there is a header. It need not be as wide as the rows below it. */
  async #readOpening(window: Window): Promise<number> {
    const opening = readOpening(window, this.#file);
    if (opening === undefined) return 0;
    this.#isOpened = true;
    window.consumed = opening.start;
    if (opening.header === undefined) {
      this.cells ??= this.#checked(opening.cells);
      return 0;
    }
    await tell(opening.header, this.#options.onProblem);
    window.consumed = opening.end;
    return 1;
  }

  #checked(cells: number | undefined): number | undefined {
    return cells && checkLabelSize(this.#options.labelSize, cells, this.#file);
  }

  async scan(bytes: Uint8Array, { final }: { readonly final: boolean }) {
    const { kernels, labelSize } = this.#options;
    const cells = this.cells as number;
    const room = this.#target.room(cells, bytes.length);
    const { rows: count, consumed, problem } = await kernels.scanCsv(bytes, { cells, labelSize, final }, room);
    if (count > 0) this.#target.filled(count, consumed);
    return { rows: { room, cells }, count, consumed, problem, more: count === room.rows };
  }

  explain(problem: ScanProblem<string>, bad: BadLine): UserError {
    return explainProblem(problem as ScanProblem<CsvProblemCode>, bad);
  }

  explainTooLong(where: LinePlace): UserError {
    return new UserError(
      'E_CSV_LINE_TOO_LONG',
      `Unable to parse csv: line ${where.line} of ${where.file} does not end within ${MAX_LINE_BYTES} bytes.`,
      { where, hint: 'Is this a text file with one row a line?' },
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
