import { crc32, inflateRawSync } from 'node:zlib';
import { UserError } from '../errors.js';
import { type ArchiveLimits, DEFAULT_ARCHIVE_LIMITS } from './archive-limits.js';
import { safeName } from './member-name.js';

/**
 * The `model_algo-1` of Linear Learner and Factorization Machines is a ZIP (little-endian throughout):
 *
 *     members: local header · name · bytes        central directory: a header for each member        end record
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.7, 4.3.12, 4.3.16
 */
const LOCAL_MAGIC = 0x04034b50;
const CENTRAL_MAGIC = 0x02014b50;
const END_MAGIC = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const UTF8_NAMES = 0x0800;
const VERSION = 20;
/** 1 January 1980, the earliest date there is: same files, same bytes. */
const DATE = 0x21;
/** The value that says "see the 64-bit extension". */
const ZIP64 = 0xffff_ffff;

export interface ZipMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** True where `bytes` start as a ZIP with members does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= LOCAL_BYTES && viewOf(bytes).getUint32(0, true) === LOCAL_MAGIC;
}

/**
 * The members of a ZIP, in the order of its directory. Stored ones are views of its bytes.
 * @param file how errors call the bytes
 * @throws UserError E_ARCHIVE_DAMAGED, E_ARCHIVE_CHECKSUM, E_ARCHIVE_MEMBER (encrypted, 64-bit, another compression), E_ARCHIVE_NAME,
 * E_ARCHIVE_DUPLICATE, E_ARCHIVE_TOO_MANY, E_ARCHIVE_TOO_LARGE
 */
export function readZip(
  bytes: Uint8Array,
  file = 'model_algo-1',
  limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS,
): readonly ZipMember[] {
  const fail: Fail = (code, message, byteOffset) =>
    new UserError(code, message, { where: { file, byteOffset }, hint: 'Fetch or write the file again.' });
  const members = new Map<string, ZipMember>();
  let inflated = 0;
  for (const entry of directory(bytes, limits, fail)) {
    if (members.has(entry.name))
      throw fail('E_ARCHIVE_DUPLICATE', `The member '${entry.name}' occurs twice.`, entry.at);
    inflated += entry.size;
    if (inflated > Math.max(limits.alwaysAllowedBytes, bytes.length * limits.maxCompressionRatio)) {
      throw fail(
        'E_ARCHIVE_TOO_LARGE',
        `The members of ${bytes.length} bytes inflate to more than is allowed.`,
        entry.at,
      );
    }
    members.set(entry.name, { name: entry.name, bytes: content(bytes, entry, fail) });
  }
  return [...members.values()];
}

type Fail = (code: string, message: string, byteOffset: number) => UserError;

interface Entry {
  readonly name: string;
  /** Where its header in the directory starts. */
  readonly at: number;
  readonly method: number;
  readonly checksum: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly localHeader: number;
}

function* directory(bytes: Uint8Array, limits: ArchiveLimits, fail: Fail): Generator<Entry> {
  const view = viewOf(bytes);
  const end = findEnd(view);
  if (end === undefined) throw fail('E_ARCHIVE_DAMAGED', 'The ZIP lacks its end record.', bytes.length);
  const count = view.getUint16(end + 10, true);
  if (count > limits.maxMembers) {
    throw fail('E_ARCHIVE_TOO_MANY', `The ZIP has more than ${limits.maxMembers} members.`, end);
  }
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL_MAGIC) {
      throw fail('E_ARCHIVE_DAMAGED', `The ZIP's directory breaks off at member ${index} of ${count}.`, at);
    }
    const nameBytes = view.getUint16(at + 28, true);
    const next = at + CENTRAL_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end)
      throw fail('E_ARCHIVE_DAMAGED', `The name of member ${index} reaches over the directory's end.`, at);
    const name = readName(bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes), at, fail);
    const entry = {
      name: safeName(name, limits, at),
      at,
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      localHeader: view.getUint32(at + 42, true),
    };
    if ((view.getUint16(at + 8, true) & ENCRYPTED) !== 0) {
      throw fail('E_ARCHIVE_MEMBER', `The member '${name}' is encrypted.`, at);
    }
    if ([entry.compressedSize, entry.size, entry.localHeader].includes(ZIP64)) {
      throw fail('E_ARCHIVE_MEMBER', `The member '${name}' needs the 64-bit form of ZIP, which is not read.`, at);
    }
    at = next;
    // Directories have names that end in a slash, and no content.
    if (!name.endsWith('/')) yield entry;
  }
}

