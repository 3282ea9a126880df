import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const table = readFileSync(new URL('tests/golden/README.md', root), 'utf8');

test('every golden file is in the table, and every test in the table reads what stands beside it', () => {
  const files = readdirSync(new URL('tests/golden/', root)).filter((name) => name.endsWith('.json'));
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`([\w.-]+\.json)`/g)].map(([, name]) => name),
  );
  expect(listed.sort()).toEqual(files.sort());
  for (const line of rows) {
    const tests = [...line.matchAll(/`(tests\/[\w./-]+\.test\.ts)`/g)].map(([, path]) => path as string);
    const names = [...(line.split('|')[1] ?? '').matchAll(/`([\w.-]+)\.json`/g)].map(([, name]) => name as string);
    const texts = tests.map((path) => readFileSync(new URL(path, root), 'utf8'));
    for (const name of names) expect([name, texts.some((text) => text.includes(name))]).toEqual([name, true]);
  }
});

test('the tests it names are there', () => {
  const paths = [...table.matchAll(/`((?:tests|fixtures)\/[\w./-]+)`/g)].map(([, path]) => path as string);
  expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
