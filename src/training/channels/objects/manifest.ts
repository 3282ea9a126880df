import { dirname } from 'node:path';
import { UserError, type Where } from '../../../errors.js';
import { type ByteSource, memorySource } from '../../../formats/byte-source.js';
import { type AddressOptions, localPath } from '../local-address.js';
import type { StoredObject } from './object-store.js';

/** What SageMaker sends at a time: an object, or what one line of an augmented manifest names. */
export interface Entry {
  /** By which it is told from the others in messages and folders. */
  readonly key: string;
  /** Sent one behind the other. */
  readonly parts: readonly ByteSource[];
}

export interface ManifestReading extends AddressOptions {
  /** The manifest's own address. */
  readonly address: string;
  readonly get: (address: string) => Promise<StoredObject>;
}

/**
 * The objects that a manifest names: `[{"prefix": "s3://bucket/folder/"}, "a.csv", "b.csv"]`. A name is the prefix and a suffix, joined as
 * they stand. Without `s3://`, the prefix is a path that starts at the manifest's own folder.
 * @throws UserError E_MANIFEST, E_CHANNEL_OBJECT
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html
 */
export async function manifestEntries(text: string, reading: ManifestReading): Promise<Entry[]> {
  const where = { file: reading.address };
  const value = parsed(text, where, 'E_MANIFEST');
  if (!Array.isArray(value)) throw badManifest('is not a JSON array', where);
  const [first, ...suffixes] = value as unknown[];
  const prefix = isObject(first) ? first.prefix : undefined;
  if (typeof prefix !== 'string' || prefix === '')
    throw badManifest('does not start with a prefix that is not empty', where);
  const strange = suffixes.findIndex((suffix) => typeof suffix !== 'string');
  if (strange >= 0) throw badManifest(`has an element ${strange + 1} that is not a string`, where);
  const base = addressIn(reading, prefix);
  const entries: Entry[] = [];
  for (const suffix of suffixes as string[]) {
    const { source } = await reading.get(base + suffix);
    entries.push({ key: suffix, parts: [source] });
  }
  return entries;
}

/**
 * What the lines of an augmented manifest send: of each the named attributes, in their order. An attribute whose name ends in `-ref` is the
 * address of an object, which is sent; any other is sent as text.
 * @throws UserError E_AUGMENTED_MANIFEST with the line, E_CHANNEL_OBJECT
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/augmented-manifest.html
 */
export async function augmentedEntries(
  text: string,
  attributeNames: readonly string[],
  reading: ManifestReading,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const where = { file: reading.address, line: index + 1 };
    const object = parsed(line, where, 'E_AUGMENTED_MANIFEST');
    if (!isObject(object)) throw badLine('is not a JSON object', where);
    const parts: ByteSource[] = [];
    for (const name of attributeNames) parts.push(await attribute(object, name, reading, where));
    entries.push({ key: `line ${index + 1}`, parts });
  }
  return entries;
}

async function attribute(
  line: Readonly<Record<string, unknown>>,
  name: string,
  reading: ManifestReading,
  where: Where,
): Promise<ByteSource> {
  const value = line[name];
  if (value === undefined || value === null) throw badLine(`has no attribute '${name}'`, where);
  if (!name.endsWith('-ref')) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return memorySource(`${reading.address} (${name})`, new TextEncoder().encode(text));
  }
  if (typeof value !== 'string') throw badLine(`has in '${name}' no address of an object`, where);
  return (await reading.get(addressIn(reading, value))).source;
}

function addressIn({ address, allowS3 }: ManifestReading, other: string): string {
  return localPath(other, dirname(address), { allowS3 });
}

function parsed(text: string, where: Where, code: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(code, `The manifest is not valid JSON: ${(cause as Error).message}`, { where, cause });
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badManifest(what: string, where: Where): UserError {
  return new UserError('E_MANIFEST', `The manifest ${what}.`, {
    where,
    hint: 'As SageMaker has it: [{"prefix": "s3://bucket/folder/"}, "a.csv", "b.csv"].',
  });
}

function badLine(what: string, where: Where): UserError {
  return new UserError('E_AUGMENTED_MANIFEST', `A line of the augmented manifest ${what}.`, {
    where,
    hint: 'A line is one JSON object: {"source-ref": "s3://bucket/row.pbr", "label": 1}. AttributeNames says what is sent of it.',
  });
}
