import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { memorySource, windows } from '../../../src/formats/byte-source.js';
import { gunzipped } from '../../../src/formats/gzip-source.js';

async function text(bytes: Uint8Array, windowBytes = 1000): Promise<string> {
  let read = '';
  for await (const window of windows(gunzipped(memorySource('a.gz', bytes, 7)), { windowBytes })) {
    read += Buffer.from(window.bytes).toString();
    window.consumed = window.bytes.length;
  }
  return read;
}

test('gives what is inside, any number of times, and several members one after the other', async () => {
  const long = 'abcdefghij'.repeat(5_000);
  const packed = Buffer.concat([gzipSync(long), gzipSync('end')]);
  expect(await text(packed)).toBe(`${long}end`);
  expect(await text(packed, 13)).toBe(`${long}end`);
});

test('is not fooled by damage, and can be left early', async () => {
  const packed = gzipSync('abc'.repeat(100));
  await expect(text(packed.subarray(0, packed.length - 9))).rejects.toMatchObject({
    code: 'E_GZIP',
    where: { file: 'a.gz' },
  });
  await expect(text(Buffer.from('no gzip at all'))).rejects.toMatchObject({ code: 'E_GZIP' });
  const reader = await gunzipped(memorySource('a.gz', packed)).open();
  expect(await reader.read(new Uint8Array(2))).toBe(2);
  await reader.close();
});
