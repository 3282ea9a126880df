import { expect, test } from 'vitest';
import { dense } from '../../../src/data/dense.js';
import { openWriter } from '../../../src/formats/open-writer.js';

test.each([
  ['text/csv', '3,1,2\n'],
  ['application/jsonlines', '{"label":3,"features":[1,2]}\n'],
])('%s', async (type, text) => {
  let written = '';
  const writer = openWriter(type, (bytes) => {
    written += Buffer.from(bytes).toString();
  });
  await writer.writeRows(dense(Float32Array.of(1, 2), 1, 2), Float32Array.of(3));
  await writer.end();
  expect(written).toBe(text);
});

test('what cannot be written is refused by name', () => {
  expect(() => openWriter('text/plain', () => undefined)).toThrow(expect.objectContaining({ code: 'E_CONTENT_TYPE' }));
});
