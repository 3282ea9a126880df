import type { FaissFlat, FaissIndex, FaissMetric } from '../../algorithms/algorithm.js';
import { ByteCursor } from '../byte-cursor.js';
import { BITS, CODEWORDS, MARKS, METRICS, markOf, OTHER_INDEXES } from './layout.js';

/**
 * Reads an index that faiss or {@link encodeFaissIndex} wrote. The values are copies.
 * @param file how errors call the bytes
 * @throws UserError E_MODEL_TRUNCATED, E_MODEL_MALFORMED, E_MODEL_UNSUPPORTED (indexes that k-NN does not have, by name), each with its byte offset
 */
export function decodeFaissIndex(bytes: Uint8Array, file = 'model_algo-1'): FaissIndex {
  const cursor = new ByteCursor(bytes, file);
  const index = readIndex(cursor);
  if (cursor.bytesLeft > 0) {
    throw cursor.malformed(`${cursor.bytesLeft} bytes follow after the end of the index`, cursor.offset);
  }
  return index;
}

function readIndex(cursor: ByteCursor): FaissIndex {
  const at = cursor.offset;
  const mark = readMark(cursor, 'the index');
  switch (mark) {
    case MARKS.flatL2:
    case MARKS.flatInnerProduct:
      return readFlat(cursor, mark);
    case MARKS.ivfFlat:
      return readIvfFlat(cursor);
    case MARKS.ivfPq:
      return readIvfPq(cursor);
    default:
      throw otherIndex(cursor, mark, at);
  }
}

function otherIndex(cursor: ByteCursor, mark: string, at: number) {
  const name = OTHER_INDEXES.get(mark);
  const hint = 'Build an IndexFlat, IndexIVFFlat or IndexIVFPQ and write it with faiss.write_index.';
  if (name !== undefined) return cursor.unsupported(`The index is a ${name}, which k-NN does not have.`, at, hint);
  return cursor.malformed(`no index of faiss that is known here starts with ${JSON.stringify(mark)}`, at);
}

function readMark(cursor: ByteCursor, what: string): string {
  return markOf(cursor.bytes(4, `the mark of ${what}`));
}

interface Header {
  readonly cols: number;
  readonly rows: number;
  readonly metric: FaissMetric;
}

function readHeader(cursor: ByteCursor): Header {
  const at = cursor.offset;
  const cols = cursor.int32('the number of features');
  if (cols < 1) throw cursor.malformed(`its rows have ${cols} features`, at);
  const rows = cursor.size('the number of rows');
  if (rows >= 2 ** 31) throw cursor.malformed(`it has ${rows} rows, more than can be numbered`, at);
  cursor.bytes(16, 'two unused numbers');
  if (cursor.bytes(1, 'whether it is trained')[0] !== 1) {
    throw cursor.unsupported('The index was never trained.', at, 'Call train and add on it before it is written.');
  }
  const metric = METRICS[cursor.int32('the metric')];
  if (metric !== undefined) return { cols, rows, metric };
  const hint = 'Build it with METRIC_L2 or METRIC_INNER_PRODUCT.';
  throw cursor.unsupported('The metric of the index is neither L2 nor the inner product.', at, hint);
}

function readFlat(cursor: ByteCursor, mark: string): FaissFlat {
  const at = cursor.offset;
  const { cols, rows, metric } = readHeader(cursor);
  if ((mark === MARKS.flatL2) !== (metric === 'L2')) throw cursor.malformed(`${mark} does not go with ${metric}`, at);
  const values = readFloats(cursor, 'the rows', rows * cols);
  return { kind: 'flat', metric, cols, rows, values };
}

/** A vector whose length is known beforehand. */
function readFloats(cursor: ByteCursor, what: string, expected: number): Float32Array {
  const at = cursor.offset;
  const count = cursor.size(`the number of values of ${what}`);
  if (count !== expected) throw cursor.malformed(`${what} are ${count} values, not ${expected}`, at);
  return floats(cursor, count, what);
}

function floats(cursor: ByteCursor, count: number, what: string): Float32Array {
  cursor.expectRoomFor(count, 4, `values of ${what}`);
  // A copy of its own, because values in a file seldom lie on the border that their type asks for.
  return new Float32Array(new Uint8Array(cursor.bytes(4 * count, what)).buffer);
}

interface IvfHeader extends Header {
  readonly cells: number;
  readonly nprobe: number;
  readonly centres: Float32Array;
}

function readIvfHeader(cursor: ByteCursor): IvfHeader {
  const header = readHeader(cursor);
  const at = cursor.offset;
  const cells = cursor.size('the number of cells');
  const nprobe = cursor.size('nprobe');
  if (cells < 1 || nprobe < 1) throw cursor.malformed(`${nprobe} of ${cells} cells are looked at`, at);
  const centresAt = cursor.offset;
  const centres = readIndex(cursor);
  if (centres.kind !== 'flat') {
    const hint = 'Build it with an IndexFlatL2 or IndexFlatIP as its quantizer.';
    throw cursor.unsupported('The centres of the cells are not in a flat index.', centresAt, hint);
  }
  if (centres.rows !== cells || centres.cols !== header.cols || centres.metric !== header.metric) {
    throw cursor.malformed('the centres do not fit the cells', centresAt);
  }
  skipDirectMap(cursor);
  return { ...header, cells, nprobe, centres: centres.values };
}

