import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Warning } from '../../../data/dataset.js';
import { UserError } from '../../../errors.js';
import type { ByteSource } from '../../../formats/byte-source.js';
import { fileSource } from '../../../formats/file-source.js';
import { type Folder, folderAt } from './folder.js';

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
  if ((await stat(path)).isDirectory()) return listXgboostFolder(folderAt(path), channel);
  const source = await fileSource(path);
  if (source.size === 0) throw noData(path, channel);
  return { files: [source], validated: [source], warnings: [] };
}

/** The same of any folder, such as one that stands for the objects of a prefix. */
export async function listXgboostFolder(folder: Folder, channel: string): Promise<XgboostFiles> {
  const walk = new Walk();
  await walk.measure(folder);
  if (walk.hidden !== undefined) throw hiddenFile(walk.hidden);
  if (walk.bytes === 0) throw noData(folder.path, channel);
  await walk.link(folder, 1);
  return {
    files: walk.linked,
    validated: walk.leaf.filter(({ name }) => isDataFile(basename(name))),
    warnings: walk.tooDeep === undefined ? [] : [depthWarning(folder.path, walk.tooDeep)],
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
  leaf: ByteSource[] = [];
  readonly linked: ByteSource[] = [];
  tooDeep: string | undefined;
  #hasLeaf = false;

  async measure(folder: Folder): Promise<void> {
    const children = await folder.children();
    // A link to a folder is no folder to this walk.
    const folders = children.filter(({ isLink, folder: inner }) => inner !== undefined && !isLink);
    for (const { name, path, source } of children.filter((child) => !folders.includes(child))) {
      if (name.startsWith('.')) this.hidden ??= path;
      this.bytes += source?.size ?? 0;
      if (folders.length === 0 && !this.#hasLeaf && source !== undefined) this.leaf.push(source);
    }
    if (folders.length === 0) this.#hasLeaf = true;
    for (const child of folders) await this.measure(child.folder as Folder);
  }

  /** Says whether the scan goes on: at a folder that lies too deep it stops, and what comes behind it is lost. */
  async link(folder: Folder, depth: number): Promise<boolean> {
    if (depth > MAX_FOLDER_DEPTH) {
      this.tooDeep = folder.path;
      return false;
    }
    for (const { source, folder: inner } of await folder.children()) {
      if (source !== undefined) this.linked.push(source);
      else if (inner !== undefined && !(await this.link(inner, depth + 1))) return false;
    }
    return true;
  }
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
