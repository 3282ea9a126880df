import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Dense, rowsOf } from '../../src/data/dense.js';
import { readAll } from '../../src/data/read-all.js';
import { UserError } from '../../src/errors.js';
import { memorySource } from '../../src/formats/byte-source.js';
import { csvDataset } from '../../src/formats/csv/csv.js';
import { hostileFolder as folder, hostileFiles } from '../support/hostile.js';
import { backends } from '../unit/formats/support/backends.js';

/** What we decided where the corpus leaves it open, and what an error must say where it says that there is one. */
const OUTCOMES: Readonly<Record<string, string>> = {
  '1e400': 'E_CSV_INFINITE at line 1, column 2',
  'all-empty': 'E_CSV_EMPTY_CELL at line 1, column 1',
  'blank-lines': '2 rows',
  'bom-second-line': 'E_CSV_NOT_A_NUMBER at line 2, column 1',
  bool: 'E_CSV_NOT_A_NUMBER at line 1, column 1',
  'cr-only': '2 rows',
  'empty-fields': 'E_CSV_EMPTY_CELL at line 1, column 2',
  formula: 'E_CSV_NOT_A_NUMBER at line 1, column 1',
  'header-row': 'E_CSV_HEADER at line 1, column 1',
  hex: 'E_CSV_NOT_A_NUMBER at line 1, column 2',
  inf: 'E_CSV_INFINITE at line 1, column 2',
  latin1: 'E_CSV_ENCODING at line 1, column 2',
  'libsvm-as-csv': 'E_CSV_NOT_A_NUMBER at line 1, column 1',
  'nan-words': 'E_CSV_NOT_A_NUMBER at line 1, column 4',
  nul: 'E_CSV_NUL at line 1, column 2',
  'one-column': '2 rows',
  'proto-header': 'E_CSV_HEADER at line 1, column 1',
  'quote-inside': 'E_CSV_NOT_A_NUMBER at line 1, column 1',
  'quote-unclosed': 'E_CSV_QUOTE at line 1, column 1',
  'quoted-newline': 'E_CSV_QUOTE at line 1, column 1',
  'quoted-number': '1 rows',
  ragged: 'E_CSV_RAGGED at line 2, column undefined',
  semicolon: 'E_CSV_DELIMITER at line 1, column 1',
  spaces: '1 rows',
  tab: 'E_CSV_DELIMITER at line 1, column 1',
  thousands: 'E_CSV_NOT_A_NUMBER at line 1, column 2',
  'trailing-comma': 'E_CSV_EMPTY_CELL at line 1, column 3',
  underscore: 'E_CSV_NOT_A_NUMBER at line 1, column 2',
  'unicode-digits': 'E_CSV_NOT_A_NUMBER at line 1, column 2',
  utf16: 'E_CSV_ENCODING at line 1, column 1',
};

const files = hostileFiles('csv');

describe.skipIf(folder === undefined).each(backends)('hostile CSV, %s', (_, kernels) => {
  test.each(files.map((hostile) => [hostile.file, hostile] as const))('%s', async (file, hostile) => {
    const bytes = readFileSync(join(folder as string, file));
    const dataset = csvDataset([memorySource(file, bytes)], { kernels, name: file, labelSize: 0 });
    const outcome = await readAll(dataset).then(({ features }) => `${rowsOf(features as Dense)} rows`, describeError);
    const decided = OUTCOMES[file.replace(/^csv\/|\.csv$/g, '')] ?? `${hostile.rows} rows`;
    expect(outcome).toBe(decided);
    if (hostile.expect !== 'either') expect(outcome.endsWith(' rows')).toBe(hostile.expect === 'ok');
    if (hostile.rows !== undefined) expect(outcome).toBe(`${hostile.rows} rows`);
  });
});

function describeError(error: unknown): string {
  expect(error).toBeInstanceOf(UserError);
  const { code, where, hint, message } = error as UserError;
  expect(hint).toMatch(/\w/);
  expect(message).toContain('Unable to parse csv');
  return `${code} at line ${where?.line}, column ${where?.column}`;
}
