import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  leftoversOf,
  NewFile,
  removeLeftovers,
  writeError,
  writeNewFile,
  writeTogether,
} from '../../../src/artifacts/new-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagelocal-new-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('writeNewFile', () => {
  it('writes bytes, and streams', async () => {
    await writeNewFile(join(folder, 'a'), bytesOf('whole'));
    await writeNewFile(
      join(folder, 'b'),
      (async function* () {
        yield bytesOf('in ');
        yield bytesOf('parts');
      })(),
    );
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('whole');
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('in parts');
    expect(await readdir(folder)).toEqual(['a', 'b']);
  });

  it('refuses a path that is taken, by a file or a folder', async () => {
    await writeFile(join(folder, 'a'), 'old');
    await mkdir(join(folder, 'b'));
    for (const name of ['a', 'b']) {
      await expect(writeNewFile(join(folder, name), bytesOf('new'))).rejects.toMatchObject({
        name: 'UserError',
        code: 'E_OUTPUT_EXISTS',
        where: { file: join(folder, name) },
      });
    }
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a', 'b']);
  });

  it('does not overwrite a file that appeared while it was writing', async () => {
    const path = join(folder, 'a');
    const file = await NewFile.create(path);
    await file.write(bytesOf('ours'));
    await writeFile(path, 'theirs');
    await expect(file.commit()).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('leaves nothing behind where the stream fails', async () => {
    const failing = (async function* () {
      yield bytesOf('half');
      throw new RangeError('the source broke');
    })();
    await expect(writeNewFile(join(folder, 'a'), failing)).rejects.toThrow('the source broke');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that the folder is missing', async () => {
    await expect(writeNewFile(join(folder, 'no', 'a'), bytesOf('x'))).rejects.toMatchObject({
      name: 'UserError',
      code: 'E_OUTPUT_FOLDER',
    });
  });
});

describe('NewFile', () => {
  it('is invisible until it is committed', async () => {
    const path = join(folder, 'a');
    const file = await NewFile.create(path);
    await file.write(bytesOf('x'));
    await expect(readFile(path)).rejects.toThrow('ENOENT');
    await file.commit();
    expect(await readFile(path, 'utf8')).toBe('x');
  });

  it('replaces only where it is told to', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'old');
    const file = await NewFile.create(path, { replace: true });
    await file.write(bytesOf('new'));
    expect(await readFile(path, 'utf8')).toBe('old');
    await file.commit();
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('can be discarded, more than once', async () => {
    const file = await NewFile.create(join(folder, 'a'));
    await file.discard();
    await file.discard();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('writeError', () => {
  it.each([
    ['ENOSPC', 'PlatformError', 'E_DISK_FULL'],
    ['EDQUOT', 'PlatformError', 'E_DISK_FULL'],
    ['EACCES', 'PlatformError', 'E_PERMISSION'],
    ['EROFS', 'PlatformError', 'E_PERMISSION'],
    ['EIO', 'PlatformError', 'E_WRITE'],
    ['EEXIST', 'UserError', 'E_OUTPUT_EXISTS'],
    ['ENOTDIR', 'UserError', 'E_OUTPUT_FOLDER'],
  ])('calls %s a %s %s', (systemCode, name, code) => {
    const error = Object.assign(new Error('system'), { code: systemCode });
    expect(writeError(error, 'out/a')).toMatchObject({ name, code, where: { file: 'out/a' } });
  });
});

describe('writeTogether', () => {
  const files = ['a', 'b'].map((name) => [name, bytesOf(name)] as const);
  const inFolder = () => files.map(([name, bytes]) => [join(folder, name), bytes] as const);

  it('gives no file its name before all are written, and takes leftovers away', async () => {
    await writeFile(join(folder, '.b.1.partial'), '');
    await writeTogether(inFolder(), async (path) => {
      expect((await readdir(folder)).filter((name) => !name.startsWith('.'))).toEqual([]);
      return NewFile.create(path);
    });
    expect(await readdir(folder)).toEqual(['a', 'b']);
  });

  it('leaves none where one cannot have its name, and what took another’s place', async () => {
    await mkdir(join(folder, 'b'));
    const create = (replace: boolean) => (path: string) => NewFile.create(path, { replace });
    await expect(writeTogether(inFolder(), create(false))).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
    expect(await readdir(folder)).toEqual(['b']);
    await writeFile(join(folder, 'a'), 'old');
    await expect(writeTogether(inFolder(), create(true))).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['a', 'b']);
  });
});

describe('removeLeftovers', () => {
  it('takes away what a killed job had begun, and nothing else', async () => {
    for (const name of ['.a.out.1234.partial', '.b.out.1234.partial', 'a.out.partial']) {
      await writeFile(join(folder, name), '');
    }
    const output = join(folder, 'a.out');
    expect(await leftoversOf(output)).toEqual([join(folder, '.a.out.1234.partial')]);
    await removeLeftovers(output);
    expect((await readdir(folder)).sort()).toEqual(['.b.out.1234.partial', 'a.out.partial']);
    expect(await leftoversOf(join(folder, 'nowhere/a'))).toEqual([]);
  });
});
