import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listChannelFiles } from '../../../../src/training/channels/files.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sagelocal-channel-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = '1\n') {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function listed(path = '.') {
  const { files, empty, skipped } = await listChannelFiles(join(root, path));
  const names = (paths: readonly string[]) => paths.map((file) => relative(root, file));
  return { files: names(files), empty: names(empty), skipped: names(skipped) };
}

test('a file is its own channel, whatever it is called', async () => {
  put('.hidden.csv');
  expect(await listed('.hidden.csv')).toEqual({ files: ['.hidden.csv'], empty: [], skipped: [] });
});

test('a folder is walked in natural order, folders in their place among files', async () => {
  for (const path of ['part-10.csv', 'part-2.csv', 'part-3/b.csv', 'part-3/a.csv', 'z/deep/er/x.csv']) put(path);
  expect((await listed()).files).toEqual([
    'part-2.csv',
    'part-3/a.csv',
    'part-3/b.csv',
    'part-10.csv',
    'z/deep/er/x.csv',
  ]);
});

test('markers and hidden files are left out and named; files without bytes are told apart', async () => {
  for (const path of ['a.csv', '.DS_Store', '_SUCCESS', '_committed_123', '.ipynb_checkpoints/a.csv', '_data.csv'])
    put(path);
  put('nothing.csv', '');
  expect(await listed()).toEqual({
    files: ['_data.csv', 'a.csv'],
    empty: ['nothing.csv'],
    skipped: ['.DS_Store', '.ipynb_checkpoints', '_SUCCESS', '_committed_123'],
  });
});

test('links are followed, but not to nowhere and not in circles', async () => {
  put('real/a.csv');
  put('data/b.csv');
  symlinkSync(join(root, 'real'), join(root, 'data', 'a-linked'));
  symlinkSync(join(root, 'gone'), join(root, 'data', 'dangling'));
  symlinkSync(join(root, 'data'), join(root, 'data', 'circle'));
  expect((await listed('data')).files).toEqual(['data/a-linked/a.csv', 'data/b.csv']);
});

test('a path that does not exist is the plain file-system error', async () => {
  await expect(listed('nowhere')).rejects.toMatchObject({ code: 'ENOENT' });
});
