import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import { ByteBuffer } from '../byte-buffer.js';
import { putAscii } from '../number-text.js';
import { Pieces } from '../pieces.js';
import type { RowWriter, WriterOptions, WrittenFacts } from '../row-writer.js';
import { dmlcText } from './number-text.js';

/** Room for an index, a colon, a number and what parts them. */
const MAX_ENTRY_BYTES = 64;

/**
 * Writes rows as XGBoost reads them: `label[:weight] [qid:id] index:value …`, indices from 0. Of dense rows every number is written, zeros too,
 * because what is absent is missing to XGBoost; NaN is what is left out. Rows without label get the label 0.
 * @throws UserError E_LIBSVM_LABEL where a row has several labels, or one that is NaN; E_LIBSVM_INFINITE
 */
export class LibsvmWriter implements RowWriter {
  readonly #pieces: Pieces;
  readonly #buffer = new ByteBuffer();

  /** @param write may return a promise: nothing more is handed to it before that settles */
  constructor(write: (bytes: Uint8Array) => unknown, options: WriterOptions = {}) {
    this.#pieces = new Pieces(write, options);
  }

  async writeRows(rows: Dense | Csr, labels?: Float32Array): Promise<void> {
    await this.writeRowsWith(rows, labels, {});
  }

  async writeRowsWith(rows: Dense | Csr, labels: Float32Array | undefined, facts: WrittenFacts): Promise<void> {
    const count = isCsr(rows) ? rows.rows : rowsOf(rows);
    if (labels !== undefined && labels.length !== count) {
      const message = `libsvm has one label a row; ${labels.length} labels of ${count} rows cannot be written.`;
      throw new UserError('E_LIBSVM_LABEL', message, { hint: 'Leave all but one label column out.' });
    }
    const putEntries = isCsr(rows) ? sparseEntries(rows) : denseEntries(rows);
    for (let row = 0; row < count; row++) {
      this.#putHead(labels?.[row] ?? 0, row, facts);
      putEntries(this.#buffer, row);
      putAscii(this.#buffer, '\n');
      if (this.#pieces.isFull(this.#buffer)) await this.#pieces.hand(this.#buffer);
    }
  }

  async end(): Promise<void> {
    await this.#pieces.hand(this.#buffer);
  }

  #putHead(label: number, row: number, { weights, queryIds }: WrittenFacts): void {
    this.#buffer.reserve(2 * MAX_ENTRY_BYTES);
    putAscii(this.#buffer, numberText(label));
    if (weights !== undefined) putAscii(this.#buffer, `:${numberText(weights[row] as number)}`);
    if (queryIds !== undefined) putAscii(this.#buffer, ` qid:${queryIds[row]}`);
  }
}

function denseEntries(rows: Dense): (buffer: ByteBuffer, row: number) => void {
  const [cols, values] = [colsOf(rows), rowMajor(rows)];
  return (buffer, row) => {
    for (let col = 0; col < cols; col++) putEntry(buffer, col, values[row * cols + col] as number);
  };
}

function sparseEntries({ rowStarts, columns, values }: Csr): (buffer: ByteBuffer, row: number) => void {
  return (buffer, row) => {
    const end = rowStarts[row + 1] as number;
    for (let entry = rowStarts[row] as number; entry < end; entry++) {
      putEntry(buffer, columns[entry] as number, values[entry] as number);
    }
  };
}

function putEntry(buffer: ByteBuffer, column: number, value: number): void {
  if (Number.isNaN(value)) return;
  buffer.reserve(MAX_ENTRY_BYTES);
  putAscii(buffer, ` ${column}:${numberText(value)}`);
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return dmlcText(value);
  const [code, what] = Number.isNaN(value) ? ['E_LIBSVM_LABEL', 'A missing label'] : ['E_LIBSVM_INFINITE', 'Infinity'];
  throw new UserError(code as string, `${what} cannot be written as libsvm: XGBoost does not read it.`);
}
