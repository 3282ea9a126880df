import { expect, test } from 'vitest';
import { extensionOf, formatNamed, formatOfName } from '../../../src/formats/format-names.js';

test('short names, content types and file names', () => {
  expect(formatNamed('CSV')).toBe('text/csv');
  expect(formatNamed('text/csv;label_size=1')).toBe('text/csv;label_size=1');
  expect(formatOfName('a/b.PBR')).toBe('application/x-recordio-protobuf');
  expect(formatOfName('x.jsonl')).toBe('application/jsonlines');
  expect(() => formatOfName('data')).toThrow(expect.objectContaining({ code: 'E_FORMAT_UNKNOWN' }));
  expect(['application/x-recordio-protobuf', 'text/csv', 'application/jsonlines', 'x'].map(extensionOf)).toEqual([
    '.pbr',
    '.csv',
    '.jsonl',
    '',
  ]);
});
