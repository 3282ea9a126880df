import { LIBSVM_NOTES, type LibsvmProblemCode, type LibsvmScan, type ScanProblem } from '../../kernels.js';
import { lineEnd } from './lines.js';
import { Notes } from './notes.js';
import { isDigit, NanLiteral, parseFloat32 } from './number.js';

type Note = (typeof LIBSVM_NOTES)[number];

export interface LibsvmOutput {
  readonly labels: Float32Array;
  readonly weights: Float32Array;
  readonly queryIds: Float64Array;
  readonly rowStarts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
  readonly notes: Float64Array;
}

/** The twin of `DmlcKernels.scanLibsvm`. */
export function scanLibsvm(
  bytes: Uint8Array,
  { first, final }: { readonly first: boolean; readonly final: boolean },
  output: LibsvmOutput,
): LibsvmScan {
  const noted = new Notes<Note>(LIBSVM_NOTES, output.notes);
  const room = Math.min(
    output.labels.length,
    output.weights.length,
    output.queryIds.length,
    output.rowStarts.length - 1,
  );
  const entryRoom = Math.min(output.columns.length, output.values.length);
  let [rows, entries, consumed, width] = [0, 0, 0, 0];
  output.rowStarts[0] = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = lineEnd(bytes, start);
    if (end === bytes.length && !final) break;
    const line = new Line(bytes.subarray(0, end), start).read(first && start === 0);
    if (line.problem !== undefined) return { rows, consumed, entries, width, problem: { ...line.problem, row: rows } };
    if (line.row !== undefined) {
      const { label, weight, queryId, columns, values } = line.row;
      if (rows === room || entries + columns.length > entryRoom) break;
      output.labels[rows] = label;
      output.weights[rows] = weight;
      output.queryIds[rows] = queryId;
      output.columns.set(columns, entries);
      output.values.set(values, entries);
      entries += columns.length;
      output.rowStarts[++rows] = entries;
      width = columns.reduce((most, column) => Math.max(most, column + 1), width);
    }
    for (const { kind, offset } of line.notes) noted.add(kind, offset);
    start = Math.min(end + 1, bytes.length);
    consumed = start;
  }
  return { rows, consumed, entries, width };
}

const SPACE = 0x20;
const TAB = 0x09;
const HASH = 0x23;
const COLON = 0x3a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const LARGEST_INDEX = 2 ** 32 - 2;
const LARGEST_QUERY = 2 ** 53;

interface Row {
  readonly label: number;
  readonly weight: number;
  readonly queryId: number;
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

interface ReadLine {
  /** Absent where the line makes none. */
  readonly row?: Row;
  readonly notes: readonly { readonly kind: Note; readonly offset: number }[];
  readonly problem?: Omit<ScanProblem<LibsvmProblemCode>, 'row'>;
}

class LineProblem extends Error {
  readonly code: LibsvmProblemCode;
  readonly offset: number;

  constructor(code: LibsvmProblemCode, offset: number) {
    super(code);
    this.code = code;
    this.offset = offset;
  }
}

/** Goes through one line as dmlc does: from number to number, over whatever lies between. */
class Line {
  /** Up to the end of the line. */
  readonly #bytes: Uint8Array;
  readonly #start: number;
  #at: number;
  readonly #notes: { kind: Note; offset: number }[] = [];

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#at = start;
  }

