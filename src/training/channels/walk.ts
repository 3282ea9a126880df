import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface WalkedFile {
  readonly path: string;
  /** In bytes; of a block device 0, and nobody knows. */
  readonly size: number;
  readonly isBlockDevice: boolean;
}

export interface WalkOptions {
  /** Of the names in one folder. */
  readonly order: (left: string, right: string) => number;
  /** Names, of files and folders, that are passed over. */
  readonly skip?: (name: string, path: string) => boolean;
}

/**
 * The files at and below a path, a folder's content in its place among its neighbours, symbolic links followed. Links that lead nowhere or
 * back to a folder above are passed over, as is what is neither file nor folder.
 * @throws the plain file-system error where `path` does not exist or a folder may not be read
 */
export async function* walkFiles(path: string, options: WalkOptions): AsyncGenerator<WalkedFile, void, void> {
  yield* visit(path, await stat(path), [], options);
}

async function* visit(
  path: string,
  facts: Stats,
  above: readonly string[],
  options: WalkOptions,
): AsyncGenerator<WalkedFile, void, void> {
  if (facts.isFile() || facts.isBlockDevice()) {
    yield { path, size: facts.size, isBlockDevice: facts.isBlockDevice() };
    return;
  }
  if (!facts.isDirectory()) return;
  const identity = `${facts.dev}:${facts.ino}`;
  if (above.includes(identity)) return;
  for (const name of (await readdir(path)).sort(options.order)) {
    const child = join(path, name);
    const childFacts = await statOrNothing(child);
    if (childFacts === undefined || options.skip?.(name, child)) continue;
    yield* visit(child, childFacts, [...above, identity], options);
  }
}

/** Nothing where a path leads nowhere. */
export async function statOrNothing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ELOOP') return undefined;
    throw error;
  }
}
