import { expect, test } from 'vitest';
import { memorySource } from '../../../src/formats/byte-source.js';
import { firstBytes } from '../../../src/formats/first-bytes.js';
import { joinedSource } from '../../../src/formats/joined-source.js';

test('is its sources end to end, as often as it is opened', async () => {
  const parts = [[1, 2], [], [3], []].map((bytes) => memorySource('part', Uint8Array.from(bytes), 1));
  const joined = joinedSource('all', parts);
  expect(joined).toMatchObject({ name: 'all', size: 3 });
  for (let pass = 0; pass < 2; pass++) expect([...(await firstBytes(joined, 9))]).toEqual([1, 2, 3]);
  expect([...(await firstBytes(joinedSource('none', []), 9))]).toEqual([]);
});

test('does not know its size where one of them does not', () => {
  const { size, ...unsized } = memorySource('part', new Uint8Array(1));
  expect(size).toBe(1);
  expect(joinedSource('all', [unsized]).size).toBeUndefined();
});
