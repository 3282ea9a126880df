import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readText, root } from './support/repository.js';

const FIELDS = ['id', 'area', 'sagemaker', 'sagelocal', 'why', 'evidence', 'test'];

type Row = Readonly<Record<string, unknown>>;

function problemsOf(row: Row): string[] {
  const name = String(row.id);
  const missing = FIELDS.filter((field) => typeof row[field] !== 'string' || row[field].trim() === '');
  const unknown = Object.keys(row).filter((field) => !FIELDS.includes(field));
  const problems = [
    ...missing.map((field) => `${name} lacks ${field}`),
    ...unknown.map((field) => `${name} has an unknown field ${field}`),
  ];
  if (!missing.includes('test') && !isTestFile(String(row.test))) problems.push(`${name}: no such test: ${row.test}`);
  return problems;
}

/** A test file of ours or, for what the native core decides, a Rust file with tests in it. */
function isTestFile(path: string): boolean {
  if (!existsSync(root + path)) return false;
  return /^tests\/.*\.test\.ts$/.test(path) || (path.endsWith('.rs') && readText(path).includes('#[test]'));
}

function fidelityTable(...args: string[]) {
  return spawnSync(process.execPath, ['scripts/fidelity-table.mjs', ...args], { cwd: root, encoding: 'utf8' });
}

describe('known differences', () => {
  const rows = JSON.parse(readText('tests/known-differences.json')) as Row[];

  test('every row says what, why, on what evidence, and names its test', () => {
    expect(rows.flatMap(problemsOf)).toEqual([]);
  });

  test('ids are unique and sorted', () => {
    const ids = rows.map((row) => String(row.id));
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  test("the README's table is in step", () => {
    const { status, stderr } = fidelityTable('--check');
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('the check of a row catches', () => {
  const good: Row = {
    ...Object.fromEntries(FIELDS.map((field) => [field, 'text'])),
    test: 'tests/house/known-differences.test.ts',
  };

  test.each<[string, Row]>([
    ['a field left out', Object.fromEntries(Object.entries(good).filter(([field]) => field !== 'why'))],
    ['an empty field', { ...good, evidence: ' ' }],
    ['a field nobody knows', { ...good, because: 'text' }],
    ['a test that does not exist', { ...good, test: 'tests/house/no-such.test.ts' }],
    ['a file that is no test', { ...good, test: 'package.json' }],
  ])('%s', (_, row) => {
    expect(problemsOf(good)).toEqual([]);
    expect(problemsOf(row)).toHaveLength(1);
  });
});

describe('the table script', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagelocal-house-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const [rows, readme] = [join(folder, 'rows.json'), join(folder, 'README.md')];
  const paths = ['--rows', rows, '--readme', readme];

  test('writes between the markers, leaves the rest alone, and notices a stale table', () => {
    writeFileSync(rows, JSON.stringify([{ area: 'csv', sagemaker: 'a|b', sagelocal: 'c\nd', why: 'e' }]));
    writeFileSync(readme, 'before\n<!-- fidelity -->\nold\n<!-- /fidelity -->\nafter\n');
    expect(fidelityTable('--check', ...paths).status).toBe(1);
    expect(fidelityTable(...paths).status).toBe(0);
    expect(fidelityTable('--check', ...paths).status).toBe(0);
    const text = readFileSync(readme, 'utf8');
    expect(text).toContain('\n| csv | a\\|b | c d | e |\n<!-- /fidelity -->\nafter\n');
    expect(text).toMatch(/^before\n/);
    expect(text).not.toContain('old');
  });

  test('refuses a README without markers', () => {
    writeFileSync(readme, 'nothing here\n');
    expect(fidelityTable(...paths).stderr).toContain('lacks the markers');
  });
});
