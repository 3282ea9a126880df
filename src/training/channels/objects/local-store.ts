import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../../errors.js';
import { fileSource } from '../../../formats/file-source.js';
import { statOrNothing, walkFiles } from '../walk.js';
import { byteOrder, type ObjectStore, type StoredObject } from './object-store.js';

/** Files of this machine, seen as S3 would see them: a prefix is characters, not a folder. */
export const localStore: ObjectStore = {
  async list(prefix) {
    const paths: string[] = [];
    for (const root of await rootsOf(prefix)) {
      for await (const { path } of walkFiles(root, { order: byteOrder })) paths.push(path);
    }
    return Promise.all(paths.sort(byteOrder).map(stored));
  },
  async get(path) {
    if ((await statOrNothing(path))?.isFile()) return stored(path);
    throw new UserError('E_CHANNEL_OBJECT', `There is no file ${path}.`, { where: { file: path } });
  },
};

async function stored(path: string): Promise<StoredObject> {
  return { address: path, source: await fileSource(path) };
}

/** `data/train/` is that folder; `data/train` is whatever in `data` starts with `train`. */
async function rootsOf(prefix: string): Promise<string[]> {
  if (prefix.endsWith('/')) return (await statOrNothing(prefix))?.isDirectory() ? [prefix] : [];
  const [folder, start] = [dirname(prefix), basename(prefix)];
  if (!(await statOrNothing(folder))?.isDirectory()) return [];
  const names = (await readdir(folder)).filter((name) => name.startsWith(start));
  const paths = names.map((name) => join(folder, name));
  const there = await Promise.all(paths.map(statOrNothing));
  return paths.filter((_, index) => there[index] !== undefined);
}
