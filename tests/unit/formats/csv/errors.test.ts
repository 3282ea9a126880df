import { describe, expect, test } from 'vitest';
import { explainProblem } from '../../../../src/formats/csv/errors.js';
import type { CsvProblemCode, ScanProblem } from '../../../../src/kernels/kernels.js';

function explain(line: string | Uint8Array, problem: Partial<ScanProblem<CsvProblemCode>>, row = 4) {
  const bytes = typeof line === 'string' ? new TextEncoder().encode(line) : line;
  const whole = { code: 'not-a-number', offset: 0, row, ...problem } as ScanProblem<CsvProblemCode>;
  return explainProblem(whole, { file: 'train.csv', row, line: 7, byteOffset: 100, bytes });
}

describe('explainProblem', () => {
  test('names row, cell and text in the words of MLIO, and line, column and byte for us', () => {
    const error = explain('1,"a,""b"', { column: 1 });
    expect(error.message).toBe(
      "Unable to parse csv: rows 1-1000, file train.csv: The column '2' of the row #5 in the data store 'train.csv' " +
        "cannot be parsed as float32. Its string value is 'a,\"b'.",
    );
    expect(error.where).toEqual({ file: 'train.csv', line: 7, column: 2, byteOffset: 102 });
    expect(error.code).toBe('E_CSV_NOT_A_NUMBER');
  });

  test('names both widths of a ragged row', () => {
    const error = explain('1,2,', { code: 'ragged', expected: 2, actual: 3 });
    expect(error.message).toContain(
      "The row #5 in the data store 'train.csv' has 3 column(s) while it is expected to have 2 column(s).",
    );
    expect(error.hint).toBe('Remove the comma at the end of the line.');
    expect(explain('1', { code: 'ragged', expected: 2, actual: 1 }).hint).toMatch(/first one, which has 2/);
  });

  test.each([
    ['1,', { code: 'empty-cell', column: 1 }, 'E_CSV_EMPTY_CELL', /empty/],
    ['1e99', { code: 'infinite', column: 0 }, 'E_CSV_INFINITE', /finite/],
    ['"1', { code: 'quote-unclosed', column: 0 }, 'E_CSV_QUOTE', /same line/],
    [Uint8Array.of(0xe9), { code: 'not-utf8', column: 0 }, 'E_CSV_ENCODING', /UTF-8/],
    ['1\0', { code: 'nul-byte', column: 0 }, 'E_CSV_NUL', /UTF-16/],
    ['setosa', { column: 0 }, 'E_CSV_NOT_A_NUMBER', /^Every cell must be a number: encode text columns first.$/],
    ['0x10', { column: 0 }, 'E_CSV_NOT_A_NUMBER', /decimal/],
  ] as const)('%j', (line, problem, code, hint) => {
    const error = explain(line, problem);
    expect(error.code).toBe(code);
    expect(error.hint).toMatch(hint);
  });

  test('thinks of a header in the first row alone', () => {
    expect(explain('setosa', { column: 0 }, 0).hint).toContain('If line 7 is a header, delete it');
  });

  test('shows no more than 64 characters, and no invisible ones', () => {
    expect(explain('x'.repeat(1000), { column: 0 }).message).toMatch(/'x{64}'\.$/);
    expect(explain('\u20ac'.repeat(1000), { column: 0 }).message).toMatch(/'\u20ac{64}'\.$/);
    expect(explain('\u001b[31m', { column: 0 }).message).toMatch(/'\\u001b\[31m'\.$/);
  });
});
