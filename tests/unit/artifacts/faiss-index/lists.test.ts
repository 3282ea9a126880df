import { expect, test } from 'vitest';
import { ByteCursor } from '../../../../src/artifacts/byte-cursor.js';
import { readLists, readOldCodes, readOldIds } from '../../../../src/artifacts/faiss-index/lists.js';

function cursorOf(...parts: readonly (string | number | readonly number[])[]): ByteCursor {
  const bytes = parts.map((part) => {
    if (typeof part === 'string') return Buffer.from(part);
    return typeof part === 'number' ? Buffer.from(BigUint64Array.of(BigInt(part)).buffer) : Buffer.from(part);
  });
  return new ByteCursor(Buffer.concat(bytes), 'index');
}

test('lists, two rows in the second of three', () => {
  const lists = readLists(cursorOf('ilar', 3, 1, 'sprs', 2, 1, 2, [7, 8], 1, 0), 3, 2, 1);
  expect(lists).toEqual({ starts: Int32Array.of(0, 0, 2, 2), ids: Int32Array.of(1, 0), codes: Uint8Array.of(7, 8) });
});

test('a row with a number that there is not', () => {
  const read = () => readLists(cursorOf('ilar', 1, 1, 'full', 1, 2, [7, 8], 0, 2), 1, 2, 1);
  expect(read).toThrow('a row has the number 2, but there are 2 rows');
});

test('the same lists as older versions wrote them', () => {
  const { starts, ids } = readOldIds(cursorOf(0, 2, 1, 0, 0), 3, 2);
  expect([starts, ids]).toEqual([Int32Array.of(0, 0, 2, 2), Int32Array.of(1, 0)]);
  expect(readOldCodes(cursorOf(0, 2, [7, 8], 0), starts, 1, 1)).toEqual(Uint8Array.of(7, 8));
  expect(readOldCodes(cursorOf(0, 2, [1, 2, 3, 4, 5, 6, 7, 8], 0), starts, 4, 4)).toHaveLength(8);
});

test('old lists that hold too many rows, too few, or other codes', () => {
  expect(() => readOldIds(cursorOf(3, 0, 1, 2, 0), 2, 2)).toThrow('more than the 2 rows');
  expect(() => readOldIds(cursorOf(1, 0, 0, 9), 2, 2)).toThrow('the lists hold 1 rows, the index 2');
  expect(() => readOldCodes(cursorOf(1, [7, 8]), Int32Array.of(0, 2), 1, 1)).toThrow('are 1 bytes, not 2');
});
