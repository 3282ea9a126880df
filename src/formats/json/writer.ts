import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import { ByteBuffer } from '../byte-buffer.js';
import { MAX_NUMBER_BYTES, putAscii, putNumber } from '../number-text.js';
import { Pieces } from '../pieces.js';
import type { RowWriter, WriterOptions } from '../row-writer.js';

const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;
/** The punctuation of one line, names included. */
const FORM_BYTES = 100;

/**
 * Writes rows as JSON Lines, dense ones as `{"features":[…]}` and sparse ones with keys and shape; labels stand in front as `"label"`. Numbers
 * are the shortest texts that read back to the same float32. See `json-lines.ts`.
 */
export class JsonLinesWriter implements RowWriter {
  readonly #pieces: Pieces;
  readonly #buffer = new ByteBuffer();

  /** @param write may return a promise: nothing more is handed to it before that settles */
  constructor(write: (bytes: Uint8Array) => unknown, options: WriterOptions = {}) {
    this.#pieces = new Pieces(write, options);
  }

  /** @throws UserError E_JSON_NOT_FINITE */
  async writeRows(rows: Dense | Csr, labels?: Float32Array): Promise<void> {
    const count = isCsr(rows) ? rows.rows : rowsOf(rows);
    const labelSize = count === 0 ? 0 : (labels?.length ?? 0) / count;
    if (!Number.isInteger(labelSize)) throw new RangeError(`${labels?.length} labels do not fit ${count} rows`);
    const putFeatures = isCsr(rows) ? sparseFeatures(rows) : denseFeatures(rows);
    for (let row = 0; row < count; row++) {
      const buffer = this.#buffer;
      buffer.reserve(FORM_BYTES + labelSize * (MAX_NUMBER_BYTES + 1));
      putAscii(buffer, '{');
      if (labels !== undefined && labelSize > 0)
        putLabels(buffer, labels.subarray(row * labelSize, (row + 1) * labelSize));
      putFeatures(buffer, row);
      putAscii(buffer, '}\n');
      if (this.#pieces.isFull(buffer)) await this.#pieces.hand(buffer);
    }
  }

  async end(): Promise<void> {
    await this.#pieces.hand(this.#buffer);
  }
}

function putLabels(buffer: ByteBuffer, labels: Float32Array): void {
  putAscii(buffer, '"label":');
  if (labels.length === 1) putFinite(buffer, labels[0] as number);
  else putList(buffer, labels, 0, labels.length);
  putAscii(buffer, ',');
}

function denseFeatures(rows: Dense): (buffer: ByteBuffer, row: number) => void {
  const [cols, values] = [colsOf(rows), rowMajor(rows)];
  return (buffer, row) => {
    buffer.reserve(FORM_BYTES + cols * (MAX_NUMBER_BYTES + 1));
    putAscii(buffer, '"features":');
    putList(buffer, values, row * cols, (row + 1) * cols);
  };
}

function sparseFeatures({ rowStarts, columns, values, cols }: Csr): (buffer: ByteBuffer, row: number) => void {
  return (buffer, row) => {
    const [from, to] = [rowStarts[row] as number, rowStarts[row + 1] as number];
    buffer.reserve(FORM_BYTES + 2 * (to - from) * (MAX_NUMBER_BYTES + 1));
    putAscii(buffer, '"data":{"features":{"keys":[');
    for (let entry = from; entry < to; entry++) {
      putAscii(buffer, String(columns[entry]));
      if (entry < to - 1) buffer.bytes[buffer.length++] = COMMA;
    }
    putAscii(buffer, `],"shape":[${cols}],"values":`);
    putList(buffer, values, from, to);
    putAscii(buffer, '}}');
  };
}

function putList(buffer: ByteBuffer, values: Float32Array, from: number, to: number): void {
  putAscii(buffer, '[');
  for (let at = from; at < to; at++) {
    putFinite(buffer, values[at] as number);
    if (at < to - 1) buffer.bytes[buffer.length++] = COMMA;
  }
  buffer.bytes[buffer.length++] = CLOSE_LIST;
}

function putFinite(buffer: ByteBuffer, value: number): void {
  if (Number.isFinite(value)) putNumber(buffer, value);
  else {
    throw new UserError('E_JSON_NOT_FINITE', `${value} cannot be written as JSON, which has no such number.`, {
      hint: 'Fill in missing values first, or write RecordIO-protobuf.',
    });
  }
}