/** From ids to places: made anew where it is wanted. */
function skipDirectMap(cursor: ByteCursor): void {
  const at = cursor.offset;
  const kind = cursor.bytes(1, 'the kind of the direct map')[0] as number;
  if (kind > 2) throw cursor.malformed(`there is no direct map of kind ${kind}`, at);
  for (const bytesEach of kind === 2 ? [8, 16] : [8]) {
    const count = cursor.size('the size of the direct map');
    cursor.expectRoomFor(count, bytesEach, 'entries of the direct map');
    cursor.bytes(bytesEach * count, 'the direct map');
  }
}

function readIvfFlat(cursor: ByteCursor): FaissIndex {
  const { cells, ...header } = readIvfHeader(cursor);
  const { codes, ...lists } = readLists(cursor, cells, header.rows, 4 * header.cols);
  return { kind: 'ivf-flat', ...header, ...lists, values: new Float32Array(codes.buffer) };
}

function readIvfPq(cursor: ByteCursor): FaissIndex {
  const { cells, ...header } = readIvfHeader(cursor);
  const { cols } = header;
  const at = cursor.offset;
  const byResidual = cursor.bytes(1, 'whether codes are of residuals')[0];
  const codeBytes = cursor.size('the bytes of a code');
  const [pqCols, m, bits] = [cursor.size('features'), cursor.size('m'), cursor.size('the bits of a codeword')];
  if (byResidual !== 1 || bits !== BITS || header.metric !== 'L2') {
    const what = 'The codes of the index are not 8 bits of the L2 residual for each stretch of features.';
    throw cursor.unsupported(what, at, 'Build an IndexIVFPQ with METRIC_L2, 8 bits and by_residual.');
  }
  if (pqCols !== cols || m < 1 || cols % m !== 0 || codeBytes !== m) {
    throw cursor.malformed(`${m} stretches in ${codeBytes} bytes do not make ${cols} features`, at);
  }
  const codewords = readFloats(cursor, 'the codewords', CODEWORDS * cols);
  return { kind: 'ivf-pq', ...header, m, codewords, ...readLists(cursor, cells, header.rows, m) };
}

interface Lists {
  readonly starts: Int32Array;
  readonly ids: Int32Array;
  /** `[rows, bytes of a code]` */
  readonly codes: Uint8Array;
}

function readLists(cursor: ByteCursor, cells: number, rows: number, codeBytes: number): Lists {
  const at = cursor.offset;
  const mark = readMark(cursor, 'the inverted lists');
  if (mark !== MARKS.lists) throw cursor.malformed(`the inverted lists start with ${JSON.stringify(mark)}`, at);
  const [listCount, listCodeBytes] = [cursor.size('the number of lists'), cursor.size('the bytes of a code')];
  if (listCount !== cells || listCodeBytes !== codeBytes) {
    throw cursor.malformed(`${listCount} lists of ${listCodeBytes} bytes a row do not fit the index`, at);
  }
  const starts = readStarts(cursor, cells);
  if (starts[cells] !== rows) throw cursor.malformed(`the lists hold ${starts[cells]} rows, the index ${rows}`, at);
  cursor.expectRoomFor(rows, codeBytes + 8, 'rows in lists');
  const ids = new Int32Array(rows);
  const codes = new Uint8Array(rows * codeBytes);
  for (let cell = 0; cell < cells; cell++) {
    const [from, to] = [starts[cell] as number, starts[cell + 1] as number];
    codes.set(cursor.bytes((to - from) * codeBytes, `the codes of list ${cell}`), from * codeBytes);
    for (let row = from; row < to; row++) ids[row] = readId(cursor, rows);
  }
  return { starts, ids, codes };
}

function readId(cursor: ByteCursor, rows: number): number {
  const at = cursor.offset;
  const id = cursor.size('the number of a row');
  if (id >= rows) throw cursor.malformed(`a row has the number ${id}, but there are ${rows} rows`, at);
  return id;
}

/** `[cells + 1]`. Lists may come with all their sizes or with those that are not 0. */
function readStarts(cursor: ByteCursor, cells: number): Int32Array {
  const at = cursor.offset;
  const mark = readMark(cursor, 'the sizes of the lists');
  const count = cursor.size('the number of sizes');
  cursor.expectRoomFor(count, 8, 'sizes of lists');
  const numbers = Array.from({ length: count }, () => cursor.size('the size of a list'));
  const sizes = new Float64Array(mark === MARKS.fullSizes ? numbers : cellsOf(cursor, numbers, cells, mark, at));
  if (sizes.length !== cells) throw cursor.malformed(`there are ${sizes.length} sizes for ${cells} lists`, at);
  const starts = new Int32Array(cells + 1);
  sizes.forEach((size, cell) => {
    const end = (starts[cell] as number) + size;
    if (end >= 2 ** 31) throw cursor.malformed(`the lists hold ${end} rows`, at);
    starts[cell + 1] = end;
  });
  return starts;
}

function cellsOf(
  cursor: ByteCursor,
  numbers: readonly number[],
  cells: number,
  mark: string,
  at: number,
): Float64Array {
  if (mark !== MARKS.sparseSizes) throw cursor.malformed(`sizes of lists are marked ${JSON.stringify(mark)}`, at);
  const sizes = new Float64Array(cells);
  for (let pair = 0; pair + 1 < numbers.length; pair += 2) {
    const cell = numbers[pair] as number;
    if (cell >= cells) throw cursor.malformed(`there is no list ${cell}`, at);
    sizes[cell] = numbers[pair + 1] as number;
  }
  return sizes;
}
