import type { NamedArray } from '../algorithms/algorithm.js';
import { ByteCursor } from './byte-cursor.js';
import { widenFloat16 } from './float16.js';

/**
 * MXNet's list of arrays, the layout of `model_algo-1` in k-means, PCA and LDA (little-endian throughout):
 *
 *     u64 0x112 · u64 0 · u64 n · n arrays · u64 m (0 or n) · m names as u64 length and UTF-8 bytes
 *     array: u32 magic · i32 storage type · u32 rank · i64 extents · i32 device, i32 device id · i32 data type · values
 *
 * @see https://github.com/apache/mxnet/blob/1.9.1/src/ndarray/ndarray.cc (NDArray::Save, NDArray::Load)
 */
const LIST_MAGIC = 0x112n;
const ARRAY_MAGIC = 0xf993fac9;
const ARRAY_MAGIC_V1 = 0xf993fac8;
const ARRAY_MAGIC_V3 = 0xf993faca;

const DENSE = 0;
const CPU = 1;

/** magic, storage type, rank, device and its id, data type */
const ARRAY_HEADER_BYTES = 24;
/** The three u64 in front of the arrays. */
const LIST_HEADER_BYTES = 24;
const MAX_RANK = 32;

type Values = NamedArray['values'];

/** Position in this table is the number in the file. */
const DATA_TYPES = [
  { name: 'float32', storage: Float32Array },
  { name: 'float64', storage: Float64Array },
  { name: 'float16', storage: Uint16Array },
  { name: 'uint8', storage: Uint8Array },
  { name: 'int32', storage: Int32Array },
  { name: 'int8', storage: Int8Array },
  { name: 'int64', storage: BigInt64Array },
] as const;

type DataType = (typeof DATA_TYPES)[number];

/** True where `bytes` start as a list of MXNet arrays does. */
export function isNdarrayList(bytes: Uint8Array): boolean {
  if (bytes.length < LIST_HEADER_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getBigUint64(0, true) === LIST_MAGIC && view.getBigUint64(8, true) === 0n;
}

/**
 * Reads a list of arrays. float16 is widened to float32, everything else keeps its type. The values are copies.
 * @param file how errors call the bytes
 * @throws UserError E_MODEL_TRUNCATED, E_MODEL_MALFORMED, E_MODEL_UNSUPPORTED (sparse arrays, array versions 1 and 3, types
 * SageMaker never writes), each with its byte offset
 */
export function decodeNdarrays(bytes: Uint8Array, file = 'model_algo-1'): readonly NamedArray[] {
  const cursor = new ByteCursor(bytes, file);
  if (!isNdarrayList(bytes)) throw cursor.malformed('it does not start as a list of MXNet arrays', 0);
  cursor.bytes(16, 'the list header');
  const count = cursor.size('the number of arrays');
  cursor.expectRoomFor(count, 8, 'arrays');
  const arrays: NamedArray[] = [];
  for (let index = 0; index < count; index++) arrays.push(readArray(cursor, `array ${index}`));
  const names = readNames(cursor, count);
  if (cursor.bytesLeft > 0) {
    throw cursor.malformed(`${cursor.bytesLeft} bytes follow after the end of the list`, cursor.offset);
  }
  return names === undefined ? arrays : arrays.map((array, index) => ({ name: names[index] as string, ...array }));
}

function readArray(cursor: ByteCursor, which: string): NamedArray {
  checkArrayVersion(cursor, which);
  checkStorage(cursor, which);
  const { shape, elements } = readShape(cursor, which);
  cursor.bytes(8, `the device of ${which}`);
  const { storage } = readDataType(cursor, which);
  cursor.expectRoomFor(elements, storage.BYTES_PER_ELEMENT, `values of ${which}`);
  const data = cursor.bytes(elements * storage.BYTES_PER_ELEMENT, `the values of ${which}`);
  // A copy of its own, because values in a file seldom lie on the border that their type asks for.
  const values = new storage(new Uint8Array(data).buffer);
  return { shape, values: values instanceof Uint16Array ? widenFloat16(values) : values };
}

function checkArrayVersion(cursor: ByteCursor, which: string): void {
  const at = cursor.offset;
  const magic = cursor.uint32(`the version mark of ${which}`);
  if (magic === ARRAY_MAGIC) return;
  const hint = 'Load the file with MXNet 1.9 and save it again with mx.nd.save, outside of mx.util.np_shape.';
  if (magic === ARRAY_MAGIC_V1)
    throw cursor.unsupported(`${which} has MXNet's array layout 1; only 2 is read.`, at, hint);
  if (magic === ARRAY_MAGIC_V3)
    throw cursor.unsupported(`${which} has MXNet's array layout 3; only 2 is read.`, at, hint);
  if (magic <= MAX_RANK) {
    throw cursor.unsupported(
      `${which} has MXNet's first array layout, which has no version mark; only 2 is read.`,
      at,
      hint,
    );
  }
  throw cursor.malformed(`${which} starts with 0x${magic.toString(16)}, which no version of MXNet writes`, at);
}

function checkStorage(cursor: ByteCursor, which: string): void {
  const at = cursor.offset;
  const storage = cursor.int32(`the storage type of ${which}`);
  if (storage === DENSE) return;
  const name = { 1: 'row_sparse', 2: 'csr' }[storage];
  if (name === undefined) throw cursor.malformed(`${which} has the unknown storage type ${storage}`, at);
  throw cursor.unsupported(
    `${which} is stored as ${name}; only dense arrays are read.`,
    at,
    "Load it with MXNet, call tostype('default') on it, and save it again.",
  );
}

function readShape(cursor: ByteCursor, which: string): { shape: number[]; elements: number } {
  const at = cursor.offset;
  const rank = cursor.uint32(`the rank of ${which}`);
  if (rank === 0 || rank > MAX_RANK) throw cursor.malformed(`${which} has rank ${rank}`, at);
  const shape = Array.from({ length: rank }, (_, axis) => cursor.size(`axis ${axis} of ${which}`));
  // Zero first: the product of what else a damaged file says may be infinite.
  return { shape, elements: shape.includes(0) ? 0 : shape.reduce((product, extent) => product * extent, 1) };
}

function readDataType(cursor: ByteCursor, which: string): DataType {
  const at = cursor.offset;
  const number = cursor.int32(`the data type of ${which}`);
  const type = DATA_TYPES[number];
  if (type !== undefined) return type;
  throw cursor.unsupported(
    `${which} has MXNet's data type ${number}; read are ${DATA_TYPES.map(({ name }) => name).join(', ')}.`,
    at,
    "Load it with MXNet, call astype('float32') on it, and save it again.",
  );
}

function readNames(cursor: ByteCursor, arrays: number): readonly string[] | undefined {
  const at = cursor.offset;
  const count = cursor.size('the number of names');
  if (count === 0) return undefined;
  if (count !== arrays) throw cursor.malformed(`${arrays} arrays come with ${count} names`, at);
  return Array.from({ length: count }, (_, index) => {
    const length = cursor.size(`the length of name ${index}`);
    const start = cursor.offset;
    const text = cursor.bytes(length, `name ${index}`);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
    } catch {
      throw cursor.malformed(`name ${index} is not UTF-8`, start);
    }
  });
}

