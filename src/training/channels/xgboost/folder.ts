import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from '../../../formats/byte-source.js';
import { fileSource } from '../../../formats/file-source.js';
import type { Entry } from '../objects/manifest.js';

/** A folder as the container walks it: on disk, or what a folder with the objects of a channel would be. */
export interface Folder {
  readonly path: string;
  /** By name. */
  children(): Promise<readonly Child[]>;
}

/** A file has a source, a folder a folder, and what leads nowhere neither. */
export interface Child {
  readonly name: string;
  readonly path: string;
  readonly isLink: boolean;
  readonly source?: ByteSource;
  readonly folder?: Folder;
}

export function folderAt(path: string): Folder {
  return {
    path,
    async children() {
      const entries = await readdir(path, { withFileTypes: true });
      return Promise.all(
        entries
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map((entry) => childAt(entry.name, join(path, entry.name), entry.isSymbolicLink())),
      );
    },
  };
}

async function childAt(name: string, path: string, isLink: boolean): Promise<Child> {
  const facts = await stat(path).catch(() => undefined);
  return {
    name,
    path,
    isLink,
    ...(facts?.isFile() && { source: await fileSource(path) }),
    ...(facts?.isDirectory() && { folder: folderAt(path) }),
  };
}

/** The folder into which SageMaker would download these objects, each under its key. */
export function folderOf(path: string, entries: readonly Entry[]): Folder {
  const children = new Map<string, Child>();
  const below = new Map<string, Entry[]>();
  for (const { key, parts } of entries) {
    const slash = key.indexOf('/');
    const name = slash < 0 ? key : key.slice(0, slash);
    const [source] = parts;
    if (slash >= 0) below.set(name, [...(below.get(name) ?? []), { key: key.slice(slash + 1), parts }]);
    else if (source !== undefined) children.set(name, { name, path: source.name, isLink: false, source });
  }
  for (const [name, inner] of below) {
    const at = join(path, name);
    children.set(name, { name, path: at, isLink: false, folder: folderOf(at, inner) });
  }
  const byName = [...children.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { path, children: async () => byName };
}
