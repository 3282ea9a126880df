import { describe, expect, test } from 'vitest';
import { countVarints, Fields, RecordFault, Varint } from '../../../../src/kernels/reference/record-wire.js';

describe('a varint', () => {
  const read = (bytes: readonly number[]) => {
    const varint = new Varint();
    const end = varint.read(Uint8Array.from(bytes), 0, bytes.length);
    return { end, uint64: varint.uint64, int32: varint.int32 };
  };

  test.each<[string, readonly number[], number, number]>([
    ['one byte', [0x05], 5, 5],
    ['two bytes', [0xac, 0x02], 300, 300],
    ['-1 in five bytes', [0xff, 0xff, 0xff, 0xff, 0x0f], 2 ** 32 - 1, -1],
    ['-1 in ten bytes', [...Array(9).fill(0xff), 0x01], 2 ** 64, -1],
    ['2^40', [0x80, 0x80, 0x80, 0x80, 0x80, 0x20], 2 ** 40, 0],
    ['2^63', [...Array(9).fill(0x80), 0x01], 2 ** 63, 0],
    ['more than 64 bits', [...Array(9).fill(0x80), 0x7f], 2 ** 63, 0],
  ])('of %s', (_, bytes, uint64, int32) => {
    expect(read(bytes)).toEqual({ end: bytes.length, uint64, int32 });
  });

  test('that is cut, or longer than ten bytes, is none', () => {
    expect(read([0x80]).end).toBe(-1);
    expect(read([...Array(10).fill(0x80), 0x01]).end).toBe(-1);
    expect(countVarints(Uint8Array.of(1, 0x80, 1, 2), 0, 4)).toBe(3);
    expect(countVarints(Uint8Array.of(1, 0x80), 0, 2)).toBe(-1);
    expect(countVarints(new Uint8Array(10).fill(0x80), 0, 10)).toBe(-1);
  });
});

describe('fields', () => {
  test('of every wire type, one after the other', () => {
    const bytes = Uint8Array.of(
      ...[0x08, 0x96, 0x01],
      ...[0x11, 1, 2, 3, 4, 5, 6, 7, 8],
      ...[0x1a, 2, 0xaa, 0xbb],
      ...[0x23, 0x2b, 0x08, 0x01, 0x2c, 0x1a, 1, 0, 0x24],
      ...[0x2d, 1, 2, 3, 4],
    );
    const fields = new Fields(bytes);
    const found: unknown[] = [];
    while (fields.next()) found.push([fields.tag, fields.number, fields.wire, fields.end]);
    expect(found).toEqual([
      [0, 1, 0, 3],
      [3, 2, 1, 12],
      [12, 3, 2, 16],
      [16, 4, 3, 25],
      [25, 5, 5, 30],
    ]);
  });

  test('end where the message around them ends', () => {
    const fields = new Fields(Uint8Array.of(0x0a, 2, 0x12, 5, 1, 2, 3, 4, 5));
    expect(fields.next()).toBe(true);
    const inner = fields.inner();
    expect(() => inner.next()).toThrow(RecordFault);
  });

  test.each<[string, readonly number[]]>([
    ['field 0', [0x02, 0]],
    ['wire type 6', [0x2e]],
    ['wire type 7', [0x2f]],
    ['the end of no group', [0x2c]],
    ['the end of another group', [0x2b, 0x34]],
    ['a group without end', [0x2b, 0x08, 1]],
    ['a tag of six bytes', [0x8a, 0x80, 0x80, 0x80, 0x80, 0, 0]],
    ['a tag of more than 32 bits', [0x8a, 0x80, 0x80, 0x80, 0x10, 0]],
    ['a length beyond the end', [0x0a, 2, 0]],
    ['fixed32 cut', [0x0d, 0, 0, 0]],
    ['fixed64 cut', [0x09, 0, 0, 0, 0]],
    ['groups within groups, very deep', Array(1000).fill(0x2b)],
  ])('refuse %s, naming the tag', (_, broken) => {
    const fields = new Fields(Uint8Array.from([0x08, 1, ...broken]));
    expect(fields.next()).toBe(true);
    expect(() => fields.next()).toThrow(
      expect.objectContaining({ code: 'protobuf-malformed', numbers: { offset: 2 } }),
    );
  });
});
