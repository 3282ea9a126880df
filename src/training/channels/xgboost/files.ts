import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Warning } from '../../../data/dataset.js';
import { UserError } from '../../../errors.js';
import type { ByteSource } from '../../../formats/byte-source.js';
import { fileSource } from '../../../formats/file-source.js';

/** Folders within folders that are looked into, the channel's own among them. */
const MAX_FOLDER_DEPTH = 3;

/** What the container finds at a channel's path. */
export interface XgboostFiles {
  /** Every file it links into one folder, by the order of names; the container's own order is that of hashes. */
  readonly files: readonly ByteSource[];
  /** Those it looks at before: the ones in the first folder that has no folders in it. */
  readonly validated: readonly ByteSource[];
  readonly warnings: readonly Warning[];
}

/**
 * Lists a file, or a folder as the container does.
 * @throws UserError E_CHANNEL_HIDDEN_FILE, E_CHANNEL_EMPTY where there is no byte; the plain file-system error
 */
export async function listXgboostFiles(path: string, channel: string): Promise<XgboostFiles> {
  if (!(await stat(path)).isDirectory()) {
    const source = await fileSource(path);
    if (source.size === 0) throw noData(path, channel);
    return { files: [source], validated: [source], warnings: [] };
  }
  const walk = new Walk();
  await walk.measure(path);
  if (walk.hidden !== undefined) throw hiddenFile(walk.hidden);
  if (walk.bytes === 0) throw noData(path, channel);
  await walk.link(path, 1);
  return {
    files: await Promise.all(walk.linked.map(fileSource)),
    validated: await Promise.all(walk.leaf.filter((file) => isDataFile(basename(file))).map(fileSource)),
    warnings: walk.tooDeep === undefined ? [] : [depthWarning(path, walk.tooDeep)],
  };
}

/** Names that Spark, Hadoop and XGBoost itself give to files that hold no rows. */
export function isDataFile(name: string): boolean {
  return !/^[._]/.test(name) && !(name.includes('.cache') && /dtrain|dval/.test(name));
}

class Walk {
  bytes = 0;
  hidden: string | undefined;
  /** Files of the first folder without folders, as a walk from the top meets it. */
  leaf: string[] = [];
  readonly linked: string[] = [];
  tooDeep: string | undefined;
  #hasLeaf = false;

  async measure(folder: string): Promise<void> {
    const entries = await sorted(folder);
    const folders = entries.filter((entry) => entry.isDirectory());
    for (const entry of entries) {
      if (entry.isDirectory()) continue;
      const file = join(folder, entry.name);
      if (entry.name.startsWith('.')) this.hidden ??= file;
      const facts = await stat(file).catch(() => undefined);
      this.bytes += facts?.isFile() ? facts.size : 0;
      if (folders.length === 0 && !this.#hasLeaf && facts?.isFile()) this.leaf.push(file);
    }
    if (folders.length === 0) this.#hasLeaf = true;
    for (const { name } of folders) await this.measure(join(folder, name));
  }

  /** Says whether the scan goes on: at a folder that lies too deep it stops, and what comes behind it is lost. */
  async link(folder: string, depth: number): Promise<boolean> {
    if (depth > MAX_FOLDER_DEPTH) {
      this.tooDeep = folder;
      return false;
    }
    for (const { name } of await sorted(folder)) {
      const path = join(folder, name);
      const facts = await stat(path).catch(() => undefined);
      if (facts?.isFile()) this.linked.push(path);
      else if (facts?.isDirectory() && !(await this.link(path, depth + 1))) return false;
    }
    return true;
  }
}

async function sorted(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function noData(path: string, channel: string): UserError {
  const kind = channel === 'train' ? 'training' : channel;
  return new UserError('E_CHANNEL_EMPTY', `No data in ${kind} channel path ${path}`, { where: { file: path } });
}

function hiddenFile(file: string): UserError {
  return new UserError('E_CHANNEL_HIDDEN_FILE', 'Hidden file found in the data path! Remove that before training.', {
    where: { file },
    hint: 'A name that starts with a point is hidden: .DS_Store, .part-0.csv.crc.',
  });
}

function depthWarning(path: string, folder: string): Warning {
  return {
    code: 'W_CHANNEL_DEPTH',
    message: `The depth of folder ${path} exceed the limit ${MAX_FOLDER_DEPTH}. Files in deeper sub dirs won't be loaded. Please adjust the folder structure accordingly.`,
    where: { file: folder },
  };
}
