/**
 * RecordIO-protobuf: frames that carry `Record` messages, one a row.
 *
 * Read with the strictness of ml-io, the reader of SageMaker's first-party algorithms: the first record says the type, the
 * width and whether rows are dense or sparse, and every other record must agree. One feature, named `values`; a label of
 * that name or none. Tensors of higher rank count as flattened row by row. Duplicate keys of a sparse row are kept.
 */
import type { Csr } from '../../data/csr.js';
import type { Block, Dataset, Matrix, ReadOptions } from '../../data/dataset.js';
import { type Dense, dense } from '../../data/dense.js';
import { PlatformError, UserError } from '../../errors.js';
import type { Kernels, RecordScan, RecordSchema } from '../../kernels/kernels.js';
import { type ByteSource, totalBytes } from '../byte-source.js';
import { prefetch } from '../prefetch.js';
import {
  leastRowBytes,
  NO_ROOM,
  type RecordRoom,
  type RecordScanOptions,
  type RoomSize,
  roomFor,
  type ScannedRecords,
  scanRecords,
} from './scan.js';

export { readRecords } from './reader.js';
export { encodeRecords, frameRecord, type RecordWriteOptions, RecordWriter } from './writer.js';

export interface RecordDatasetOptions {
  readonly kernels: Kernels;
  /** What logs and errors call the data set. */
  readonly name: string;
  readonly windowBytes?: number;
  readonly checkSchema?: RecordScanOptions['checkSchema'];
}

/**
 * The rows of `sources`, one after the other. Two windows and two blocks are in memory at a time: while the consumer works
 * on a block, the next one is scanned and the bytes after it are read.
 *
 * Reading throws a UserError E_RECORD_…, one for each `RecordProblemCode`, or E_RECORD_EMPTY.
 */
export function recordDataset(sources: readonly ByteSource[], options: RecordDatasetOptions): Dataset {
  const { name, ...settings } = options;
  const bytes = totalBytes(sources);
  const dataset: Dataset = {
    name,
    blocks: (read = {}) => prefetch(blocks(sources, name, { ...settings, ...read })),
  };
  if (bytes === undefined) return dataset;
  const readAll = (read: ReadOptions = {}) => readMatrix(sources, name, bytes, { ...settings, ...read });
  return { ...dataset, bytes, readAll };
}

async function* blocks(
  sources: readonly ByteSource[],
  name: string,
  options: RecordScanOptions,
): AsyncGenerator<Block, void, void> {
  const rooms = new AlternatingRooms(options.batchRows);
  let isEmpty = true;
  const { room, wholeBatches } = rooms;
  const places = options.apart ? { room, inPlace: wholeBatches } : { room };
  for await (const scanned of scanRecords(sources, places, options)) {
    const { file, firstRow, scan } = scanned;
    isEmpty = false;
    rooms.handOut(scanned);
    yield { ...matrixOf(scanned, scan), origin: { file, firstRow }, bytes: scan.consumed };
  }
  if (isEmpty) throw noRows(name);
}

/** Two rooms in turn: one with the consumer, one being filled. */
class AlternatingRooms {
  readonly #batchRows: number;
  #filling = NO_ROOM;
  #handedOut = NO_ROOM;
  #rows = 0;
  /** Bytes of a row, as the rows before had them. */
  #rowBytes: number | undefined;

  constructor(batchRows = 1) {
    this.#batchRows = batchRows;
  }

