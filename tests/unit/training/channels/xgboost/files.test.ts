import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memorySource } from '../../../../../src/formats/byte-source.js';
import {
  isDataFile,
  listXgboostFiles,
  listXgboostFolder,
  noData,
} from '../../../../../src/training/channels/xgboost/files.js';
import { folderOf } from '../../../../../src/training/channels/xgboost/folder.js';
import { scratch } from '../../../library/support.js';

async function list(files: Readonly<Record<string, string>>) {
  const root = await scratch();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  const found = await listXgboostFiles(root, 'train');
  const names = (sources: readonly { readonly name: string }[]) => sources.map(({ name }) => relative(root, name));
  return {
    files: names(found.files),
    validated: names(found.validated),
    codes: found.warnings.map(({ code }) => code),
  };
}

describe('listXgboostFiles', () => {
  test('goes by names, into hidden folders too, and looks ahead at the first folder without folders', async () => {
    expect(await list({ 'b.csv': '1', 'a/x.csv': '1', 'a/_y': '1', '.h/z.csv': '1', _SUCCESS: '' })).toEqual({
      files: ['.h/z.csv', '_SUCCESS', 'a/_y', 'a/x.csv', 'b.csv'],
      validated: ['.h/z.csv'],
      codes: [],
    });
  });

  test('stops where a folder lies too deep: what comes behind it is lost', async () => {
    expect(await list({ 'a.csv': '1', 'd/e/f/b.csv': '1', 'z.csv': '1' })).toMatchObject({
      files: ['a.csv'],
      codes: ['W_CHANNEL_DEPTH'],
    });
  });

  test('refuses hidden files wherever they are, and channels without a byte', async () => {
    await expect(list({ 'a.csv': '1', 'd/.DS_Store': 'x' })).rejects.toMatchObject({ code: 'E_CHANNEL_HIDDEN_FILE' });
    await expect(list({ 'a.csv': '' })).rejects.toMatchObject({ code: 'E_CHANNEL_EMPTY' });
    await expect(list({})).rejects.toThrow('No data in training channel path');
    expect(noData('/v', 'validation').message).toBe('No data in validation channel path /v');
  });

  test('objects lie in a folder that is not on disk', async () => {
    const put = (key: string) => ({ key, parts: [memorySource(`s3://b/${key}`, Uint8Array.of(49))] });
    const folder = folderOf('s3://b', ['d/e/f/b.csv', 'a.csv', 'd/_y'].map(put));
    const found = await listXgboostFolder(folder, 'train');
    expect(found.files.map(({ name }) => name)).toEqual(['s3://b/a.csv', 's3://b/d/_y']);
    expect(found.warnings).toMatchObject([{ code: 'W_CHANNEL_DEPTH' }]);
  });

  test('one file is a channel, too', async () => {
    const path = join(await scratch(), 'a.csv');
    await writeFile(path, '1,2\n');
    expect((await listXgboostFiles(path, 'train')).files).toMatchObject([{ name: path, size: 4 }]);
  });
});

test.each([
  ['a.csv', true],
  ['_SUCCESS', false],
  ['.crc', false],
  ['x.dtrain.cache', false],
  ['x.cache', true],
])('%s holds data: %s', (name, answer) => {
  expect(isDataFile(name)).toBe(answer);
});
