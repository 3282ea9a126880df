import { normalize } from 'node:path';
import { Random } from '../../../data/random.js';
import { UserError } from '../../../errors.js';
import type { ByteSource } from '../../../formats/byte-source.js';
import { fileSource } from '../../../formats/file-source.js';
import type { Channel } from '../channel.js';
import { isS3, s3Refused } from '../local-address.js';
import { walkFiles } from '../walk.js';
import { localStore } from './local-store.js';
import { augmentedEntries, type Entry, type ManifestReading, manifestEntries } from './manifest.js';
import { byteOrder, type ObjectStore } from './object-store.js';
import { S3Store } from './s3-store.js';

/** Whether a channel is more than files at a path: it names objects, or says how they are handed over. */
export function isDelivered(channel: Channel): boolean {
  return (
    channel.dataType !== undefined ||
    channel.shuffleSeed !== undefined ||
    (channel.distribution === 'ShardedByS3Key' && channel.hosts !== undefined) ||
    isS3(channel.path)
  );
}

/**
 * All that a channel names, in the order in which SageMaker goes through it: the byte order of keys, or that of a manifest.
 * @throws UserError E_S3_ADDRESS, E_MANIFEST, E_AUGMENTED_MANIFEST, E_CHANNEL_OBJECT; the plain file-system error
 */
export async function channelEntries(channel: Channel): Promise<readonly Entry[]> {
  const { path, morePaths = [], dataType, attributeNames = [], allowS3 = false } = channel;
  const stores = new Stores(allowS3);
  if (dataType === 'ManifestFile' || dataType === 'AugmentedManifestFile') {
    const reading: ManifestReading = { address: path, allowS3, get: (address) => stores.of(address).get(address) };
    const text = await textOf((await reading.get(path)).source);
    return dataType === 'ManifestFile'
      ? manifestEntries(text, reading)
      : augmentedEntries(text, attributeNames, reading);
  }
  const entries: Entry[] = [];
  for (const root of [path, ...morePaths].map((given) => (isS3(given) ? given : normalize(given)))) {
    const isPlain = dataType === undefined && !isS3(root);
    const found = isPlain ? await filesAt(root) : await objectsAt(root, stores.of(root));
    if (found.length === 0 && !isPlain) throw noObjects(root);
    entries.push(...found);
  }
  return entries;
}

/** In the words with which SageMaker ends a job before its container starts. */
function noObjects(prefix: string): UserError {
  return new UserError(
    'E_CHANNEL_NOT_FOUND',
    `Data download failed: No S3 objects found under S3 URL "${prefix}" given in input data source.`,
    { where: { file: prefix }, hint: 'Nothing has a name that starts so.' },
  );
}

/** Every object whose address starts with the prefix, keyed by what follows the last slash of the prefix, or the folder that it names. */
async function objectsAt(prefix: string, store: ObjectStore): Promise<Entry[]> {
  const objects = await store.list(prefix);
  const folder = prefix.endsWith('/') ? prefix : `${prefix}/`;
  const areInFolder = objects.every(({ address }) => address.startsWith(folder));
  const start = areInFolder ? folder.length : prefix.lastIndexOf('/') + 1;
  return objects.map(({ address, source }) => ({ key: address.slice(start), parts: [source] }));
}

async function filesAt(root: string): Promise<Entry[]> {
  const paths: string[] = [];
  for await (const { path } of walkFiles(root, { order: byteOrder })) paths.push(path);
  const start =
    paths.length === 1 && paths[0] === root ? root.lastIndexOf('/') + 1 : root.length + (root.endsWith('/') ? 0 : 1);
  return Promise.all(
    paths.sort(byteOrder).map(async (path) => ({ key: path.slice(start), parts: [await fileSource(path)] })),
  );
}

class Stores {
  readonly #allowS3: boolean;
  #s3: ObjectStore | undefined;

  constructor(allowS3: boolean) {
    this.#allowS3 = allowS3;
  }

  of(address: string): ObjectStore {
    if (!isS3(address)) return localStore;
    if (!this.#allowS3) throw s3Refused(address);
    this.#s3 ??= new S3Store();
    return this.#s3;
  }
}

/**
 * What this host gets in a pass over the channel. Entries are shuffled first, if at all, then dealt to the hosts one by one: in input mode
 * Pipe both anew for every pass. How SageMaker draws and deals is not public.
 * @param pass 0-based
 */
export function entriesOfPass(entries: readonly Entry[], channel: Channel, pass: number): readonly Entry[] {
  const { shuffleSeed, distribution, hosts, inputMode } = channel;
  const drawn =
    shuffleSeed === undefined
      ? entries
      : shuffled(entries, (shuffleSeed % 2 ** 52) + (inputMode === 'Pipe' ? pass : 0));
  if (distribution !== 'ShardedByS3Key' || hosts === undefined) return drawn;
  const own = [...hosts.all].sort().indexOf(hosts.current);
  if (own < 0) {
    throw new UserError('E_HOST', `The host '${hosts.current}' is none of ${hosts.all.join(', ')}.`);
  }
  return drawn.filter((_, index) => index % hosts.all.length === own);
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const order = new Random(seed).sampleWithoutReplacement(items.length, items.length);
  return order.map((index) => items[index] as T);
}

async function textOf(source: ByteSource): Promise<string> {
  const reader = await source.open();
  const decoder = new TextDecoder();
  const piece = new Uint8Array(1 << 18);
  let text = '';
  try {
    for (;;) {
      const count = await reader.read(piece);
      if (count === 0) return text + decoder.decode();
      text += decoder.decode(piece.subarray(0, count), { stream: true });
    }
  } finally {
    await reader.close();
  }
}