  readonly room = (bytes: number, schema: RecordSchema, isFinal: boolean): RecordRoom => {
    // Up to a batch of rows may be left in front of the next window, which is not to need another room for that.
    const most = bytes + Math.min(bytes, this.#batchRows * leastRowBytes(schema));
    const size = roomFor(most, schema);
    const arrays = Object.keys(size) as (keyof RoomSize)[];
    if (arrays.some((array) => this.#filling[array].length < size[array])) {
      this.#filling = allocate(roomFor(most + most * SPARE, schema));
    }
    return isFinal || schema.layout === 'sparse' ? this.#filling : this.#forBatches(bytes, schema);
  };

  /** Of so many rows, those that make up batches. */
  readonly wholeBatches = (rows: number): number => rows - ((this.#rows + rows) % this.#batchRows);

  handOut({ scan: { rows, consumed }, inPlace }: ScannedRecords): void {
    if (inPlace === undefined) [this.#filling, this.#handedOut] = [this.#handedOut, this.#filling];
    this.#rows += rows;
    this.#rowBytes = consumed / rows;
  }

  /** Room for no more rows than make up batches: what is left stands in front of the next window, so that no batch has to be put together. */
  #forBatches(bytes: number, schema: RecordSchema): RecordRoom {
    const rows = this.wholeBatches(Math.floor(bytes / (this.#rowBytes ?? leastRowBytes(schema))));
    if (rows <= 0) return this.#filling;
    const { values, labels } = this.#filling;
    return {
      ...this.#filling,
      values: values.subarray(0, rows * schema.cols),
      labels: labels.subarray(0, rows * schema.labelSize),
    };
  }
}

/** What a room is larger than it has to be: windows differ a little in length, and should not need another one each time. */
const SPARE = 1 / 8;

/**
 * Reads everything straight into one matrix. The arrays are as long as any file of that size could ask for; pages that no row
 * reaches are never touched and take no memory.
 */
async function readMatrix(
  sources: readonly ByteSource[],
  name: string,
  bytes: number,
  options: RecordScanOptions,
): Promise<Matrix> {
  let whole: { schema: RecordSchema; room: RecordRoom } | undefined;
  const read = { rows: 0, entries: 0 };
  const rest = (_: number, schema: RecordSchema): RecordRoom => {
    whole ??= { schema, room: allocate(roomFor(bytes, schema)) };
    const { values, columns, rowStarts, labels } = whole.room;
    const firstValue = schema.layout === 'sparse' ? read.entries : read.rows * schema.cols;
    return {
      values: values.subarray(firstValue),
      columns: columns.subarray(read.entries),
      rowStarts: rowStarts.subarray(read.rows),
      labels: labels.subarray(read.rows * schema.labelSize),
    };
  };
  for await (const { scan, room } of scanRecords(sources, { room: rest }, options)) {
    for (let row = 0; row <= scan.rows && row < room.rowStarts.length; row++) {
      room.rowStarts[row] = (room.rowStarts[row] as number) + read.entries;
    }
    read.rows += scan.rows;
    read.entries += scan.entries;
  }
  if (whole === undefined || read.rows === 0) throw noRows(name);
  // A scan that found no row has put its own 0 here.
  if (whole.schema.layout === 'sparse') whole.room.rowStarts[read.rows] = read.entries;
  return matrixOf(whole, read);
}

function matrixOf(
  { schema, room, inPlace }: Pick<ScannedRecords, 'schema' | 'room' | 'inPlace'>,
  read: Pick<RecordScan, 'rows' | 'entries'>,
): Matrix {
  const { cols, labelSize, layout } = schema;
  const { rows } = read;
  return {
    features: inPlace ?? (layout === 'sparse' ? sparseOf(cols, room, read) : denseOf(cols, room, rows)),
    labelSize,
    ...(labelSize > 0 && { labels: room.labels.subarray(0, rows * labelSize) }),
  };
}

function denseOf(cols: number, { values }: RecordRoom, rows: number): Dense {
  return dense(values.subarray(0, rows * cols), rows, cols);
}

function sparseOf(cols: number, room: RecordRoom, { rows, entries }: Pick<RecordScan, 'rows' | 'entries'>): Csr {
  return {
    rows,
    cols,
    rowStarts: room.rowStarts.subarray(0, rows + 1),
    columns: room.columns.subarray(0, entries),
    values: room.values.subarray(0, entries),
  };
}

function allocate(size: RoomSize): RecordRoom {
  try {
    return {
      values: new Float32Array(size.values),
      columns: new Uint32Array(size.columns),
      rowStarts: new Uint32Array(size.rowStarts),
      labels: new Float32Array(size.labels),
    };
  } catch (cause) {
    throw new PlatformError('E_OUT_OF_MEMORY', `There is no memory for a matrix of ${size.values} numbers.`, {
      cause,
      hint: 'Read the data block by block, or on a machine with more memory.',
    });
  }
}

function noRows(name: string): UserError {
  return new UserError('E_RECORD_EMPTY', `No records were found in ${name}.`, { where: { file: name } });
}
