import type { FaissIndex, FaissMetric } from '../../algorithms/algorithm.js';
import { BITS, LIST_MARKS, MARKS, METRICS, UNUSED } from './layout.js';

/** Writes an index as `faiss.write_index` does. */
export function encodeFaissIndex(index: FaissIndex): Uint8Array {
  const parts = indexParts(index);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function indexParts(index: FaissIndex): Uint8Array[] {
  const { metric, cols, rows } = index;
  if (index.kind === 'flat') return flatParts(metric, cols, index.values);
  const cells = index.starts.length - 1;
  const pq = index.kind === 'ivf-pq';
  const rowBytes = pq ? index.codes : bytesOf(index.values);
  return [
    mark(pq ? MARKS.ivfPq : MARKS.ivfFlat),
    header(metric, cols, rows),
    longs([cells, index.nprobe]),
    ...flatParts(metric, cols, index.centres),
    Uint8Array.of(0),
    longs([0]),
    ...(pq ? [Uint8Array.of(1), longs([index.m, cols, index.m, BITS]), ...floatVector(index.codewords)] : []),
    ...listParts(index.starts, index.ids, rowBytes, pq ? index.m : 4 * cols),
  ];
}

function flatParts(metric: FaissMetric, cols: number, values: Float32Array): Uint8Array[] {
  const name = mark(metric === 'L2' ? MARKS.flatL2 : MARKS.flatInnerProduct);
  return [name, header(metric, cols, values.length / cols), ...floatVector(values)];
}

function header(metric: FaissMetric, cols: number, rows: number): Uint8Array {
  const bytes = new Uint8Array(33);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, cols, true);
  view.setBigInt64(4, BigInt(rows), true);
  view.setBigInt64(12, UNUSED, true);
  view.setBigInt64(20, UNUSED, true);
  view.setUint8(28, 1);
  view.setInt32(29, METRICS.indexOf(metric), true);
  return bytes;
}

/** faiss lists all sizes where more than half of the cells hold something, else only those that do. */
function listParts(starts: Int32Array, ids: Int32Array, rows: Uint8Array, rowBytes: number): Uint8Array[] {
  const cells = starts.length - 1;
  const sizes = Array.from({ length: cells }, (_, cell) => (starts[cell + 1] as number) - (starts[cell] as number));
  const filled = sizes.flatMap((size, cell) => (size > 0 ? [cell] : []));
  const full = filled.length > Math.floor(cells / 2);
  const numbers = full ? sizes : filled.flatMap((cell) => [cell, sizes[cell] as number]);
  return [
    mark(LIST_MARKS.lists),
    longs([cells, rowBytes]),
    mark(full ? LIST_MARKS.fullSizes : LIST_MARKS.sparseSizes),
    longs([numbers.length, ...numbers]),
    ...filled.flatMap((cell) => {
      const [from, to] = [starts[cell] as number, starts[cell + 1] as number];
      return [rows.subarray(from * rowBytes, to * rowBytes), longs(ids.subarray(from, to))];
    }),
  ];
}

function mark(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function floatVector(values: Float32Array): Uint8Array[] {
  return [longs([values.length]), bytesOf(values)];
}

function longs(numbers: ArrayLike<number>): Uint8Array {
  return bytesOf(BigInt64Array.from(numbers, BigInt));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
