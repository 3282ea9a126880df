import { describe, expect, test } from 'vitest';
import { countCells, readOpening } from '../../../../src/formats/csv/opening.js';

function opening(bytes: Uint8Array | string, final = true) {
  const window = { bytes: Buffer.from(bytes as string), offset: 0, final, consumed: 0 };
  return readOpening(window, 'a.csv');
}

describe('readOpening', () => {
  test.each([
    ['1,2\n3', { start: 0, end: 3, cells: 2 }],
    ['\ufeff1,2,3', { start: 3, end: 8, cells: 3 }],
    ['\n\r\n1\n', { start: 3, end: 4, cells: 1 }],
    ['"1,5",2\n', { start: 0, end: 7, cells: 2 }],
    ['1,"2\n', { start: 0, end: 4, cells: 2 }],
  ])('%j', (text, expected) => {
    expect(opening(text)).toEqual(expected);
  });

  test('waits for the whole first row', () => {
    for (const text of ['', '1', '\ufeff', '\n\n', '1,2,3']) expect(opening(text, false)).toBeUndefined();
    for (const text of ['', '\ufeff', '\n\n']) expect(opening(text)).toBeUndefined();
    expect(opening('1,2,3\n', false)).toEqual({ start: 0, end: 5, cells: 3 });
  });

  test.each([
    ['UTF-16, little end first', [0xff, 0xfe, 0x31, 0], 'E_CSV_ENCODING'],
    ['UTF-16, big end first', [0xfe, 0xff, 0, 0x31], 'E_CSV_ENCODING'],
    ['gzip', [0x1f, 0x8b, 8, 0], 'E_CSV_BINARY'],
    ['ZIP', [0x50, 0x4b, 3, 4], 'E_CSV_BINARY'],
    ['Parquet', [0x50, 0x41, 0x52, 0x31], 'E_CSV_BINARY'],
    ['RecordIO', [0x0a, 0x23, 0xd7, 0xce], 'E_CSV_BINARY'],
  ])('knows %s', (_, bytes, code) => {
    expect(() => opening(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code }));
  });

  test.each([
    ['label,a,b\n', 1],
    [',a,b\n', 2],
    ['"x","y"\n', 1],
    ['sepal length (cm)\n', 1],
    ['a\u00f1o,precio\n', 1],
  ])('takes %j for a header', (text, column) => {
    expect(opening(text)?.header).toEqual(
      expect.objectContaining({
        code: 'E_CSV_HEADER',
        message: expect.stringMatching(/cannot be parsed as float32. Its string value is /),
        hint: expect.stringContaining('Line 1 looks like a header'),
        where: expect.objectContaining({ line: 1, column }),
      }),
    );
  });

  test.each(['0,1,2\n', 'x,1\n', 'nan,nan\n', 'true,false\n', 'NA,null\n', 'inf\n'])('takes %j for data', (text) => {
    expect(opening(text)).toMatchObject({ start: 0 });
    expect(opening(text)).not.toHaveProperty('header');
  });

  test.each(['1;2', '1\t2', '1|2', '1 2'])('sees that %j is separated otherwise', (text) => {
    expect(() => opening(text)).toThrow(expect.objectContaining({ code: 'E_CSV_DELIMITER' }));
  });
});

test('countCells looks at the next row that is not blank, once it is whole', () => {
  const window = (text: string, final: boolean) => ({ bytes: Buffer.from(text), offset: 0, final, consumed: 3 });
  expect(countCells(window('a,b\n\n1,2,3\n', false))).toBe(3);
  expect(countCells(window('a,b\n1,2,3', true))).toBe(3);
  expect(countCells(window('a,b\n1,2,3', false))).toBeUndefined();
  expect(countCells(window('a,b\n', true))).toBeUndefined();
});
