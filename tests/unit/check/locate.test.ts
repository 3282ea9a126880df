import fc from 'fast-check';
import { expect, test } from 'vitest';
import { locate } from '../../../src/check/locate.js';
import { file, RECORDS } from '../cli/support/files.js';

const spot = (path: string, row: number, of: 'feature' | 'label' = 'feature') => ({
  file: path,
  row,
  column: 1,
  of,
  value: 0,
});

test('rows of CSV have lines, blank ones counted', async () => {
  const path = await file('a.csv', '1,2\n\n3,4\r\n5,6\r\r7,8');
  expect(
    await locate(
      [0, 1, 2, 3].map((row) => spot(path, row)),
      'text/csv',
      1,
    ),
  ).toEqual([
    { file: path, line: 1, byteOffset: 0, column: 3 },
    { file: path, line: 3, byteOffset: 5, column: 3 },
    { file: path, line: 4, byteOffset: 10, column: 3 },
    { file: path, line: 6, byteOffset: 15, column: 3 },
  ]);
  expect(await locate([spot(path, 3, 'label')], 'text/csv', 2)).toEqual([
    { file: path, line: 6, byteOffset: 15, column: 2 },
  ]);
});

test('whatever the line ends', async () => {
  const lines = fc.array(fc.tuple(fc.constantFrom('', '1', '22,3'), fc.constantFrom('\n', '\r\n')), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(lines, async (parts) => {
      const path = await file('a.csv', parts.flat().join(''));
      const rows = parts.flatMap(([text], index) => (text === '' ? [] : [index + 1]));
      const places = await locate(
        rows.map((_, row) => spot(path, row)),
        'text/csv',
        0,
      );
      expect(places.map(({ line }) => line)).toEqual(rows);
    }),
    { numRuns: 40 },
  );
});

test('records have a byte, and what is no file its record alone', async () => {
  const path = await file('a.pbr', RECORDS);
  expect(await locate([spot(path, 1)], 'application/x-recordio-protobuf', 0)).toEqual([
    { file: path, record: 1, byteOffset: RECORDS.length / 2 },
  ]);
  expect(await locate([spot('no-such', 4)], 'text/csv', 0)).toEqual([{ file: 'no-such', record: 4, column: 2 }]);
});
