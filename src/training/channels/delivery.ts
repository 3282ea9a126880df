import type { Warning } from '../../data/dataset.js';
import { type Issue, UserError } from '../../errors.js';
import type { ByteSource } from '../../formats/byte-source.js';
import { fileSource } from '../../formats/file-source.js';
import { gunzipped } from '../../formats/gzip-source.js';
import { joinedSource } from '../../formats/joined-source.js';
import { framedSource } from '../../formats/recordio/framed-source.js';
import type { Channel } from './channel.js';
import { isHousekeeping, listChannelFiles } from './files.js';
import { naturalOrder } from './natural-order.js';
import { channelEntries, entriesOfPass, isDelivered } from './objects/entries.js';
import type { Entry } from './objects/manifest.js';

/** What a channel's container gets to read. */
export interface Delivered {
  /** In reading order. @param pass 0-based */
  sources(pass: number): readonly ByteSource[];
  /** Every pass gets the same sources. */
  readonly isSteady: boolean;
  readonly warnings: readonly Warning[];
}

/** What SageMaker's API does not let a channel ask for, whatever the algorithm; the texts of its refusals are not public. */
export function deliveryIssues(channel: Partial<Channel>): Issue[] {
  const { name = 'train', dataType, inputMode = 'File', attributeNames } = channel;
  const issues: Issue[] = [];
  if (dataType === 'AugmentedManifestFile' && inputMode !== 'Pipe') {
    issues.push({
      code: 'E_INPUT_MODE',
      message: `The '${name}' channel is an AugmentedManifestFile, which is read in input mode Pipe only, not ${inputMode}.`,
      hint: 'Write InputMode Pipe.',
    });
  }
  if (dataType === 'ManifestFile' && inputMode === 'FastFile') {
    issues.push({
      code: 'E_INPUT_MODE',
      message: `The '${name}' channel is a ManifestFile, which input mode FastFile does not read: it takes an S3Prefix only.`,
      hint: 'Use input mode File or Pipe.',
    });
  }
  const isAugmented = dataType === 'AugmentedManifestFile';
  const names = attributeNames?.length ?? 0;
  if (isAugmented !== names > 0 || names > MOST_ATTRIBUTES) {
    issues.push({
      code: 'E_ATTRIBUTE_NAMES',
      message: isAugmented
        ? `The '${name}' channel is an AugmentedManifestFile and needs 1 to ${MOST_ATTRIBUTES} AttributeNames, not ${names}.`
        : `The '${name}' channel has AttributeNames, which belong to an AugmentedManifestFile.`,
      hint: 'AttributeNames says which attributes of a line are sent, and in which order: ["source-ref", "label"].',
    });
  }
  return issues;
}

const MOST_ATTRIBUTES = 16;

/**
 * Finds what a first-party container gets of a channel without FIFOs. In input modes File and FastFile that is a folder, which it reads in
 * natural order; in Pipe what SageMaker sends, in the order in which it goes through S3. No data is read yet.
 * @throws UserError E_CHANNEL_EMPTY, E_FASTFILE_PREFIX, E_S3_ADDRESS, E_MANIFEST, E_AUGMENTED_MANIFEST, E_CHANNEL_OBJECT; the plain file-system error
 */
export async function deliver(channel: Channel): Promise<Delivered> {
  if (channel.inputMode !== 'Pipe' && !isDelivered(channel)) return deliverFiles(channel);
  const { kept, skipped, hasEmpty } = sifted(await entriesFor(channel));
  if (kept.length === 0) throw emptyChannel(channel, hasEmpty ? 'All its files are empty (0 bytes).' : undefined);
  const isPipe = channel.inputMode === 'Pipe';
  const sources = (pass: number) => {
    const entries = entriesOfPass(kept, channel, pass);
    if (entries.length === 0) throw emptyChannel(channel, noShare(kept, channel));
    return isPipe ? sent(entries, channel) : [...entries].sort(byName).flatMap(({ parts }) => parts);
  };
  // A host that gets nothing is told so before it starts.
  const first = sources(0);
  return {
    sources: (pass) => (pass === 0 ? first : sources(pass)),
    isSteady: !isPipe || channel.shuffleSeed === undefined,
    warnings: [
      ...skippedWarning(channel, skipped),
      ...withoutEffect(channel),
      ...prefixWarning(channel, kept),
      ...(isPipe ? await gluedWarning(channel, first) : []),
    ],
  };
}

/** In input mode Pipe: unpacked and wrapped, as the channel says. */
export function sent(entries: readonly Entry[], channel: Channel): readonly ByteSource[] {
  const { compression, recordWrapper, dataType, path } = channel;
  const parts = entries
    .flatMap(({ parts: own }) => own)
    .map((part) => (compression === 'Gzip' ? gunzipped(part) : part))
    .map((part) => (recordWrapper === 'RecordIO' ? framedSource(part) : part));
  // Attributes have no ends of their own: without the stream they come in there is nothing to read.
  return dataType === 'AugmentedManifestFile' ? [joinedSource(path, parts)] : parts;
}

/** A FastFile channel is a folder and nothing beside it. */
async function entriesFor(channel: Channel): Promise<readonly Entry[]> {
  const isFolder = channel.inputMode === 'FastFile' && channel.dataType === 'S3Prefix' && !channel.path.endsWith('/');
  if (!isFolder) return channelEntries(channel);
  const all = await channelEntries(channel);
  const [folder, file] = [`${channel.path}/`, channel.path];
  const inside = all.filter(({ parts }) => parts.every(({ name }) => name.startsWith(folder) || name === file));
  if (inside.length > 0) return inside;
  throw unreadable(
    channel,
    'E_FASTFILE_PREFIX',
    `${channel.path} names no folder, and FastFile shows whole folders only.`,
  );
}

