import type { Warning } from '../../data/dataset.js';
import type { UserError } from '../../errors.js';
import { DELIMITED_NOTES, type DelimitedProblemCode, type Kernels, type ScanProblem } from '../../kernels/kernels.js';
import type { ByteSource } from '../byte-source.js';
import { LineNotes } from '../line-notes.js';
import type { BadLine, LineScanned, NotingScanner } from '../line-scan.js';
import { headerWarning } from './header.js';
import { DELIMITED_WARNINGS, explainDelimited } from './texts.js';

export interface Room {
  /** `[rows, cols]` */
  readonly values: Float32Array;
  /** `[rows]` */
  readonly labels: Float32Array;
  /** `[rows]`, or empty */
  readonly weights: Float32Array;
}

export interface Rooms {
  /** Room for at least one row; `bytes` are waiting. */
  room(cols: number, bytes: number): Room;
  /** The last room has rows in it now. */
  taken(): void;
}

export interface DelimitedRows {
  readonly room: Room;
  readonly cols: number;
  /** Up to the last feature that some row has. */
  readonly width: number;
}

/** Finds out the width of the rows on the way. */
export class DelimitedScanner implements NotingScanner<DelimitedRows> {
  readonly #kernels: Kernels;
  readonly #delimiter: string;
  readonly #weighted: boolean;
  readonly #rooms: Rooms;
  readonly #notes = new Float64Array(2 * DELIMITED_NOTES.length);
  #fileNotes = new LineNotes(DELIMITED_NOTES.length);
  #cols = 0;
  /** The first row of all says how wide rows are; only those behind it can differ. */
  #isFirst = true;

  constructor(
    kernels: Kernels,
    options: { readonly delimiter: string; readonly weighted: boolean; readonly rooms: Rooms },
  ) {
    this.#kernels = kernels;
    this.#delimiter = options.delimiter;
    this.#weighted = options.weighted;
    this.#rooms = options.rooms;
  }

  async scan(
    bytes: Uint8Array,
    { final, offset }: { readonly final: boolean; readonly offset: number },
  ): Promise<LineScanned<DelimitedRows>> {
    const cols = this.#cols;
    const room = this.#rooms.room(cols, bytes.length);
    const delimiter = Buffer.from(this.#delimiter)[0] as number;
    const request = { delimiter, cols, weighted: this.#weighted, final };
    const scan = await this.#kernels.scanDelimited(bytes, request, { ...room, notes: this.#notes });
    this.#fileNotes.take(this.#notes, offset);
    const { rows: count, consumed, width, problem } = scan;
    if (count > 0) this.#rooms.taken();
    const isWidth = problem?.code === 'width';
    if (isWidth) this.#changeWidth(problem.actual as number, offset + problem.offset);
    const isFull = count > 0 && (count === room.labels.length || (count + 1) * cols > room.values.length);
    return {
      rows: { room, cols, width },
      count,
      consumed,
      problem: isWidth ? undefined : problem,
      more: isWidth || isFull,
    };
  }

  explain(problem: ScanProblem<string>, bad: BadLine): UserError {
    return explainDelimited(problem as ScanProblem<DelimitedProblemCode>, bad, this.#delimiter);
  }

  async warnings(source: ByteSource): Promise<Warning[]> {
    const notes = this.#fileNotes;
    this.#fileNotes = new LineNotes(DELIMITED_NOTES.length);
    const header = await headerWarning(source, this.#delimiter);
    return [...(header === undefined ? [] : [header]), ...(await notes.warnings(source, DELIMITED_WARNINGS))];
  }

  #changeWidth(cols: number, offset: number): void {
    this.#cols = cols;
    if (!this.#isFirst) this.#fileNotes.take(RAGGED_ONCE.slice(), offset);
    this.#isFirst = false;
  }
}

/** A row of another width counts as a narrow one does: see `DELIMITED_NOTES`. */
const RAGGED_ONCE = Float64Array.from(DELIMITED_NOTES.flatMap((kind) => [kind === 'narrow' ? 1 : 0, 0]));
