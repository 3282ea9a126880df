import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import { ByteBuffer } from '../byte-buffer.js';
import { MAX_NUMBER_BYTES, putAscii, putNumber, shortestText } from '../number-text.js';
import { Pieces } from '../pieces.js';
import type { RowWriter, WriterOptions } from '../row-writer.js';

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
/** No reader takes a longer line: see the scan. */
const MAX_LINE_BYTES = 16 << 20;

/**
 * Writes rows as SageMaker's first-party algorithms read them: labels first, no header, LF at the end of every line.
 * Every number is the shortest text that reads back to the same float32; NaN is written as `nan`.
 * @param labels `[rows, labelSize]`, row-major; the width follows from the length
 * @throws UserError E_CSV_INFINITE, E_CSV_LINE_TOO_LONG
 */
export function encodeCsv(rows: Dense | Csr, labels: Float32Array = new Float32Array()): Uint8Array {
  const buffer = new ByteBuffer();
  const lines = linesOf(rows, labels);
  for (let row = 0; row < lines.count; row++) lines.put(buffer, row);
  return buffer.take();
}

/** {@link encodeCsv} in any number of calls, to a sink that takes bytes, in pieces of about a mebibyte. */
export class CsvWriter implements RowWriter {
  readonly #pieces: Pieces;
  readonly #buffer = new ByteBuffer();

  /** @param write may return a promise: nothing more is handed to it before that settles */
  constructor(write: (bytes: Uint8Array) => unknown, options: WriterOptions = {}) {
    this.#pieces = new Pieces(write, options);
  }

  async writeRows(rows: Dense | Csr, labels?: Float32Array): Promise<void> {
    const lines = linesOf(rows, labels ?? new Float32Array());
    for (let row = 0; row < lines.count; row++) {
      lines.put(this.#buffer, row);
      if (this.#pieces.isFull(this.#buffer)) await this.#pieces.hand(this.#buffer);
    }
  }

  async end(): Promise<void> {
    await this.#pieces.hand(this.#buffer);
  }
}

interface Lines {
  readonly count: number;
  put(buffer: ByteBuffer, row: number): void;
}

function linesOf(rows: Dense | Csr, labels: Float32Array): Lines {
  const [count, cols] = isCsr(rows) ? [rows.rows, rows.cols] : [rowsOf(rows), colsOf(rows)];
  const labelSize = count === 0 ? 0 : labels.length / count;
  if (!Number.isInteger(labelSize)) throw new RangeError(`${labels.length} labels do not fit ${count} rows`);
  if (2 * (cols + labelSize) > MAX_LINE_BYTES) throw tooWide(cols);
  const putFeatures = isCsr(rows) ? sparseFeatures(rows) : denseFeatures(rows);
  return {
    count,
    put(buffer, row) {
      buffer.reserve((cols + labelSize) * (MAX_NUMBER_BYTES + 1) + 1);
      for (let at = row * labelSize; at < (row + 1) * labelSize; at++) putCell(buffer, labels[at] as number);
      putFeatures(buffer, row);
      if (cols + labelSize > 0) buffer.length--;
      buffer.bytes[buffer.length++] = LINE_FEED;
    },
  };
}

function denseFeatures(rows: Dense): (buffer: ByteBuffer, row: number) => void {
  const [cols, values] = [colsOf(rows), rowMajor(rows)];
  return (buffer, row) => {
    for (let at = row * cols; at < (row + 1) * cols; at++) putCell(buffer, values[at] as number);
  };
}

/** Written out one row at a time: the matrix as a whole may be larger than the memory. */
function sparseFeatures(rows: Csr): (buffer: ByteBuffer, row: number) => void {
  const dense = new Float32Array(rows.cols);
  return (buffer, row) => {
    const [from, to] = [rows.rowStarts[row] as number, rows.rowStarts[row + 1] as number];
    for (let entry = from; entry < to; entry++)
      addEntry(dense, rows.columns[entry] as number, rows.values[entry] as number);
    for (let col = 0; col < rows.cols; col++) putCell(buffer, dense[col] as number);
    for (let entry = from; entry < to; entry++) dense[rows.columns[entry] as number] = 0;
  };
}

/** An entry that occurs twice counts as the sum of both; a lone one keeps its bits, -0 too. */
function addEntry(dense: Float32Array, column: number, value: number): void {
  const before = dense[column] as number;
  dense[column] = before === 0 ? value : before + value;
}

/** A number and the comma behind it. */
function putCell(buffer: ByteBuffer, value: number): void {
  if (Number.isFinite(value)) putNumber(buffer, value);
  else putAscii(buffer, csvNumber(value));
  buffer.bytes[buffer.length++] = COMMA;
}

/** The shortest text that reads back to the same float32. */
export function csvNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Number.isFinite(value)) return shortestText(value);
  throw new UserError('E_CSV_INFINITE', 'Infinity cannot be written as CSV: no reader of SageMaker takes it.');
}

function tooWide(cols: number): UserError {
  return new UserError(
    'E_CSV_LINE_TOO_LONG',
    `Rows of ${cols} features are too wide for CSV: every zero would be written.`,
    {
      hint: 'Write RecordIO-protobuf or JSON Lines, which hold sparse rows as they are.',
    },
  );
}
