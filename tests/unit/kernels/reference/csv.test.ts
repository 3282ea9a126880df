import { describe, expect, test } from 'vitest';
import { parseCsvCell, parseCsvLine, scanCsv } from '../../../../src/kernels/reference/csv.js';

const encode = (text: string) => new TextEncoder().encode(text);

function scan(text: string, cells: number, labelSize = 0, { final = true, room = 9 } = {}) {
  const values = new Float32Array(room * (cells - labelSize));
  const labels = new Float32Array(room * labelSize);
  const result = scanCsv(encode(text), { cells, labelSize, final }, { values, labels });
  return {
    ...result,
    values: [...values.subarray(0, result.rows * (cells - labelSize))],
    labels: [...labels.subarray(0, result.rows * labelSize)],
  };
}

describe('scanCsv', () => {
  test('puts labels and features where they belong', () => {
    expect(scan('1,2,3\n4,5,6\n', 3, 1)).toEqual({ rows: 2, consumed: 12, labels: [1, 4], values: [2, 3, 5, 6] });
    expect(scan('1,2\n', 2, 2)).toEqual({ rows: 1, consumed: 4, labels: [1, 2], values: [] });
  });

  test('leaves an unfinished line for the next call', () => {
    expect(scan('1,2\n3,4', 2, 0, { final: false })).toMatchObject({ rows: 1, consumed: 4 });
    expect(scan('1,2', 2, 0, { final: false })).toMatchObject({ rows: 0, consumed: 0 });
    expect(scan('1,2\r', 2, 0, { final: false })).toMatchObject({ rows: 1, consumed: 4 });
  });

  test('stops where the room ends and does not look further', () => {
    expect(scan('1\n2\n\nx\n', 1, 0, { room: 2 })).toEqual({ rows: 2, consumed: 5, values: [1, 2], labels: [] });
    expect(scan('1\n', 1, 0, { room: 0 })).toEqual({ rows: 0, consumed: 0, values: [], labels: [] });
  });

  test('delivers the rows before a bad one and says what is wrong with it', () => {
    expect(scan('1,2\r\n\r\n3,x\n4,5', 2)).toEqual({
      rows: 1,
      consumed: 7,
      values: [1, 2],
      labels: [],
      problem: { code: 'not-a-number', offset: 9, row: 1, column: 1 },
    });
    expect(scan('1,2,3\n', 2).problem).toEqual({ code: 'ragged', offset: 0, row: 0, expected: 2, actual: 3 });
    expect(scan('1,"2\n', 2).problem).toEqual({ code: 'quote-unclosed', offset: 2, row: 0, column: 1 });
  });
});

test('parseCsvLine takes quotes away and keeps offsets', () => {
  expect(parseCsvLine(encode('1,"2,""3"4, "5"'))).toEqual({
    cells: [
      { text: '1', offset: 0 },
      { text: '2,"34', offset: 2 },
      { text: ' "5"', offset: 11 },
    ],
    unclosed: false,
  });
  expect(parseCsvLine(encode('1,"2'))).toMatchObject({ unclosed: true });
  expect(parseCsvLine(encode(''))).toEqual({ cells: [{ text: '', offset: 0 }], unclosed: false });
});

describe('parseCsvCell', () => {
  test.each(['0', '-1.5', '+.5', '5.', '\t1e3 ', '1E-3', '007'])('reads %j', (text) => {
    expect(parseCsvCell(text)).toBe(Math.fround(Number(text)));
  });

  test('reads nan', () => {
    for (const text of ['nan', 'NaN', ' -NAN ']) expect(parseCsvCell(text)).toBeNaN();
  });

  test.each([
    ['', 'empty-cell'],
    [' \t', 'empty-cell'],
    ['x', 'not-a-number'],
    ['0x10', 'not-a-number'],
    ['1_0', 'not-a-number'],
    ['--1', 'not-a-number'],
    ['.', 'not-a-number'],
    ['1e', 'not-a-number'],
    ['1\u00a0', 'not-utf8'],
    ['nan(1)', 'not-a-number'],
    ['Infinity', 'infinite'],
    ['-inf', 'infinite'],
    ['3.5e38', 'infinite'],
    ['1e999', 'infinite'],
    ['2\0', 'nul-byte'],
    ['caf\u00e9', 'not-utf8'],
  ])('refuses %j: %s', (text, code) => {
    expect(parseCsvCell(text)).toBe(code);
  });
});
