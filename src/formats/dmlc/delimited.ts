/**
 * CSV as XGBoost reads it: cells between one byte, label first, then the weight where there are weights. No quotes, no header: whatever the
 * cell starts with that is a number is its value, and what is none is missing. Rows may differ in width.
 *
 * A block is as wide as its first row; a wider row, or a much narrower one, starts the next block. Missing is NaN.
 */

import { isCsr } from '../../data/csr.js';
import type { Block, Dataset, Matrix, ReadOptions } from '../../data/dataset.js';
import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import { joinFloats } from '../../data/join-floats.js';
import { joinRows } from '../../data/join-rows.js';
import type { Kernels } from '../../kernels/kernels.js';
import { type ByteSource, totalBytes } from '../byte-source.js';
import { GrowingMatrix } from '../csv/matrix.js';
import { scanSources } from '../line-scan.js';
import { prefetch } from '../prefetch.js';
import { type DelimitedRows, DelimitedScanner, type Room, type Rooms } from './delimited-scanner.js';

export interface DelimitedOptions {
  readonly kernels: Kernels;
  /** What logs and errors call the data set. */
  readonly name: string;
  /** One ASCII character: see `sniffDelimiter`. */
  readonly delimiter: string;
  /** The second column is a weight. */
  readonly weighted: boolean;
  readonly windowBytes?: number;
}

/**
 * The rows of `sources`, one after the other, in bounded memory. Reading throws a UserError E_CSV_DELIMITER, E_CSV_INFINITE, E_CSV_NAN_LITERAL,
 * E_CSV_WEIGHT or E_LINE_TOO_LONG; with a listener for problems it tells of them and goes on. Warnings: W_CSV_HEADER, W_CSV_TEXT,
 * W_CSV_BLANK, W_CSV_BORROWED, W_CSV_RAGGED.
 */
export function delimitedDataset(sources: readonly ByteSource[], options: DelimitedOptions): Dataset {
  const bytes = totalBytes(sources);
  return {
    name: options.name,
    ...(bytes !== undefined && { bytes }),
    blocks: (read = {}) => prefetch(blocks(sources, options, read)),
    readAll: (read = {}) => readMatrix(sources, options, read),
  };
}

async function* blocks(
  sources: readonly ByteSource[],
  options: DelimitedOptions,
  read: ReadOptions,
): AsyncGenerator<Block, void, void> {
  const rooms = new AlternatingRooms(options.weighted);
  for await (const { rows, count, firstRow, bytes, file } of scan(sources, options, read, rooms)) {
    const { room, cols } = rows;
    yield {
      features: dense(room.values.subarray(0, count * cols), count, cols),
      labels: room.labels.subarray(0, count),
      labelSize: 1,
      ...(options.weighted && { weights: room.weights.subarray(0, count) }),
      origin: { file, firstRow },
      bytes,
    };
  }
}

async function readMatrix(
  sources: readonly ByteSource[],
  options: DelimitedOptions,
  read: ReadOptions,
): Promise<Matrix> {
  const segments = new Segments(options.weighted, totalBytes(sources));
  let width = 0;
  for await (const { rows, count, bytes } of scan(sources, options, read, segments)) {
    segments.filled(rows.room, count, bytes);
    width = Math.max(width, rows.width);
  }
  const parts = segments.parts();
  const features =
    parts.length === 0 ? dense(new Float32Array(), 0, 0) : joinRows(parts.map(({ features }) => features));
  return {
    features: isCsr(features) ? { ...features, cols: width } : trimmed(features, width),
    labels: parts.length === 1 ? (parts[0]?.labels as Float32Array) : joinFloats(parts.map(({ labels }) => labels)),
    labelSize: 1,
    ...(options.weighted && { weights: segments.weights() }),
  };
}

function scan(
  sources: readonly ByteSource[],
  { kernels, delimiter, weighted, windowBytes }: DelimitedOptions,
  read: ReadOptions,
  rooms: Rooms,
) {
  const scanner = new DelimitedScanner(kernels, { delimiter, weighted, rooms });
  return scanSources<DelimitedRows>(sources, scanner, { backend: kernels.backend, windowBytes }, read);
}

/** Columns in which no row has anything do not count: XGBoost knows a column by its entries. */
function trimmed(features: Dense, width: number): Dense {
  const [rows, cols] = [rowsOf(features), colsOf(features)];
  if (cols === width) return features;
  const [from, values] = [rowMajor(features), new Float32Array(rows * width)];
  for (let row = 0; row < rows; row++) values.set(from.subarray(row * cols, row * cols + width), row * width);
  return dense(values, rows, width);
}

/** Two rooms in turn: one with the consumer, one being filled. */
class AlternatingRooms implements Rooms {
  readonly #weighted: boolean;
  #filling: Room = EMPTY;
  #handedOut: Room = EMPTY;

  constructor(weighted: boolean) {
    this.#weighted = weighted;
  }

  room(cols: number, bytes: number): Room {
    const rows = Math.floor(bytes / (2 * (cols + 1))) + 1;
    const { labels, values } = this.#filling;
    if (labels.length < rows || values.length < rows * cols) {
      this.#filling = {
        values: new Float32Array(rows * cols),
        labels: new Float32Array(rows),
        weights: new Float32Array(this.#weighted ? rows : 0),
      };
    }
    return this.#filling;
  }

  taken(): void {
    [this.#filling, this.#handedOut] = [this.#handedOut, this.#filling];
  }
}

const EMPTY: Room = { values: new Float32Array(), labels: new Float32Array(), weights: new Float32Array() };

interface Segment {
  readonly cols: number;
  readonly matrix: GrowingMatrix;
}

/** One growing matrix for as long as the width stays the same. */
class Segments implements Rooms {
  readonly #weighted: boolean;
  readonly #totalBytes: number | undefined;
  readonly #segments: Segment[] = [];
  readonly #weights: Float32Array[] = [];

  constructor(weighted: boolean, totalBytes: number | undefined) {
    this.#weighted = weighted;
    this.#totalBytes = totalBytes;
  }

  room(cols: number, bytes: number): Room {
    const { matrix } = this.#segmentOf(cols);
    const { rows, values, labels } = matrix.room(cols + 1, bytes);
    return { values, labels, weights: new Float32Array(this.#weighted ? rows : 0) };
  }

  #segmentOf(cols: number): Segment {
    const last = this.#segments.at(-1);
    if (last?.cols === cols) return last;
    if (last?.matrix.rows === 0) this.#segments.pop();
    // Of a data set whose width changes nobody knows how much is left.
    const segment = { cols, matrix: new GrowingMatrix(1, this.#segments.length === 0 ? this.#totalBytes : undefined) };
    this.#segments.push(segment);
    return segment;
  }

  taken(): void {}

  filled({ weights }: Room, count: number, bytes: number): void {
    this.#segments.at(-1)?.matrix.filled(count, bytes);
    if (this.#weighted) this.#weights.push(weights.subarray(0, count));
  }

  parts(): { readonly features: Dense; readonly labels: Float32Array }[] {
    return this.#segments
      .filter(({ matrix }) => matrix.rows > 0)
      .map(({ cols, matrix }) => ({ features: dense(matrix.values, matrix.rows, cols), labels: matrix.labels }));
  }

  weights(): Float32Array {
    return joinFloats(this.#weights);
  }
}
