import { describe, expect, it } from 'vitest';
import { readCsvRow, writeCsvRow } from '../../../../src/serving/data-processing/csv-row.js';

const cells = (line: string) => {
  const row = readCsvRow(line);
  return row.kind === 'array' ? row.items.map((item) => (item.kind === 'scalar' ? item.text : undefined)) : [];
};

describe('a row of CSV', () => {
  it.each([
    ['1,2,3', ['1', '2', '3']],
    ['', ['']],
    [',', ['', '']],
    [' a , b', [' a ', ' b']],
    ['"a,b",2', ['"a,b"', '2']],
    ['"a ""b"", c",,"d"', ['"a ""b"", c"', '', '"d"']],
    ['"never closed,2', ['"never closed', '2']],
    ['a"b,c"d', ['a"b', 'c"d']],
  ])('%s', (line, expected) => {
    expect(cells(line)).toEqual(expected);
    expect(writeCsvRow(readCsvRow(line))).toBe(line);
  });

  it('writes one cell as it is', () => expect(writeCsvRow({ kind: 'scalar', text: '5' })).toBe('5'));
});
