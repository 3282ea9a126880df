import { expect, test } from 'vitest';
import { sniffBytes } from '../../../src/formats/sniff.js';

test.each([
  ['{"features": [1]}', 'application/jsonlines'],
  ['\ufeff \n{', 'application/jsonlines'],
  ['1,2', 'text/csv'],
  ['\n#\xd7\xce', 'application/x-recordio-protobuf'],
])('%j is %s', (text, contentType) => {
  const bytes = contentType.includes('recordio') ? Buffer.from(text, 'latin1') : Buffer.from(text);
  expect(sniffBytes(bytes, 'file')).toEqual({ kind: 'data', contentType });
});
