/**
 * CSV as the first-party algorithms read it (the grammar of MLIO, their reader): numbers separated by commas, labels first,
 * no header.
 *
 * - A line ends at LF, CRLF or CR; blank lines are skipped; a byte order mark is skipped at the start of a file.
 * - A cell is quoted only if its first character is `"`; `""` inside stands for one quote; what follows the closing quote is
 *   taken literally; no line end inside quotes.
 * - A number is decimal, with ASCII white space around it allowed; `nan` is a number; infinities, overflow, empty cells and
 *   everything else are refused, as are rows with more or fewer cells than the first one.
 */
import type { Block, Dataset, Matrix } from '../../data/dataset.js';
import { dense } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { Kernels } from '../../kernels/kernels.js';
import { type ByteSource, totalBytes } from '../byte-source.js';
import { prefetch } from '../prefetch.js';
import { GrowingMatrix } from './matrix.js';
import { type CsvScanOptions, type Room, type RowTarget, scanSources } from './scan.js';

export { CsvWriter, encodeCsv } from './writer.js';

export interface CsvOptions {
  readonly kernels: Kernels;
  /** What logs and errors call the data set. */
  readonly name: string;
  /** Leading cells of a row that are labels. */
  readonly labelSize: number;
  readonly windowBytes?: number;
}

/**
 * The rows of `sources`, one after the other. Two windows and two blocks are in memory at a time: while the consumer works
 * on a block, the next one is scanned and the bytes after it are read.
 *
 * Reading throws a UserError: E_CSV_RAGGED, E_CSV_NOT_A_NUMBER, E_CSV_EMPTY_CELL, E_CSV_INFINITE, E_CSV_QUOTE, E_CSV_NUL,
 * E_CSV_ENCODING, E_CSV_BINARY, E_CSV_HEADER, E_CSV_DELIMITER, E_CSV_LINE_TOO_LONG, E_CSV_EMPTY or E_LABEL_SIZE; with a listener for
 * problems it tells of them, all but E_CSV_EMPTY, and goes on.
 */
export function csvDataset(sources: readonly ByteSource[], options: CsvOptions): Dataset {
  const { name, ...settings } = options;
  const bytes = totalBytes(sources);
  return {
    name,
    ...(bytes !== undefined && { bytes }),
    blocks: ({ signal, onProblem } = {}) => prefetch(blocks(sources, name, { ...settings, signal, onProblem })),
    readAll: ({ signal } = {}) => readMatrix(sources, name, { ...settings, signal }),
  };
}

async function* blocks(
  sources: readonly ByteSource[],
  name: string,
  options: CsvScanOptions,
): AsyncGenerator<Block, void, void> {
  const { labelSize } = options;
  let isEmpty = true;
  for await (const scanned of scanSources(sources, new AlternatingRooms(labelSize), options)) {
    const { room, rows, cells, file, firstRow, bytes } = scanned;
    const cols = cells - labelSize;
    isEmpty = false;
    yield {
      features: dense(room.values.subarray(0, rows * cols), rows, cols),
      labelSize,
      ...(labelSize > 0 && { labels: room.labels.subarray(0, rows * labelSize) }),
      origin: { file, firstRow },
      bytes,
    };
  }
  if (isEmpty) throw noRows(name);
}

async function readMatrix(sources: readonly ByteSource[], name: string, options: CsvScanOptions): Promise<Matrix> {
  const { labelSize } = options;
  const matrix = new GrowingMatrix(labelSize, totalBytes(sources));
  for await (const _ of scanSources(sources, matrix, options));
  const { rows, cols, values, labels } = matrix;
  if (rows === 0) throw noRows(name);
  return { features: dense(values, rows, cols), labelSize, ...(labelSize > 0 && { labels }) };
}

/** Two rooms in turn: one with the consumer, one being filled. */
class AlternatingRooms implements RowTarget {
  readonly #labelSize: number;
  readonly #rooms: [Room, Room] = [EMPTY_ROOM, EMPTY_ROOM];
  #turn: 0 | 1 = 0;

  constructor(labelSize: number) {
    this.#labelSize = labelSize;
  }

  room(cells: number, bytes: number): Room {
    const rows = Math.floor(bytes / (2 * cells)) + 1;
    if (this.#rooms[this.#turn].rows < rows) {
      this.#rooms[this.#turn] = {
        rows,
        values: new Float32Array(rows * (cells - this.#labelSize)),
        labels: new Float32Array(rows * this.#labelSize),
      };
    }
    return this.#rooms[this.#turn];
  }

  filled(): void {
    this.#turn = this.#turn === 0 ? 1 : 0;
  }
}

const EMPTY_ROOM: Room = { rows: 0, values: new Float32Array(), labels: new Float32Array() };

function noRows(name: string): UserError {
  return new UserError('E_CSV_EMPTY', `No rows were found in ${name}.`, { where: { file: name } });
}