/**
 * Writes a list of dense arrays as `mx.nd.save` does; all of them have a name, or none has.
 * @throws RangeError where a shape has no axis or does not fit its values, or where only some arrays have names
 */
export function encodeNdarrays(arrays: readonly NamedArray[]): Uint8Array {
  const names = namesOf(arrays);
  const size =
    arrays.reduce((sum, { shape, values }) => sum + ARRAY_HEADER_BYTES + 8 * shape.length + values.byteLength, 0) +
    names.reduce((sum, name) => sum + 8 + name.length, LIST_HEADER_BYTES + 8);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, LIST_MAGIC, true);
  view.setBigUint64(16, BigInt(arrays.length), true);
  let at = LIST_HEADER_BYTES;
  for (const array of arrays) at = writeArray(array, view, at);
  view.setBigUint64(at, BigInt(names.length), true);
  at += 8;
  for (const name of names) {
    view.setBigUint64(at, BigInt(name.length), true);
    bytes.set(name, at + 8);
    at += 8 + name.length;
  }
  return bytes;
}

function namesOf(arrays: readonly NamedArray[]): readonly Uint8Array[] {
  const names = arrays.flatMap(({ name }) => (name === undefined ? [] : [new TextEncoder().encode(name)]));
  if (names.length !== 0 && names.length !== arrays.length) {
    throw new RangeError(`${names.length} of ${arrays.length} arrays have a name; all must have one, or none`);
  }
  return names;
}

/** @returns where the next array starts */
function writeArray({ shape, values }: NamedArray, view: DataView, start: number): number {
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (shape.length === 0) throw new RangeError('the layout cannot hold an array without an axis');
  if (elements !== values.length) throw new RangeError(`${values.length} values do not fill [${shape.join(', ')}]`);
  view.setUint32(start, ARRAY_MAGIC, true);
  view.setInt32(start + 4, DENSE, true);
  view.setUint32(start + 8, shape.length, true);
  shape.forEach((extent, axis) => {
    view.setBigInt64(start + 12 + 8 * axis, BigInt(extent), true);
  });
  const rest = start + 12 + 8 * shape.length;
  view.setInt32(rest, CPU, true);
  view.setInt32(rest + 4, 0, true);
  view.setInt32(rest + 8, dataTypeOf(values), true);
  const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  new Uint8Array(view.buffer).set(data, rest + 12);
  return rest + 12 + values.byteLength;
}

function dataTypeOf(values: Values): number {
  return DATA_TYPES.findIndex(({ storage }) => values instanceof storage);
}
