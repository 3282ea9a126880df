import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NewFolder } from '../../../src/artifacts/new-folder.js';
import { scratch } from '../library/support.js';

test('a folder appears whole, or not at all', async () => {
  const place = await scratch();
  const folder = await NewFolder.create(join(place, 'out'));
  await writeFile(join(folder.aside, 'a'), 'x');
  expect(await readdir(place)).toEqual([expect.stringMatching(/^\.out\..*\.partial$/)]);
  await folder.commit();
  expect(await readdir(join(place, 'out'))).toEqual(['a']);
  await expect(NewFolder.create(join(place, 'out'))).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
  const other = await NewFolder.create(join(place, 'other'));
  await other.discard();
  expect(await readdir(place)).toEqual(['out']);
});

test('what has appeared meanwhile stays, and nothing is left beside it', async () => {
  const place = await scratch();
  const folder = await NewFolder.create(join(place, 'out'));
  await mkdir(join(place, 'out'));
  await expect(folder.commit()).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
  expect(await readdir(place)).toEqual(['out']);
  await expect(NewFolder.create(join(place, 'no/out'))).rejects.toMatchObject({ code: 'E_OUTPUT_FOLDER' });
});
