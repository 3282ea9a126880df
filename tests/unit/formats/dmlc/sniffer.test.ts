import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sniffDelimiter } from '../../../../src/formats/dmlc/sniffer.js';

interface Case {
  readonly line: string;
  readonly delimiter?: string;
  readonly delimiter_no_newline?: string;
}

const golden = new URL('../../../golden/csv-sniffer-table.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { readonly cases: readonly Case[] };

describe('sniffDelimiter', () => {
  test.each(cases)('sees in $line what Python’s csv.Sniffer saw', ({ line, delimiter, delimiter_no_newline }) => {
    expect(sniffDelimiter(`${line}\n`)).toBe(delimiter);
    expect(sniffDelimiter(line)).toBe(delimiter_no_newline);
  });

  test.each([
    ["'a';'b';1\n", ';'],
    ['"a" , "b"\r\n', ' '],
    ['x§"a"§y', '§'],
    ['"a"\n', '"'],
    ['\r\n', '\r'],
  ])('%j', (line, delimiter) => {
    // What Python 3.11 answers.
    expect(sniffDelimiter(line)).toBe(delimiter);
  });
});
