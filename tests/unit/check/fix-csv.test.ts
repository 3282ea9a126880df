import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixCsv } from '../../../src/check/fix-csv.js';
import { memorySource } from '../../../src/formats/byte-source.js';

async function fixed(text: string | Buffer, labelColumn?: string) {
  let copy = '';
  const mends = await fixCsv(
    memorySource('a.csv', Buffer.from(text), 7),
    async (bytes) => {
      copy += Buffer.from(bytes).toString();
    },
    labelColumn,
  );
  return { copy, mends };
}

describe('a corrected copy of CSV', () => {
  test.each([
    ['1,2\n3,4\n', '1,2\n3,4\n', []],
    ['a,b\n1,2\n', '1,2\n', ['header dropped']],
    ['\ufeff1,2\n', '1,2\n', ['byte order mark dropped']],
    ['1,2\r\n3,4\r\n', '1,2\n3,4\n', ['line ends turned into LF: 2']],
    ['"1","2"\n3,4', '1,2\n3,4\n', ['cells without their quotes: 2']],
    [
      '\ufeff"x","y"\r\n"1",2\r\n',
      '1,2\n',
      ['byte order mark dropped', 'header dropped', 'line ends turned into LF: 1', 'cells without their quotes: 1'],
    ],
    ['"1,5",2\n', '"1,5",2\n', []],
    ['1,"2\n', '1,"2\n', []],
  ])('%j', async (text, copy, mends) => {
    expect(await fixed(text)).toEqual({ copy, mends });
  });

  test('moves the label, by number or by name', async () => {
    expect(await fixed('1,2,3\n4,5,6\n', '3')).toEqual({
      copy: '3,1,2\n6,4,5\n',
      mends: ['column 3 moved to the front as the label'],
    });
    expect((await fixed('a, kind,c\n1,2,3\n', 'kind')).copy).toBe('2,1,3\n');
    expect((await fixed('1,2\n', '1')).mends).toEqual([]);
    expect((await fixed('1,2,3\n4\n', '3')).copy).toBe('3,1,2\n4\n');
    for (const column of ['0', '3', 'kind'])
      await expect(fixed('a,b\n1,2\n', column)).rejects.toMatchObject({ code: 'E_LABEL_COLUMN' });
    await expect(fixed('1,2\n', 'a')).rejects.toMatchObject({ code: 'E_LABEL_COLUMN' });
  });

  test('what is no CSV cannot be mended', async () => {
    await expect(fixed('PK\x03\x04')).rejects.toMatchObject({ code: 'E_CSV_BINARY' });
  });

  test('bytes beyond ASCII pass as they are', async () => {
    expect((await fixed('a,b\n"1","\u00e9"\n')).copy).toBe('1,\u00e9\n');
  });

  test('a good file is copied byte for byte', async () => {
    const rows = fc.array(fc.array(fc.integer(), { minLength: 3, maxLength: 3 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(rows, async (numbers) => {
        const text = numbers.map((row) => `${row.join(',')}\n`).join('');
        expect(await fixed(text)).toEqual({ copy: text, mends: [] });
      }),
    );
  });
});
