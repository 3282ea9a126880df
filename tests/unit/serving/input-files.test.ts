import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputFiles } from '../../../src/serving/input-files.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sagelocal-inputs-'));
  await mkdir(join(root, 'in', 'b', 'c'), { recursive: true });
  await mkdir(join(root, 'in', 'out'));
  await mkdir(join(root, 'in', '.git'));
  await mkdir(join(root, 'empty'));
  for (const name of ['b/c/2', 'b/1', 'a', 'out/a.out', '.DS_Store', '.git/x'])
    await writeFile(join(root, 'in', name), 'x');
  await symlink(join(root, 'in', 'a'), join(root, 'in', 'linked'));
  await symlink(join(root, 'in'), join(root, 'in', 'circle'));
});
afterAll(() => rm(root, { recursive: true }));

describe('inputFiles', () => {
  it('lists a folder and those in it, sorted, without the output and what is hidden', async () => {
    const files = await inputFiles(join(root, 'in'), join(root, 'in', 'out'));
    expect(files.map(({ relativePath }) => relativePath)).toEqual(['a', 'b/1', 'b/c/2', 'linked']);
    expect(files[2]?.path).toBe(join(root, 'in', 'b', 'c', '2'));
  });

  it('takes a single file by its bare name', async () => {
    const path = join(root, 'in', 'b', '1');
    expect(await inputFiles(path, join(root, 'in', 'b'))).toEqual([{ path, relativePath: '1' }]);
  });

  it.each([
    ['what is not there', 'nothing', 'out', 'E_INPUT_MISSING'],
    ['an empty folder', 'empty', 'out', 'E_INPUT_EMPTY'],
    ['an output among the inputs', 'in', 'in/', 'E_OUTPUT_IS_INPUT'],
  ])('refuses %s', async (_, input, output, code) => {
    await expect(inputFiles(join(root, input), join(root, output))).rejects.toMatchObject({ name: 'UserError', code });
  });
});
