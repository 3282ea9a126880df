/**
 * libsvm as XGBoost reads it: `label[:weight] [qid:id] index:value …`, one row a line. Indices count from 0 and are taken as they are, also
 * where a file counts from 1; a comment starts with `#`. A row that has no weight where another one has weighs 0.
 */
import type { Block, Dataset, Matrix, ReadOptions, Warning } from '../../data/dataset.js';
import { GrowingArray } from '../../data/growing-array.js';
import { UserError } from '../../errors.js';
import type { Kernels } from '../../kernels/kernels.js';
import { type ByteSource, totalBytes } from '../byte-source.js';
import { scanSources } from '../line-scan.js';
import { prefetch } from '../prefetch.js';
import { type LibsvmRows, LibsvmScanner } from './scanner.js';

export interface LibsvmOptions {
  readonly kernels: Kernels;
  /** What logs and errors call the data set. */
  readonly name: string;
  readonly windowBytes?: number;
}

/**
 * The rows of `sources`, one after the other, in bounded memory. Reading throws a UserError E_LIBSVM_LABEL, E_LIBSVM_VALUE, E_LIBSVM_INDEX,
 * E_LIBSVM_QUERY, E_LIBSVM_INFINITE or E_LINE_TOO_LONG; with a listener for problems it tells of them and goes on. Warnings:
 * W_LIBSVM_ONE_BASED, W_LIBSVM_PARTLY_WEIGHTED, W_LIBSVM_SKIPPED, W_LIBSVM_COMMENT_ROW, W_LIBSVM_TEXT.
 */
export function libsvmDataset(sources: readonly ByteSource[], options: LibsvmOptions): Dataset {
  const bytes = totalBytes(sources);
  return {
    name: options.name,
    ...(bytes !== undefined && { bytes }),
    blocks: (read = {}) => prefetch(blocks(sources, options, read)),
    readAll: (read = {}) => readMatrix(sources, options, read),
  };
}

/** A block knows only of the rows so far: those without a weight weigh 0 as soon as one has been seen. */
async function* blocks(
  sources: readonly ByteSource[],
  options: LibsvmOptions,
  read: ReadOptions,
): AsyncGenerator<Block, void, void> {
  const facts = new Facts(options.name);
  for await (const { rows, count, firstRow, bytes, file } of scan(sources, options, read)) {
    facts.add(rows, count);
    yield {
      features: {
        rows: count,
        cols: facts.width,
        rowStarts: rows.rowStarts.subarray(0, count + 1),
        columns: rows.columns.subarray(0, rows.entries),
        values: rows.values.subarray(0, rows.entries),
      },
      labels: rows.labels.subarray(0, count),
      labelSize: 1,
      ...facts.ofRows(rows.weights.subarray(0, count), rows.queryIds.subarray(0, count)),
      origin: { file, firstRow },
      bytes,
    };
  }
  facts.end(read.onWarning);
}

async function readMatrix(sources: readonly ByteSource[], options: LibsvmOptions, read: ReadOptions): Promise<Matrix> {
  const facts = new Facts(options.name);
  const all = {
    labels: new GrowingArray(new Float32Array()),
    weights: new GrowingArray(new Float32Array()),
    queryIds: new GrowingArray(new Float64Array()),
    rowStarts: new GrowingArray<Uint32Array>(new Uint32Array()),
    columns: new GrowingArray<Uint32Array>(new Uint32Array()),
    values: new GrowingArray(new Float32Array()),
  };
  all.rowStarts.append(Uint32Array.of(0));
  const total = totalBytes(sources) ?? 0;
  let [bytesRead, entriesRead, rowsRead] = [0, 0, 0];
  for await (const { rows, count, bytes } of scan(sources, options, read)) {
    facts.add(rows, count);
    for (let row = 1; row <= count; row++) rows.rowStarts[row] = (rows.rowStarts[row] as number) + entriesRead;
    bytesRead += bytes;
    rowsRead += count;
    entriesRead += rows.entries;
    const foreseen = (read: number) => Math.ceil((HEADROOM * read * total) / bytesRead);
    all.rowStarts.append(rows.rowStarts.subarray(1, count + 1), foreseen(rowsRead));
    for (const key of ['labels', 'weights', 'queryIds'] as const) {
      all[key].append(rows[key].subarray(0, count) as never, foreseen(rowsRead));
    }
    for (const key of ['columns', 'values'] as const) {
      all[key].append(rows[key].subarray(0, rows.entries) as never, foreseen(entriesRead));
    }
  }
  facts.end(read.onWarning);
  const [rowStarts, columns, values] = [all.rowStarts.numbers, all.columns.numbers, all.values.numbers];
  return {
    features: { rows: rowsRead, cols: facts.width, rowStarts, columns, values },
    labels: all.labels.numbers,
    labelSize: 1,
    ...facts.ofRows(all.weights.numbers, all.queryIds.numbers),
  };
}

/** Room for what the first rows have not foretold. */
const HEADROOM = 1.02;

function scan(sources: readonly ByteSource[], { kernels, windowBytes }: LibsvmOptions, read: ReadOptions) {
  return scanSources<LibsvmRows>(sources, new LibsvmScanner(kernels), { backend: kernels.backend, windowBytes }, read);
}

/** What is known of all rows so far. */
class Facts {
  width = 0;
  #rows = 0;
  #weighted = 0;
  #queries = 0;
  #hasColumnZero = false;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws UserError E_LIBSVM_QUERY where some rows have a query and others not: XGBoost would read beyond its memory */
  add({ weights, queryIds, columns, entries, width }: LibsvmRows, rows: number): void {
    this.width = Math.max(this.width, width);
    this.#rows += rows;
    this.#weighted += countNumbers(weights, rows);
    this.#queries += countNumbers(queryIds, rows);
    this.#hasColumnZero ||= columns.subarray(0, entries).includes(0);
    if (this.#queries === 0 || this.#queries === this.#rows) return;
    const message = `Some rows of ${this.#name} have a query id and others have none.`;
    throw new UserError('E_LIBSVM_QUERY', message, {
      where: { file: this.#name },
      hint: 'Write qid:N behind the label of every row, rows of one query together.',
    });
  }

  ofRows(weights: Float32Array, queryIds: Float64Array): Pick<Block, 'weights' | 'queryIds'> {
    if (this.#weighted > 0 && this.#weighted < this.#rows) {
      for (let row = 0; row < weights.length; row++) if (Number.isNaN(weights[row])) weights[row] = 0;
    }
    return { ...(this.#weighted > 0 && { weights }), ...(this.#queries > 0 && { queryIds }) };
  }

  end(onWarning: ((warning: Warning) => void) | undefined): void {
    const where = { file: this.#name };
    if (this.#weighted > 0 && this.#weighted < this.#rows) {
      const message = `${this.#weighted} of ${this.#rows} rows have a weight. To XGBoost the others weigh 0, not 1: they count for nothing.`;
      onWarning?.({ code: 'W_LIBSVM_PARTLY_WEIGHTED', message, where });
    }
    if (this.width > 0 && !this.#hasColumnZero) {
      const message =
        'No row has the index 0: the file seems to count from 1. Training takes indices as they are, with an empty feature 0 in front; ' +
        'the newest serving images shift such a request by one, and the model then sees other features.';
      onWarning?.({ code: 'W_LIBSVM_ONE_BASED', message, where });
    }
  }
}

function countNumbers(values: Float32Array | Float64Array, rows: number): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (!Number.isNaN(values[row])) count++;
  return count;
}
