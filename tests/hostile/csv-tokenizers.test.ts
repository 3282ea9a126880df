import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCsvLine } from '../../src/kernels/reference/csv.js';
import { sharedFolder } from '../support/shared.js';

/** Lines cut as the scanner cuts them, blank ones left out, with their cells. `undefined` stands for an unclosed quote. */
function cellsOfLines(bytes: Uint8Array): (string[] | undefined)[] {
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r\n|\n|\r/);
  return lines
    .filter((line) => line !== '')
    .map((line) => parseCsvLine(Buffer.from(line, 'latin1')))
    .map(({ cells, unclosed }) =>
      unclosed ? undefined : cells.map(({ text }) => Buffer.from(text, 'latin1').toString('utf8')),
    );
}

const spectrum = sharedFolder('corpora', 'csv-spectrum');

describe.skipIf(spectrum === undefined)('csv-spectrum', () => {
  const folder = spectrum as string;
  const names = spectrum === undefined ? [] : readdirSync(join(folder, 'csvs')).map((file) => basename(file, '.csv'));
  /** They have line ends inside quotes, which the grammar of the first-party algorithms refuses. */
  const refused = new Set(['newlines', 'newlines_crlf', 'quotes_and_newlines']);

  test.each(names)('%s', (name) => {
    const lines = cellsOfLines(readFileSync(join(folder, 'csvs', `${name}.csv`)));
    if (refused.has(name)) {
      expect(lines).toContain(undefined);
      return;
    }
    const records = JSON.parse(readFileSync(join(folder, 'json', `${name}.json`), 'utf8')) as Record<string, string>[];
    const [header, ...rows] = lines;
    expect(rows.map((row) => Object.fromEntries(header?.map((key, column) => [key, row?.[column]]) ?? []))).toEqual(
      records,
    );
  });
});

const rustCsv = sharedFolder('corpora', 'rust-csv');

describe.skipIf(rustCsv === undefined)('rust-csv reader cases', () => {
  const raw =
    rustCsv === undefined
      ? undefined
      : (JSON.parse(readFileSync(join(rustCsv, 'reader-cases.raw.json'), 'utf8')) as { cases: string[] });
  /** Those that set an option are about another grammar; a byte order mark is the file's business and not the line's. */
  const cases = (raw?.cases ?? [])
    .filter((row) => !row.includes('ReaderBuilder') && !row.startsWith('bom_at_start'))
    .map((row) => /^(\w+), (.*), csv!\[(.*)\]$/.exec(row)?.slice(1) as [string, string, string]);

  test('there are some', () => expect(cases.length).toBeGreaterThan(40));

  test.each(cases)('%s', (_, data, expected) => {
    const rows = JSON.parse(`[${jsonOf(expected)}]`) as string[][];
    expect(cellsOfLines(Buffer.from(JSON.parse(jsonOf(data)) as string))).toEqual(rows);
  });
});

/** Rust's string literals, where they differ from JSON's. */
function jsonOf(literal: string): string {
  return literal
    .replace(/r#"(.*?)"#/g, (_, text: string) => JSON.stringify(text))
    .replace(/\\u\{(\w+)\}/g, (_, hex: string) => `\\u${hex.padStart(4, '0')}`);
}
