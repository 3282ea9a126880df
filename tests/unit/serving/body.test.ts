import { expect, it } from 'vitest';
import { bytesOf } from '../../../src/serving/body.js';

it('makes UTF-8 of a text, and leaves bytes as they are', () => {
  expect([...bytesOf('é')]).toEqual([0xc3, 0xa9]);
  const bytes = Uint8Array.of(0xff);
  expect(bytesOf(bytes)).toBe(bytes);
});
