import { naturalOrder } from './natural-order.js';
import { walkFiles } from './walk.js';

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
 * content in its place among them.
 * @throws the plain file-system error where `path` does not exist or a folder may not be read
 */
export async function listChannelFiles(path: string): Promise<ChannelFiles> {
  const found = { files: [] as string[], empty: [] as string[], skipped: [] as string[] };
  const skip = (name: string, child: string) => isHousekeeping(name) && found.skipped.push(child) > 0;
  for await (const file of walkFiles(path, { order: naturalOrder, skip })) {
    (file.size === 0 && !file.isBlockDevice ? found.empty : found.files).push(file.path);
  }
  return found;
}

/**
 * Files that other programs leave beside the data: hidden ones (`.DS_Store`, `.part-0.csv.crc`) and the markers of Spark and
 * Hadoop. The first-party reader takes every regular file and breaks on these (known difference `channel-housekeeping-files`).
 */
export function isHousekeeping(name: string): boolean {
  return name.startsWith('.') || /^_(SUCCESS|metadata|common_metadata|temporary|committed_.*|started_.*)$/.test(name);
}
