import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layOutMounts } from '../../../../src/engines/local-mode/mount-tree.js';
import { scratch } from '../../library/support.js';

/** A host with the given files, and a base folder with the mounts `[host, container]`. */
async function tree(files: Readonly<Record<string, string>>, mounts: readonly (readonly [string, string])[]) {
  const folder = await scratch();
  const [host, base] = [join(folder, 'host'), join(folder, 'base')];
  await mkdir(base);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(host, path, '..'), { recursive: true });
    await writeFile(join(host, path), text);
  }
  const at = mounts.map(([hostPath, containerPath]) => ({ hostPath: join(host, hostPath), containerPath }));
  await layOutMounts(at, base);
  return { host, base, read: (path: string) => readFile(join(base, path), 'utf8') };
}

describe('layOutMounts', () => {
  it('puts channels into an input folder that has others, and leaves that as it was', async () => {
    const files = {
      'algo/input/config/hyperparameters.json': '{}',
      'algo/input/data/train/mark': 'hidden by the mount',
      'algo/input/data/kept/a': 'kept',
      'far/a.csv': '1',
      'far/deep/b.csv': '2',
    };
    const { host, base, read } = await tree(files, [
      ['far', '/opt/ml/input/data/train'],
      ['algo/input', '/opt/ml/input'],
    ]);
    expect(await read('input/config/hyperparameters.json')).toBe('{}');
    expect(await read('input/data/train/a.csv')).toBe('1');
    expect(await read('input/data/train/deep/b.csv')).toBe('2');
    expect(await read('input/data/kept/a')).toBe('kept');
    expect((await readdir(join(base, 'input/data/train'))).sort()).toEqual(['a.csv', 'deep']);
    expect(await readdir(join(host, 'algo/input/data/train'))).toEqual(['mark']);
  });

  it('keeps mounts inside each other that are so on the host, and makes what is missing', async () => {
    const mounts = [
      ['algo/output/data', '/opt/ml/output/data'],
      ['algo/output', '/opt/ml/output'],
      ['model', '/opt/ml/model/'],
    ] as const;
    const { host, base } = await tree({ x: '' }, mounts);
    await writeFile(join(base, 'output/failure'), 'why');
    await writeFile(join(base, 'output/data/more'), 'more');
    await writeFile(join(base, 'model/model_algo-1'), 'model');
    expect(await readFile(join(host, 'algo/output/failure'), 'utf8')).toBe('why');
    expect(await readFile(join(host, 'algo/output/data/more'), 'utf8')).toBe('more');
    expect(await readFile(join(host, 'model/model_algo-1'), 'utf8')).toBe('model');
  });

  it('refuses to lose what is written beside a mount', async () => {
    const mounts = [
      ['output', '/opt/ml/output'],
      ['elsewhere', '/opt/ml/output/intermediate'],
    ] as const;
    await expect(tree({ x: '' }, mounts)).rejects.toMatchObject({ code: 'E_LOCAL_MODE_MOUNT' });
  });
});