  /** @param first the line is the first of its file, where a comment is passed over */
  read(first: boolean): ReadLine {
    try {
      const row = this.#row(first);
      return { notes: this.#notes, ...(row !== undefined && { row }) };
    } catch (error) {
      if (!(error instanceof LineProblem)) throw error;
      return { notes: [], problem: { code: error.code, offset: error.offset } };
    }
  }

  #row(first: boolean): Row | undefined {
    this.#skipBlanks();
    const isComment = this.#bytes[this.#at] === HASH;
    if (isComment && first) return undefined;
    const textFrom = this.#at;
    if (!this.#toNumber()) {
      if (!isComment && textFrom < this.#bytes.length) this.#note('skipped', textFrom);
      return undefined;
    }
    if (isComment) this.#note('comment', textFrom);
    else if (this.#at > textFrom) throw new LineProblem('label', textFrom);
    const label = this.#number();
    const weight = this.#isPair() ? this.#value() : Number.NaN;
    const queryId = this.#query();
    return { label, weight, queryId, ...this.#features() };
  }

  #features(): Pick<Row, 'columns' | 'values'> {
    const [columns, values]: [number[], number[]] = [[], []];
    for (;;) {
      this.#skipBlanks();
      const from = this.#at;
      if (this.#bytes[from] === HASH) break;
      const found = this.#toNumber();
      if (this.#at > from) this.#note('text', from);
      if (!found) break;
      const offset = this.#at;
      columns.push(this.#index());
      if (!this.#isPair()) throw new LineProblem('value', offset);
      const value = this.#value();
      if (Math.abs(value) === Number.POSITIVE_INFINITY) throw new LineProblem('infinite', offset);
      values.push(value);
    }
    return { columns, values };
  }

  /** The digits at the front of what looks like a number: `1.5` is 1, `e` is 0. */
  #index(): number {
    const offset = this.#at;
    if (this.#bytes[offset] === MINUS) throw new LineProblem('index-sign', offset);
    let value = 0;
    for (let at = this.#bytes[offset] === PLUS ? offset + 1 : offset; isDigit(this.#bytes[at]); at++) {
      value = value * 10 + (this.#bytes[at] as number) - 0x30;
    }
    if (value > LARGEST_INDEX) throw new LineProblem('index-range', offset);
    this.#skipNumber();
    return value;
  }

  /** Steps over a colon that follows, white space before it or not. */
  #isPair(): boolean {
    this.#skipBlanks();
    if (this.#bytes[this.#at] !== COLON) return false;
    this.#at++;
    return true;
  }

  #value(): number {
    const offset = this.#at;
    this.#skipBlanks();
    if (!isNumberByte(this.#bytes[this.#at])) throw new LineProblem('value', offset);
    return this.#number();
  }

  #number(): number {
    try {
      const { value } = parseFloat32(this.#bytes, this.#at);
      this.#skipNumber();
      return value;
    } catch (error) {
      throw error instanceof NanLiteral ? new LineProblem('value', this.#at) : error;
    }
  }

  #query(): number {
    while (this.#bytes[this.#at] === SPACE) this.#at++;
    const offset = this.#at;
    if (!'qid:'.split('').every((letter, index) => this.#bytes[offset + index] === letter.charCodeAt(0))) {
      return Number.NaN;
    }
    this.#at += 4;
    let value = 0;
    for (let at = this.#at; isDigit(this.#bytes[at]); at++) value = value * 10 + (this.#bytes[at] as number) - 0x30;
    if (value > LARGEST_QUERY || !isDigit(this.#bytes[this.#at])) throw new LineProblem('query', offset);
    this.#skipNumber();
    return value;
  }

  #skipBlanks(): void {
    while (this.#bytes[this.#at] === SPACE || this.#bytes[this.#at] === TAB) this.#at++;
  }

  #skipNumber(): void {
    while (isNumberByte(this.#bytes[this.#at])) this.#at++;
  }

  /** Goes on to the next byte that may start a number. */
  #toNumber(): boolean {
    while (this.#at < this.#bytes.length && !isNumberByte(this.#bytes[this.#at])) this.#at++;
    return this.#at < this.#bytes.length;
  }

  #note(kind: Note, offset: number): void {
    this.#notes.push({ kind, offset: Math.max(offset, this.#start) });
  }
}

/** Digits, signs, the point and the letter e. */
function isNumberByte(byte: number | undefined): boolean {
  return isDigit(byte) || byte === PLUS || byte === MINUS || byte === 0x2e || byte === 0x65 || byte === 0x45;
}
