import { expect, test } from 'vitest';
import { ByteBuffer } from '../../../src/formats/byte-buffer.js';
import { Pieces } from '../../../src/formats/pieces.js';

test('pieces are handed over when they are full, and nothing is not', async () => {
  const heard: number[] = [];
  const pieces = new Pieces((bytes) => heard.push(bytes.length), { pieceBytes: 3 });
  const buffer = new ByteBuffer();
  await pieces.hand(buffer);
  buffer.length = 2;
  expect(pieces.isFull(buffer)).toBe(false);
  buffer.length = 3;
  expect(pieces.isFull(buffer)).toBe(true);
  await pieces.hand(buffer);
  expect({ heard, left: buffer.length }).toEqual({ heard: [3], left: 0 });
});
