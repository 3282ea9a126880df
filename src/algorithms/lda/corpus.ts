import { type Batch, whereIs } from '../../data/batches.js';
import { type Csr, isCsr } from '../../data/csr.js';
import { rowMajor } from '../../data/dense.js';
import { UserError, type Where } from '../../errors.js';

/** The word counts of all documents, once by document and once by word. */
export interface Corpus {
  /** `[documents, words]`, no zeros, no entry twice */
  readonly counts: Csr;
  /** `[words, documents]`, the same */
  readonly transposed: Csr;
  /** `[documents]`, words of each */
  readonly lengths: Float64Array;
}

/** Documents as they are read, without the zeros. */
export class CorpusBuilder {
  readonly #words: number;
  readonly #rowEnds: number[] = [];
  readonly #columns: Uint32Array[] = [];
  readonly #values: Float32Array[] = [];
  #entries = 0;

  constructor(words: number) {
    this.#words = words;
  }

  /** @throws UserError E_NEGATIVE_COUNT with file, row and column */
  add(batch: Batch, channel: string): void {
    const { features, rows } = batch;
    const counts = isCsr(features) ? features : sparseRows(rowMajor(features), rows, this.#words);
    const { rowStarts, columns, values } = withoutZeros(counts);
    refuseNegative(
      values,
      (at) => {
        const row = rowStarts.findIndex((start) => start > at) - 1;
        return { row, column: columns[at] as number, where: whereIs(batch, row) };
      },
      `Unable to read data channel '${channel}'.`,
    );
    for (let row = 1; row <= rows; row++) this.#rowEnds.push(this.#entries + (rowStarts[row] as number));
    this.#columns.push(columns);
    this.#values.push(values);
    this.#entries += values.length;
  }

  build(): Corpus {
    const counts: Csr = {
      rows: this.#rowEnds.length,
      cols: this.#words,
      rowStarts: Uint32Array.from([0, ...this.#rowEnds]),
      columns: joined(this.#columns, new Uint32Array(this.#entries)),
      values: joined(this.#values, new Float32Array(this.#entries)),
    };
    return { counts, transposed: transpose(counts), lengths: rowSums(counts) };
  }
}

/** Rows of counts as the mixtures are made from: sparse, without zeros. @throws UserError E_NEGATIVE_COUNT, E_NOT_FINITE */
export function countsOf(
  features: Csr | { readonly values: Float32Array; readonly rows: number; readonly cols: number },
): Csr {
  const counts = withoutZeros(
    'rowStarts' in features ? features : sparseRows(features.values, features.rows, features.cols),
  );
  const { rowStarts, columns, values } = counts;
  const place = (at: number) => {
    const row = rowStarts.findIndex((start) => start > at) - 1;
    return { row, column: columns[at] as number, where: {} };
  };
  const spoilt = values.findIndex((value) => !Number.isFinite(value));
  if (spoilt >= 0) {
    const { row, column } = place(spoilt);
    throw new UserError('E_NOT_FINITE', `A document has ${values[spoilt]} of a word.`, {
      where: { record: row, column: column + 1 },
      hint: 'Give how often each word occurs in the document.',
    });
  }
  refuseNegative(values, place, 'The rows are no documents.');
  return counts;
}

function refuseNegative(
  values: Float32Array,
  place: (at: number) => { readonly row: number; readonly column: number; readonly where: Where },
  message: string,
): void {
  const at = values.findIndex((value) => value < 0);
  if (at < 0) return;
  const { row, column, where } = place(at);
  throw new UserError('E_NEGATIVE_COUNT', `${message} Found a word that occurs ${values[at]} times in a document.`, {
    where: { record: row, ...where, column: column + 1 },
    hint: 'Features are counts of words: 0 or more. Fractions are allowed.',
  });
}

function sparseRows(values: Float32Array, rows: number, cols: number): Csr {
  let entries = 0;
  for (const value of values) if (value !== 0) entries++;
  const counts = { columns: new Uint32Array(entries), values: new Float32Array(entries) };
  const rowStarts = new Uint32Array(rows + 1);
  for (let row = 0, at = 0, entry = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++) {
      if (values[at] === 0) continue;
      counts.columns[entry] = col;
      counts.values[entry++] = values[at] as number;
    }
    rowStarts[row + 1] = entry;
  }
  return { rows, cols, rowStarts, ...counts };
}

/** Columns in order, an entry that occurs twice added up, no zeros: whatever the storage, the same document is the same bytes. */
function withoutZeros(matrix: Csr): Csr {
  const rowStarts = new Uint32Array(matrix.rows + 1);
  const columns = new Uint32Array(matrix.columns.length);
  const values = new Float32Array(matrix.values.length);
  let entry = 0;
  for (let row = 0; row < matrix.rows; row++) {
    const [from, to] = [matrix.rowStarts[row] as number, matrix.rowStarts[row + 1] as number];
    const order = inColumnOrder(matrix.columns, from, to);
    for (let at = from; at < to; at++) {
      const source = order === undefined ? at : (order[at - from] as number);
      const [column, value] = [matrix.columns[source] as number, matrix.values[source] as number];
      if (value === 0) continue;
      if (entry > (rowStarts[row] as number) && columns[entry - 1] === column) values[entry - 1]! += value;
      else {
        columns[entry] = column;
        values[entry++] = value;
      }
    }
    rowStarts[row + 1] = entry;
  }
  return { ...matrix, rowStarts, columns: columns.subarray(0, entry), values: values.subarray(0, entry) };
}

/** The entries of a row in the order of their columns, where they are not in it already. */
function inColumnOrder(columns: Uint32Array, from: number, to: number): Uint32Array | undefined {
  for (let at = from + 1; at < to; at++) {
    if ((columns[at - 1] as number) <= (columns[at] as number)) continue;
    const entries = Uint32Array.from({ length: to - from }, (_, entry) => from + entry);
    return entries.sort((a, b) => (columns[a] as number) - (columns[b] as number) || a - b);
  }
  return undefined;
}

/** By counting: entries of a column keep the order of their rows. */
export function transpose({ rows, cols, rowStarts, columns, values }: Csr): Csr {
  const starts = new Uint32Array(cols + 1);
  for (const column of columns) starts[column + 1]!++;
  for (let column = 0; column < cols; column++) starts[column + 1]! += starts[column] as number;
  const next = starts.slice(0, cols);
  const transposed = { columns: new Uint32Array(columns.length), values: new Float32Array(values.length) };
  for (let row = 0; row < rows; row++) {
    for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry++) {
      const at = next[columns[entry] as number]!++;
      transposed.columns[at] = row;
      transposed.values[at] = values[entry] as number;
    }
  }
  return { rows: cols, cols: rows, rowStarts: starts, ...transposed };
}

function rowSums({ rows, rowStarts, values }: Csr): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry++) {
      sum += values[entry] as number;
    }
    return sum;
  });
}

function joined<T extends Uint32Array | Float32Array>(parts: readonly T[], all: T): T {
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
