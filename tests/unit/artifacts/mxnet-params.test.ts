import { describe, expect, it } from 'vitest';
import type { NamedArray } from '../../../src/algorithms/algorithm.js';
import { decodeNdarrays, encodeNdarrays, isNdarrayList } from '../../../src/artifacts/mxnet-params.js';

const arrays: readonly NamedArray[] = [
  { name: '0', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) },
  { name: '1', shape: [1], values: BigInt64Array.of(-5n) },
];
const bytes = encodeNdarrays(arrays);
const AT = { count: 16, magic: 24, stype: 28, rank: 32, extent: 36, device: 52, type: 60, values: 64 };
const NAMES_AT = bytes.length - 8 - 2 * 9;

function changed(change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer));
  return copy;
}

const refusal = (code: string, byteOffset: number) =>
  expect.objectContaining({ name: 'UserError', code, where: { file: 'state', byteOffset } });

describe('decodeNdarrays', () => {
  it('reads from any place in a larger buffer, and from a Buffer', () => {
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeNdarrays(shifted.subarray(3))).toEqual(arrays);
    expect(decodeNdarrays(Buffer.from(bytes))).toEqual(arrays);
  });

  it('gives copies', () => {
    const copy = bytes.slice();
    const [array] = decodeNdarrays(copy);
    copy.fill(0);
    expect(array?.values).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  it('reads an axis without extent', () => {
    const empty = [{ shape: [0, 3], values: new Float32Array(0) }];
    expect(decodeNdarrays(encodeNdarrays(empty))).toEqual(empty);
  });

  it.each(Array.from({ length: bytes.length }, (_, length) => length))('refuses the first %i bytes alone', (length) => {
    const code = length < 24 ? 'E_MODEL_MALFORMED' : 'E_MODEL_TRUNCATED';
    expect(() => decodeNdarrays(bytes.subarray(0, length))).toThrow(
      expect.objectContaining({ name: 'UserError', code }),
    );
  });

  it.each<[string, string, number, (view: DataView) => void]>([
    ['another list magic', 'E_MODEL_MALFORMED', 0, (view) => view.setUint8(0, 0)],
    ['more arrays than bytes', 'E_MODEL_TRUNCATED', 24, (view) => view.setBigUint64(AT.count, 2n ** 40n, true)],
    ['a count beyond all numbers', 'E_MODEL_MALFORMED', 16, (view) => view.setBigUint64(AT.count, 2n ** 63n, true)],
    ['another array magic', 'E_MODEL_MALFORMED', AT.magic, (view) => view.setUint32(AT.magic, 0xdeadbeef, true)],
    ['layout 1', 'E_MODEL_UNSUPPORTED', AT.magic, (view) => view.setUint32(AT.magic, 0xf993fac8, true)],
    ['layout 3', 'E_MODEL_UNSUPPORTED', AT.magic, (view) => view.setUint32(AT.magic, 0xf993faca, true)],
    ['the layout without a mark', 'E_MODEL_UNSUPPORTED', AT.magic, (view) => view.setUint32(AT.magic, 2, true)],
    ['row_sparse', 'E_MODEL_UNSUPPORTED', AT.stype, (view) => view.setInt32(AT.stype, 1, true)],
    ['csr', 'E_MODEL_UNSUPPORTED', AT.stype, (view) => view.setInt32(AT.stype, 2, true)],
    ['no storage type', 'E_MODEL_MALFORMED', AT.stype, (view) => view.setInt32(AT.stype, -1, true)],
    ['no axis', 'E_MODEL_MALFORMED', AT.rank, (view) => view.setUint32(AT.rank, 0, true)],
    ['four billion axes', 'E_MODEL_MALFORMED', AT.rank, (view) => view.setUint32(AT.rank, 0xffffffff, true)],
    ['a negative extent', 'E_MODEL_MALFORMED', AT.extent, (view) => view.setBigInt64(AT.extent, -1n, true)],
    ['more values than bytes', 'E_MODEL_TRUNCATED', AT.values, (view) => view.setBigInt64(AT.extent, 2n ** 50n, true)],
    ['a type of no model', 'E_MODEL_UNSUPPORTED', AT.type, (view) => view.setInt32(AT.type, 7, true)],
    ['a negative type', 'E_MODEL_UNSUPPORTED', AT.type, (view) => view.setInt32(AT.type, -1, true)],
    ['too few names', 'E_MODEL_MALFORMED', NAMES_AT, (view) => view.setBigUint64(NAMES_AT, 1n, true)],
    ['a name beyond the end', 'E_MODEL_TRUNCATED', NAMES_AT + 16, (view) => view.setBigUint64(NAMES_AT + 8, 99n, true)],
    ['a name that is not UTF-8', 'E_MODEL_MALFORMED', NAMES_AT + 16, (view) => view.setUint8(NAMES_AT + 16, 0xff)],
  ])('refuses %s', (_, code, byteOffset, change) => {
    expect(() => decodeNdarrays(changed(change), 'state')).toThrow(refusal(code, byteOffset));
  });

  it('refuses bytes after the end', () => {
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(() => decodeNdarrays(longer, 'state')).toThrow(refusal('E_MODEL_MALFORMED', bytes.length));
  });
});

describe('encodeNdarrays', () => {
  it.each<[string, readonly NamedArray[]]>([
    ['values that do not fill the shape', [{ shape: [3], values: new Float32Array(2) }]],
    ['no axis', [{ shape: [], values: new Float32Array(1) }]],
    [
      'names for some',
      [
        { name: 'a', shape: [1], values: new Float32Array(1) },
        { shape: [1], values: new Float32Array(1) },
      ],
    ],
  ])('refuses %s', (_, given) => {
    expect(() => encodeNdarrays(given)).toThrow(RangeError);
  });
});

describe('isNdarrayList', () => {
  it('looks at the first 16 bytes', () => {
    expect(isNdarrayList(bytes)).toBe(true);
    expect(isNdarrayList(bytes.subarray(0, 23))).toBe(false);
    expect(isNdarrayList(changed((view) => view.setUint8(8, 1)))).toBe(false);
  });
});
