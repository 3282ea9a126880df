import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fix } from '../../../src/check/fix.js';
import { file } from '../cli/support/files.js';
import { scratch } from '../library/support.js';

const CSV = { contentType: 'text/csv' };

test('a file: mended, untouched, or in the way', async () => {
  const path = await file('a.csv', 'h\n1\n');
  const out = join(dirname(path), 'out.csv');
  expect(await fix(path, out, CSV)).toEqual([{ file: path, mends: ['header dropped'] }]);
  expect(await readFile(out, 'utf8')).toBe('1\n');
  await expect(fix(path, out, CSV)).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
  await expect(fix(path, path, CSV)).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
  expect(await fix(out, `${out}.2`, CSV)).toEqual([{ file: out, mends: [] }]);
  expect((await readdir(dirname(path))).sort()).toEqual(['a.csv', 'out.csv']);
});

test('a folder: every file of it, and not what other programs left there', async () => {
  const place = await scratch();
  const data = join(place, 'data');
  await mkdir(join(data, 'deep'), { recursive: true });
  await writeFile(join(data, 'a.csv'), '1\n');
  await writeFile(join(data, 'deep/b.csv'), 'h\n2\n');
  await writeFile(join(data, '_SUCCESS'), '');
  const mended = await fix(data, join(place, 'out'), CSV);
  expect(mended.map(({ mends }) => mends)).toEqual([[], ['header dropped'], ['left out']]);
  expect((await readdir(join(place, 'out'), { recursive: true })).sort()).toEqual(['a.csv', 'deep', 'deep/b.csv']);
  await writeFile(join(data, 'c.csv'), 'PK\x03\x04');
  await expect(fix(data, join(place, 'other'), CSV)).rejects.toMatchObject({ code: 'E_CSV_BINARY' });
  expect((await readdir(place)).sort()).toEqual(['data', 'out']);
});
