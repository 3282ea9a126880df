import type { FaissFlat, FaissIndex, FaissIvfFlat, FaissMetric } from '../../algorithms/algorithm.js';
import { ByteCursor } from '../byte-cursor.js';
import { BITS, CODEWORDS, MARKS, METRICS, OTHER_INDEXES } from './layout.js';
import { type ListIds, type Lists, readLists, readMark, readOldCodes, readOldIds } from './lists.js';

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
    case MARKS.oldIvfFlat:
    case MARKS.olderIvfFlat:
      return readIvfFlat(cursor, mark);
    case MARKS.ivfPq:
    case MARKS.oldIvfPq:
      return readIvfPq(cursor, mark);
    default:
      throw otherIndex(cursor, mark, at);
  }
}

function otherIndex(cursor: ByteCursor, mark: string, at: number) {
  const name = OTHER_INDEXES.get(mark);
  const hint = 'Build an IndexFlat, IndexIVFFlat or IndexIVFPQ and write it with faiss.write_index.';
  if (name !== undefined)
    return cursor.unsupported(`The index is of faiss's ${name}, which k-NN does not have.`, at, hint);
  return cursor.malformed(`no index of faiss that is known here starts with ${JSON.stringify(mark)}`, at);
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

interface Ivf {
  readonly header: Header & Pick<FaissIvfFlat, 'nprobe' | 'centres'>;
  readonly cells: number;
  /** Where the index has lists as older versions of faiss wrote them. */
  readonly oldIds?: ListIds;
}

function readIvf(cursor: ByteCursor, hasOldLists: boolean): Ivf {
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
  const oldIds = hasOldLists ? readOldIds(cursor, cells, header.rows) : undefined;
  skipDirectMap(cursor);
  return { header: { ...header, nprobe, centres: centres.values }, cells, ...(oldIds && { oldIds }) };
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

function readIvfFlat(cursor: ByteCursor, mark: string): FaissIndex {
  const ivf = readIvf(cursor, mark !== MARKS.ivfFlat);
  const { codes, ...lists } = listsOf(cursor, ivf, 4 * ivf.header.cols, mark === MARKS.olderIvfFlat ? 4 : 1);
  return { kind: 'ivf-flat', ...ivf.header, ...lists, values: new Float32Array(codes.buffer) };
}

/** @param unit bytes of what vectors of old lists count */
function listsOf(cursor: ByteCursor, { header, cells, oldIds }: Ivf, codeBytes: number, unit: number): Lists {
  if (oldIds === undefined) return readLists(cursor, cells, header.rows, codeBytes);
  return { ...oldIds, codes: readOldCodes(cursor, oldIds.starts, codeBytes, unit) };
}

function readIvfPq(cursor: ByteCursor, mark: string): FaissIndex {
  const ivf = readIvf(cursor, mark !== MARKS.ivfPq);
  const { cols, metric } = ivf.header;
  const at = cursor.offset;
  const byResidual = cursor.bytes(1, 'whether codes are of residuals')[0];
  const codeBytes = cursor.size('the bytes of a code');
  const [pqCols, m, bits] = [cursor.size('features'), cursor.size('m'), cursor.size('the bits of a codeword')];
  if (byResidual !== 1 || bits !== BITS || metric !== 'L2') {
    const what = 'The codes of the index are not 8 bits of the L2 residual for each stretch of features.';
    throw cursor.unsupported(what, at, 'Build an IndexIVFPQ with METRIC_L2, 8 bits and by_residual.');
  }
  if (pqCols !== cols || m < 1 || cols % m !== 0 || codeBytes !== m) {
    throw cursor.malformed(`${m} stretches in ${codeBytes} bytes do not make ${cols} features`, at);
  }
  const codewords = readFloats(cursor, 'the codewords', CODEWORDS * cols);
  return { kind: 'ivf-pq', ...ivf.header, m, codewords, ...listsOf(cursor, ivf, m, 1) };
}
