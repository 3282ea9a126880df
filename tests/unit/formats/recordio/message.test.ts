import { describe, expect, test } from 'vitest';
import { type AnyRecord, decodeRecord, encodeRecord } from '../../../../src/formats/recordio/message.js';

const everything: AnyRecord = {
  features: new Map([
    [
      'values',
      { type: 'float32', values: Float32Array.of(1, -0, Number.NaN), keys: [0, 5, 2 ** 40], shape: [2 ** 41] },
    ],
    ['double', { type: 'float64', values: Float64Array.of(0.1, 1e300) }],
    ['integer', { type: 'int32', values: Int32Array.of(0, -1, 2 ** 31 - 1, -(2 ** 31)) }],
    ['image', { type: 'bytes', value: [Uint8Array.of(1, 2), new Uint8Array()], contentType: 'image/jpeg' }],
    ['nothing', { type: 'unset' }],
  ]),
  label: new Map([['', { type: 'float32', values: new Float32Array() }]]),
  uid: 'row-1',
  metadata: '{"é": "𝔘"}',
  configuration: '',
};

describe('a record', () => {
  test('with every field decodes to itself', () => {
    expect(decodeRecord(encodeRecord(everything))).toEqual(everything);
  });

  test('of no bytes is empty', () => {
    expect(decodeRecord(new Uint8Array())).toEqual({ features: new Map(), label: new Map() });
  });

  test('keeps the bits of a NaN', () => {
    const values = new Float32Array(Uint32Array.of(0x7fa12345).buffer);
    const record: AnyRecord = { features: new Map([['values', { type: 'float32', values }]]), label: new Map() };
    const decoded = decodeRecord(encodeRecord(record)).features.get('values');
    expect(decoded?.type === 'float32' && new Uint32Array(decoded.values.buffer)[0]).toBe(0x7fa12345);
  });

  test('is plain bytes that share nothing with its source', () => {
    const payload = encodeRecord(everything);
    expect(Object.getPrototypeOf(payload)).toBe(Uint8Array.prototype);
    const decoded = decodeRecord(payload);
    payload.fill(0);
    expect(decoded).toEqual(everything);
  });

  test.each<[string, readonly number[]]>([
    ['a field 0', [0x02, 0x00]],
    ['a wire type that does not exist', [0x2e]],
    ['a length beyond the end', [0x0a, 0x7f, 0x0a]],
    ['an inner length beyond its message', [0x0a, 0x02, 0x12, 0x05, 0x0a, 0x03, 1, 2, 3]],
    ['a varint without end, in a field nobody knows', [0x28, ...Array(12).fill(0xff)]],
  ])('is not made of %s', (_, bytes) => {
    expect(() => decodeRecord(Uint8Array.from(bytes))).toThrow();
  });
});
