import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_ARCHIVE_LIMITS } from '../../../src/artifacts/archive-limits.js';
import { readModelFolder } from '../../../src/artifacts/model-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagelocal-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('readModelFolder', () => {
  it('reads all files, as an archive of them would read', async () => {
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'weights'), 'abc');
    await writeFile(join(folder, 'deep/meta.json'), '{"a": 1}');
    expect(await readModelFolder(folder)).toEqual(
      new Map([
        ['deep/meta.json', { format: 'json', value: { a: 1 } }],
        ['weights', { format: 'bytes', bytes: Buffer.from('abc') }],
      ]),
    );
  });

  it('refuses a folder without files', async () => {
    await mkdir(join(folder, 'deep'));
    await expect(readModelFolder(folder)).rejects.toMatchObject({ name: 'UserError', code: 'E_MODEL_NOT_FOUND' });
  });

  it.each([{ maxMembers: 1 }, { maxTotalBytes: 5 }])('refuses more than an archive may hold: %o', async (limit) => {
    await writeFile(join(folder, 'a'), 'abc');
    await writeFile(join(folder, 'b'), 'abc');
    const reading = readModelFolder(folder, { ...DEFAULT_ARCHIVE_LIMITS, ...limit });
    await expect(reading).rejects.toMatchObject({ code: 'E_ARCHIVE_TOO_LARGE' });
  });
});