/** The end record stands last but for a comment. */
function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END_MAGIC) return at;
  }
  return undefined;
}

function readName(bytes: Uint8Array, at: number, fail: Fail): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fail('E_ARCHIVE_NAME', 'A member name is not UTF-8.', at);
  }
}

function content(bytes: Uint8Array, { name, method, localHeader, ...entry }: Entry, fail: Fail): Uint8Array {
  const view = viewOf(bytes);
  if (localHeader + LOCAL_BYTES > bytes.length || view.getUint32(localHeader, true) !== LOCAL_MAGIC) {
    throw fail('E_ARCHIVE_DAMAGED', `The member '${name}' is not where the directory says.`, localHeader);
  }
  const start =
    localHeader + LOCAL_BYTES + view.getUint16(localHeader + 26, true) + view.getUint16(localHeader + 28, true);
  const packed = bytes.subarray(start, start + entry.compressedSize);
  if (packed.length < entry.compressedSize) {
    throw fail('E_ARCHIVE_DAMAGED', `The member '${name}' is cut short.`, start);
  }
  const unpacked = unpack(packed, method, entry.size);
  if (unpacked === undefined) {
    const known = method === STORED || method === DEFLATED;
    const why = known ? 'does not have the size it says' : `is compressed by method ${method}, which is not read`;
    throw fail(known ? 'E_ARCHIVE_DAMAGED' : 'E_ARCHIVE_MEMBER', `The member '${name}' ${why}.`, localHeader);
  }
  if (crc32(unpacked) !== entry.checksum) {
    throw fail('E_ARCHIVE_CHECKSUM', `The member '${name}' does not have the checksum it says.`, start);
  }
  return unpacked;
}

/** `undefined` where there are not `size` bytes in it. */
function unpack(packed: Uint8Array, method: number, size: number): Uint8Array | undefined {
  if (method === STORED) return packed.length === size ? packed : undefined;
  if (method !== DEFLATED) return undefined;
  try {
    const unpacked = inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
    return unpacked.length === size ? unpacked : undefined;
  } catch {
    return undefined;
  }
}

/** Writes members as they are, uncompressed and undated, in the order given. @throws RangeError beyond 4 GiB */
export function writeZip(members: readonly ZipMember[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of members) {
    const nameBytes = new TextEncoder().encode(name);
    const local = header(LOCAL_MAGIC, LOCAL_BYTES, 4, nameBytes, bytes);
    const central = header(CENTRAL_MAGIC, CENTRAL_BYTES, 6, nameBytes, bytes);
    central.view.setUint16(4, VERSION, true);
    central.view.setUint32(42, at, true);
    parts.push(local.bytes, bytes);
    directory.push(central.bytes);
    at += local.bytes.length + bytes.length;
    if (at >= ZIP64) throw new RangeError('a ZIP of more than 4 GiB needs the 64-bit form, which is not written');
  }
  const end = new Uint8Array(END_BYTES);
  const view = viewOf(end);
  view.setUint32(0, END_MAGIC, true);
  view.setUint16(8, members.length, true);
  view.setUint16(10, members.length, true);
  view.setUint32(
    12,
    directory.reduce((sum, { length }) => sum + length, 0),
    true,
  );
  view.setUint32(16, at, true);
  return Buffer.concat([...parts, ...directory, end]);
}

/** What both headers of a member have in common begins at `fields`. */
function header(magic: number, length: number, fields: number, name: Uint8Array, content: Uint8Array) {
  const bytes = new Uint8Array(length + name.length);
  const view = viewOf(bytes);
  bytes.set(name, length);
  view.setUint32(0, magic, true);
  view.setUint16(fields, VERSION, true);
  view.setUint16(fields + 2, UTF8_NAMES, true);
  view.setUint16(fields + 4, STORED, true);
  view.setUint16(fields + 8, DATE, true);
  view.setUint32(fields + 10, crc32(content), true);
  view.setUint32(fields + 14, content.length, true);
  view.setUint32(fields + 18, content.length, true);
  view.setUint16(fields + 22, name.length, true);
  return { bytes, view };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
