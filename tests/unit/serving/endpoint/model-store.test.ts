import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelStore } from '../../../../src/serving/endpoint/model-store.js';
import { responder } from '../../../support/responders.js';

let root: string;
let loaded: string[];
beforeEach(async () => {
  loaded = [];
  root = await mkdtemp(join(tmpdir(), 'sagelocal-models-'));
  await mkdir(join(root, 'models/deep'), { recursive: true });
  await writeFile(join(root, 'secret.tar.gz'), 'x');
  for (const name of ['a.tar.gz', 'b.tar.gz', 'deep/c.tar.gz', 'bad.tar.gz'])
    await writeFile(join(root, 'models', name), 'x');
  await symlink('../secret.tar.gz', join(root, 'models/link.tar.gz'));
  await symlink('deep', join(root, 'models/inner'));
});
afterEach(() => rm(root, { recursive: true }));

const store = ({ maxModels = 3, folder = join(root, 'models') } = {}) =>
  new ModelStore({
    folder,
    maxModels,
    async load(path) {
      loaded.push(path);
      if (path.endsWith('bad.tar.gz')) throw new Error('damaged');
      return responder(() => path);
    },
  });

describe('ModelStore', () => {
  it('loads, tells, and lets go', async () => {
    const models = store();
    await models.load('first', 'a.tar.gz');
    await models.load('second', join(root, 'models/deep/c.tar.gz'));
    expect(models.models.map(({ name, url }) => [name, url])).toEqual([
      ['first', 'a.tar.gz'],
      ['second', join(root, 'models/deep/c.tar.gz')],
    ]);
    await expect(models.load('first', 'b.tar.gz')).rejects.toMatchObject({ code: 'E_MODEL_LOADED' });
    models.unload('first');
    expect(() => models.get('first')).toThrow(expect.objectContaining({ code: 'E_MODEL_NOT_LOADED' }));
    expect(() => models.unload('first')).toThrow(expect.objectContaining({ code: 'E_MODEL_NOT_LOADED' }));
    await models.load('first', 'b.tar.gz');
  });

  it('has room for so many, those that are being loaded included', async () => {
    const models = store({ maxModels: 2 });
    const both = [models.load('1', 'a.tar.gz'), models.load('2', 'a.tar.gz')];
    await expect(models.load('3', 'a.tar.gz')).rejects.toMatchObject({ code: 'E_MODELS_FULL' });
    await Promise.all(both);
    models.unload('1');
    await models.load('3', 'a.tar.gz');
  });

  it('loads a model once, however many ask for it at the same time', async () => {
    const models = store();
    const [one, other] = await Promise.all([models.obtain('deep/c.tar.gz'), models.obtain('deep/c.tar.gz')]);
    expect(one).toBe(other);
    expect(await models.obtain('deep/c.tar.gz')).toBe(one);
    expect(loaded).toHaveLength(1);
  });

  it('keeps the reason why a model cannot be loaded for the operator, and tries again when asked', async () => {
    const models = store();
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(models.load('x', 'bad.tar.gz')).rejects.toMatchObject({
        code: 'E_MODEL_LOAD',
        message: 'unable to load model',
        cause: { message: 'damaged' },
      });
    }
    expect(loaded).toHaveLength(2);
    await models.load('x', 'a.tar.gz');
  });

  it.each([
    '../secret.tar.gz',
    'deep/../../secret.tar.gz',
    '/etc/passwd',
    'link.tar.gz',
    '.',
    '',
    'a\0b',
    'x'.repeat(2000),
    '..',
  ])('looks at nothing outside its folder: %j', async (url) => {
    await expect(store().load('x', url)).rejects.toMatchObject({ code: 'E_MODEL_PATH' });
    expect(loaded).toEqual([]);
  });

  it('follows links that stay inside, and a folder that is a link itself', async () => {
    await store().load('x', 'inner/c.tar.gz');
    await symlink('models', join(root, 'alias'));
    await store({ folder: join(root, 'alias') }).load('y', join(root, 'alias/a.tar.gz'));
    expect(loaded).toHaveLength(2);
  });

  it('says that there is no such model', async () => {
    await expect(store().load('x', 'none.tar.gz')).rejects.toMatchObject({ code: 'E_MODEL_NOT_FOUND' });
  });

  it.each(['', ' a', 'a\nb', 'a\u0000', '\u202ea', 'x'.repeat(1025)])('refuses the name %j', async (name) => {
    await expect(store().load(name, 'a.tar.gz')).rejects.toMatchObject({ code: 'E_MODEL_NAME' });
  });
});