async function deliverFiles(channel: Channel): Promise<Delivered> {
  const lists = await Promise.all([channel.path, ...(channel.morePaths ?? [])].map(listChannelFiles));
  const [files, empty, skipped] = [
    lists.flatMap((list) => list.files),
    lists.flatMap((list) => list.empty),
    lists.flatMap((list) => list.skipped),
  ];
  if (files.length === 0) throw emptyChannel(channel, empty.length > 0 ? `${empty[0]} is empty (0 bytes).` : undefined);
  const sources = await Promise.all(files.map(fileSource));
  return {
    sources: () => sources,
    isSteady: true,
    warnings: [...skippedWarning(channel, skipped), ...withoutEffect(channel)],
  };
}

/** Without what other programs leave, and without what has no bytes. */
function sifted(entries: readonly Entry[]) {
  const isSkipped = ({ key }: Entry) => key.split('/').some(isHousekeeping);
  const isEmpty = ({ parts }: Entry) => parts.every(({ size }) => size === 0);
  return {
    kept: entries.filter((entry) => !isSkipped(entry) && !isEmpty(entry)),
    skipped: entries.filter(isSkipped).map(({ key }) => key),
    hasEmpty: entries.some((entry) => !isSkipped(entry) && isEmpty(entry)),
  };
}

/** Folder by folder, as a container lists what lies in its channel's folder. */
function byName({ key: left }: Entry, { key: right }: Entry): number {
  const [a, b] = [left.split('/'), right.split('/')];
  for (let level = 0; level < Math.min(a.length, b.length); level++) {
    const order = naturalOrder(a[level] as string, b[level] as string);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function noShare(kept: readonly Entry[], { hosts }: Channel): string {
  return `Of its ${kept.length} object(s) none falls to ${hosts?.current}: ${hosts?.all.length} hosts share them.`;
}

function skippedWarning({ name, path }: Channel, skipped: readonly string[]): Warning[] {
  if (skipped.length === 0) return [];
  const more = skipped.length > 3 ? ` and ${skipped.length - 3} more` : '';
  const message = `Left out of the '${name}' channel: ${skipped.slice(0, 3).join(', ')}${more}. SageMaker would read them as data.`;
  return [{ code: 'W_CHANNEL_FILES_SKIPPED', message, where: { file: path } }];
}

/** What is asked for and does nothing in this input mode. */
export function withoutEffect({ name, path, inputMode, compression, recordWrapper, ...channel }: Channel): Warning[] {
  if (inputMode === 'Pipe') return [];
  const isSharded = channel.distribution === 'ShardedByS3Key' && channel.hosts !== undefined;
  const idle = [
    ...(compression === 'Gzip' ? ['CompressionType Gzip: files are handed over packed, as they are'] : []),
    ...(recordWrapper === 'RecordIO' ? ['RecordWrapperType RecordIO: files are handed over as they are'] : []),
    ...(channel.shuffleSeed !== undefined && !isSharded
      ? ['ShuffleConfig: the container reads its files by name']
      : []),
  ];
  return idle.map((what) => ({
    code: 'W_PIPE_MODE_ONLY',
    message: `The '${name}' channel asks in input mode ${inputMode} for what only Pipe does. ${what}.`,
    where: { file: path },
  }));
}

/** `data/train` is a prefix of `data/train2/x`, too: S3 knows no folders. */
export function prefixWarning({ name, path, dataType, inputMode }: Channel, entries: readonly Entry[]): Warning[] {
  if (dataType !== 'S3Prefix' || inputMode === 'FastFile' || path.endsWith('/')) return [];
  const named = path.slice(path.lastIndexOf('/') + 1);
  const isMeant = ({ key }: Entry) => key === named || key.startsWith(`${named}/`);
  const other = entries.find((entry) => !isMeant(entry));
  if (other === undefined || !entries.some(isMeant)) return [];
  const message = `${path} is a prefix of names, not a folder: the '${name}' channel also takes ${other.key}. For the folder alone write ${path}/.`;
  return [{ code: 'W_CHANNEL_PREFIX', message, where: { file: path } }];
}

const LF = 10;

/** Sent as one stream, the last line of an object and the first of the next become one, where nothing ends it. */
async function gluedWarning({ name, contentType = '' }: Channel, sources: readonly ByteSource[]): Promise<Warning[]> {
  if (!/^text\//.test(contentType)) return [];
  for (const source of sources.slice(0, -1)) {
    const { size } = source;
    if (size === undefined || source.slice === undefined) continue;
    if ((await source.slice(size - 1, size))[0] === LF) continue;
    const message = `${source.name} ends in mid-line: in input mode Pipe SageMaker sends the '${name}' channel as one stream, and this line goes on with the first of the next object. Here it ends.`;
    return [{ code: 'W_PIPE_GLUED_LINE', message, where: { file: source.name } }];
  }
  return [];
}

function emptyChannel(channel: Channel, what = `There is no data file in ${channel.path}.`): UserError {
  return unreadable(channel, 'E_CHANNEL_EMPTY', what);
}

/** In the words of the first-party containers. */
export function unreadable(channel: Channel, code: string, what: string, cause?: unknown): UserError {
  const message = `Unable to read data channel '${channel.name}'. Please verify the correct data channel configuration is provided.`;
  return new UserError(code, `${message} ${what}`, { where: { file: channel.path }, cause });
}
