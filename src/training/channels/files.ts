import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { naturalOrder } from './natural-order.js';

/** What lies at a channel's path. */
export interface ChannelFiles {
  /** Files with bytes in them, in reading order. */
  readonly files: readonly string[];
  /** Zero bytes long: no rows, whatever the format. */
  readonly empty: readonly string[];
  /** Left out on purpose: {@link isHousekeeping}. */
  readonly skipped: readonly string[];
}

/**
 * Lists a file or, recursively, a folder, in the order in which the first-party readers go: names in natural order, a folder's
 * content in its place among them, symbolic links followed. Links that lead nowhere or back to a folder above are passed over.
 * @throws the plain file-system error where `path` does not exist or a folder may not be read
 */
export async function listChannelFiles(path: string): Promise<ChannelFiles> {
  const found = { files: [] as string[], empty: [] as string[], skipped: [] as string[] };
  await visit(path, await stat(path), [], found);
  return found;
}

async function visit(
  path: string,
  facts: Stats,
  above: readonly string[],
  found: Mutable<ChannelFiles>,
): Promise<void> {
  if (facts.isFile() || facts.isBlockDevice()) {
    (facts.isFile() && facts.size === 0 ? found.empty : found.files).push(path);
    return;
  }
  if (!facts.isDirectory()) return;
  const identity = `${facts.dev}:${facts.ino}`;
  if (above.includes(identity)) return;
  for (const name of (await readdir(path)).sort(naturalOrder)) {
    const child = join(path, name);
    const childFacts = await statOrNothing(child);
    if (childFacts === undefined) continue;
    if (isHousekeeping(name)) found.skipped.push(child);
    else await visit(child, childFacts, [...above, identity], found);
  }
}

type Mutable<T> = { [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

async function statOrNothing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ELOOP') return undefined;
    throw error;
  }
}

/**
 * Files that other programs leave beside the data: hidden ones (`.DS_Store`, `.part-0.csv.crc`) and the markers of Spark and
 * Hadoop. The first-party reader takes every regular file and breaks on these (known difference `channel-housekeeping-files`).
 */
function isHousekeeping(name: string): boolean {
  return name.startsWith('.') || /^_(SUCCESS|metadata|common_metadata|temporary|committed_.*|started_.*)$/.test(name);
}
