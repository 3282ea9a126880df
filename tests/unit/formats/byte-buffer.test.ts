import { expect, test } from 'vitest';
import { ByteBuffer } from '../../../src/formats/byte-buffer.js';

test('a buffer grows, keeps what it has, and hands out copies', () => {
  const buffer = new ByteBuffer();
  buffer.bytes[buffer.length++] = 7;
  buffer.reserve(10_000);
  expect(buffer.bytes.length).toBeGreaterThan(10_000);
  buffer.bytes[buffer.length++] = 8;
  const taken = buffer.take();
  buffer.bytes[0] = 9;
  expect([...taken]).toEqual([7, 8]);
  expect(buffer.take()).toHaveLength(0);
});
