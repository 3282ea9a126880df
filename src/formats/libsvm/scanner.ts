import type { Warning } from '../../data/dataset.js';
import type { UserError } from '../../errors.js';
import { type Kernels, LIBSVM_NOTES, type LibsvmProblemCode, type ScanProblem } from '../../kernels/kernels.js';
import type { ByteSource } from '../byte-source.js';
import { explainLibsvm, LIBSVM_WARNINGS } from '../dmlc/texts.js';
import { LineNotes } from '../line-notes.js';
import type { BadLine, LineScanned, NotingScanner } from '../line-scan.js';

/** Arrays that rows are read into: see `DmlcKernels.scanLibsvm`. */
export interface LibsvmRows {
  readonly labels: Float32Array;
  readonly weights: Float32Array;
  readonly queryIds: Float64Array;
  readonly rowStarts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
  readonly entries: number;
  readonly width: number;
}

type Room = Omit<LibsvmRows, 'entries' | 'width'>;

/** Bytes that a row usually takes; shorter ones fill the room before the bytes end, and another look follows. */
const ROW_BYTES = 6;
/** The least that an entry takes: `0:1` and what parts it from the next. */
const ENTRY_BYTES = 4;

/** What it hands out holds until the scan after next. */
export class LibsvmScanner implements NotingScanner<LibsvmRows> {
  readonly #kernels: Kernels;
  readonly #notes = new Float64Array(2 * LIBSVM_NOTES.length);
  #fileNotes = new LineNotes(LIBSVM_NOTES.length);
  #filling: Room = allocate(0, 0);
  #handedOut: Room = allocate(0, 0);

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  async scan(
    bytes: Uint8Array,
    { first, final, offset }: { readonly first: boolean; readonly final: boolean; readonly offset: number },
  ): Promise<LineScanned<LibsvmRows>> {
    const room = this.#roomFor(bytes.length);
    const scan = await this.#kernels.scanLibsvm(bytes, { first, final }, { ...room, notes: this.#notes });
    this.#fileNotes.take(this.#notes, offset);
    const { rows: count, consumed, entries, width, problem } = scan;
    if (count > 0) [this.#filling, this.#handedOut] = [this.#handedOut, this.#filling];
    return { rows: { ...room, entries, width }, count, consumed, problem, more: count === room.labels.length };
  }

  explain(problem: ScanProblem<string>, bad: BadLine): UserError {
    return explainLibsvm(problem as ScanProblem<LibsvmProblemCode>, bad);
  }

  async warnings(source: ByteSource): Promise<Warning[]> {
    const notes = this.#fileNotes;
    this.#fileNotes = new LineNotes(LIBSVM_NOTES.length);
    return notes.warnings(source, LIBSVM_WARNINGS);
  }

  #roomFor(bytes: number): Room {
    const [rows, entries] = [Math.floor(bytes / ROW_BYTES) + 16, Math.floor(bytes / ENTRY_BYTES) + 16];
    const { labels, values } = this.#filling;
    if (labels.length < rows || values.length < entries) this.#filling = allocate(rows, entries);
    return this.#filling;
  }
}

function allocate(rows: number, entries: number): Room {
  return {
    labels: new Float32Array(rows),
    weights: new Float32Array(rows),
    queryIds: new Float64Array(rows),
    rowStarts: new Uint32Array(rows + 1),
    columns: new Uint32Array(entries),
    values: new Float32Array(entries),
  };
}
