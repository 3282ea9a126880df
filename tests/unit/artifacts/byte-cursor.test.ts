import { describe, expect, it } from 'vitest';
import { ByteCursor } from '../../../src/artifacts/byte-cursor.js';

const refusal = (code: string, byteOffset: number) =>
  expect.objectContaining({ name: 'UserError', code, where: { file: 'model', byteOffset } });

describe('ByteCursor', () => {
  it('reads little-endian fields one after the other', () => {
    const cursor = new ByteCursor(
      Uint8Array.of(1, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 9),
      'model',
    );
    expect(cursor.uint32('a')).toBe(0x80000001);
    expect(cursor.int32('b')).toBe(-1);
    expect(cursor.size('c')).toBe(2);
    expect([cursor.offset, cursor.bytesLeft]).toEqual([16, 1]);
    expect([...cursor.bytes(1, 'd')]).toEqual([9]);
  });

  it('refuses to read beyond the end, and stays where it is', () => {
    const cursor = new ByteCursor(new Uint8Array(3), 'model');
    expect(() => cursor.uint32('the rank')).toThrow(refusal('E_MODEL_TRUNCATED', 0));
    expect(() => cursor.uint32('the rank')).toThrow('the rank needs 4 bytes, 3 are left');
    expect(cursor.bytes(3, 'the rest')).toHaveLength(3);
  });

  it('refuses a size that no number holds exactly', () => {
    const bytes = new Uint8Array(8).fill(0xff);
    expect(() => new ByteCursor(bytes, 'model').size('the count')).toThrow(refusal('E_MODEL_MALFORMED', 0));
  });

  it('compares what is announced with what is left', () => {
    const cursor = new ByteCursor(new Uint8Array(16), 'model');
    cursor.expectRoomFor(2, 8, 'arrays');
    cursor.expectRoomFor(0, 8, 'arrays');
    expect(() => cursor.expectRoomFor(3, 8, 'arrays')).toThrow(refusal('E_MODEL_TRUNCATED', 0));
    expect(() => cursor.expectRoomFor(Number.POSITIVE_INFINITY, 8, 'arrays')).toThrow(refusal('E_MODEL_TRUNCATED', 0));
  });
});
