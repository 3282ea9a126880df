import type { ParquetWriter as Writer } from 'parquetjs-lite/lib/writer.js';
import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { RowWriter } from '../row-writer.js';

/** Numbers that wait for their row group to be full. */
const GROUP_NUMBERS = 1 << 21;
const MOST_COLUMNS = 1 << 14;

/**
 * Writes flat Parquet with parquetjs-lite: float32 columns `label` (or `label_0`, `label_1` …), then `f0`, `f1` …, compressed with Snappy. Sparse rows are
 * written out; what they leave out is 0. NaN becomes null.
 * @throws UserError E_PARQUET_WIDTH
 */
export class ParquetWriter implements RowWriter {
  readonly #write: (bytes: Uint8Array) => unknown;
  readonly #givenNames: readonly string[] | undefined;
  #names: readonly string[] = [];
  #writer: Writer | undefined;
  /** What was handed over while the library did not wait for it. */
  #written: Promise<unknown> = Promise.resolve();

  /** @param options.names of all columns, labels first, where they are to be others */
  constructor(write: (bytes: Uint8Array) => unknown, { names }: { readonly names?: readonly string[] } = {}) {
    this.#write = write;
    this.#givenNames = names;
  }

  async writeRows(rows: Dense | Csr, labels: Float32Array = new Float32Array()): Promise<void> {
    const [count, cols] = isCsr(rows) ? [rows.rows, rows.cols] : [rowsOf(rows), colsOf(rows)];
    if (count === 0) return;
    const labelSize = labels.length / count;
    this.#writer ??= await this.#open(labelSize, cols);
    const rowOf = isCsr(rows) ? sparseRow(rows) : denseRow(rows);
    for (let row = 0; row < count; row++) {
      const numbers = [...labels.subarray(row * labelSize, (row + 1) * labelSize), ...rowOf(row)];
      await this.#writer.appendRow(
        Object.fromEntries(this.#names.map((name, index) => [name, orNull(numbers[index] as number)])),
      );
    }
    await this.#written;
  }

  async end(): Promise<void> {
    await (this.#writer ?? (await this.#open(1, 0))).close();
    await this.#written;
  }

  async #open(labelSize: number, cols: number): Promise<Writer> {
    if (cols + labelSize > MOST_COLUMNS) {
      throw new UserError('E_PARQUET_WIDTH', `${cols} features are too many columns for Parquet.`, {
        hint: 'Write RecordIO-protobuf or libsvm, which hold sparse rows as they are.',
      });
    }
    const labels = labelSize === 1 ? ['label'] : Array.from({ length: labelSize }, (_, index) => `label_${index}`);
    this.#names = this.#givenNames ?? [...labels, ...Array.from({ length: cols }, (_, index) => `f${index}`)];
    // Only who writes Parquet pays for the library.
    const { ParquetSchema } = await import('parquetjs-lite/lib/schema.js');
    const { ParquetEnvelopeWriter, ParquetWriter } = await import('parquetjs-lite/lib/writer.js');
    const field = { type: 'FLOAT', optional: true, compression: 'SNAPPY', statistics: false };
    const schema = new ParquetSchema(Object.fromEntries(this.#names.map((name) => [name, field])));
    const rowGroupSize = Math.max(1, Math.floor(GROUP_NUMBERS / this.#names.length));
    const options = { rowGroupSize, pageSize: rowGroupSize, useDataPageV2: false };
    const write = (bytes: Uint8Array) => {
      this.#written = this.#written.then(() => this.#write(bytes));
      // Told when it is waited for, at the end of the rows that are being written.
      this.#written.catch(() => undefined);
      return this.#written;
    };
    return new ParquetWriter(schema, new ParquetEnvelopeWriter(schema, write, () => undefined, 0, options), options);
  }
}

/** The library writes no NaN; null is missing, too. */
function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function denseRow(rows: Dense): (row: number) => Float32Array {
  const [cols, values] = [colsOf(rows), rowMajor(rows)];
  return (row) => values.subarray(row * cols, (row + 1) * cols);
}

/** One row at a time: the matrix as a whole may be larger than the memory. */
function sparseRow({ cols, rowStarts, columns, values }: Csr): (row: number) => Float32Array {
  const dense = new Float32Array(cols);
  return (row) => {
    dense.fill(0);
    for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry++) {
      const column = columns[entry] as number;
      dense[column] = (dense[column] as number) + (values[entry] as number);
    }
    return dense;
  };
}
