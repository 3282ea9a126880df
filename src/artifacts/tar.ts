import { archiveError, damagedArchive } from './archive-error.js';
import { type ArchiveLimits, DEFAULT_ARCHIVE_LIMITS } from './archive-limits.js';
import { safeName, unsafeName } from './member-name.js';
import { type PaxOverrides, parsePax } from './pax.js';
import { BLOCK_BYTES, checksum, decodeName, FIELDS, parseTarHeader, type TarHeader } from './tar-header.js';

export interface TarMember {
  /** Relative, with forward slashes, without `.` and `..`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** POSIX, the older NUL, and files that ask to lie in one piece. */
const REGULAR_TYPES = new Set(['0', '\x00', '7']);

/** Why a member is refused, by its type. A model needs none of these. */
const REFUSED_TYPES: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '6': 'a FIFO',
  S: 'a sparse file',
};

/**
 * The regular files of a tar archive, as views of its bytes. Directories are passed over; everything else that is no
 * regular file is refused, and so is every name that could leave a folder. Nothing here touches the disk.
 * @throws UserError E_ARCHIVE_DAMAGED, E_ARCHIVE_CHECKSUM, E_ARCHIVE_MEMBER (a kind that is refused), E_ARCHIVE_NAME,
 * E_ARCHIVE_DUPLICATE, E_ARCHIVE_TOO_MANY
 */
export function readTar(archive: Uint8Array, limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS): readonly TarMember[] {
  const members = new Map<string, TarMember>();
  let forAll: PaxOverrides = {};
  let forNext: PaxOverrides = {};
  let headers = 0;
  for (const { header, content, byteOffset } of entries(archive, () => ({ ...forAll, ...forNext }).size)) {
    if (++headers > limits.maxMembers) throw tooMany(limits, byteOffset);
    const contentOffset = byteOffset + BLOCK_BYTES;
    if (header.type === 'x') forNext = { ...forNext, ...parsePax(content, contentOffset) };
    else if (header.type === 'g') forAll = { ...forAll, ...parsePax(content, contentOffset) };
    else if (header.type === 'L') forNext = { ...forNext, path: gnuLongName(content, contentOffset) };
    else if (header.type !== 'K') {
      const { path = header.name, sparse = false } = { ...forAll, ...forNext };
      forNext = {};
      const name = safeName(path, limits, byteOffset);
      if (!isRegularFile({ ...header, name: path }, sparse, byteOffset)) continue;
      if (name === '') throw unsafeName(path, 'names no file', byteOffset);
      add(members, { name, bytes: content }, byteOffset);
    }
  }
  return [...members.values()];
}

interface Entry {
  readonly header: TarHeader;
  readonly content: Uint8Array;
  readonly byteOffset: number;
}

/**
 * Header after header up to the zero block that ends an archive. Some writers leave that block out, which gzip's own checksum
 * tells from an archive cut short.
 * @param overriddenSize the size a pax header gave the next member, asked for when its own header has been read
 */
function* entries(archive: Uint8Array, overriddenSize: () => number | undefined): Generator<Entry> {
  let at = 0;
  while (at < archive.length) {
    const block = archive.subarray(at, at + BLOCK_BYTES);
    if (block.every((byte) => byte === 0)) return;
    if (block.length < BLOCK_BYTES) throw damagedArchive('it ends in the middle of a header', at);
    const header = parseTarHeader(block, at);
    const size = contentBytes(header, overriddenSize());
    const start = at + BLOCK_BYTES;
    if (size > archive.length - start) {
      throw damagedArchive(`a member of ${size} bytes has only ${archive.length - start} left`, at);
    }
    yield { header, content: archive.subarray(start, start + size), byteOffset: at };
    at = start + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
}

function contentBytes({ type, size }: TarHeader, overridden: number | undefined): number {
  if (type === '5') return 0; // The size of a directory is advice, and no content follows.
  return 'xgLK'.includes(type) ? size : (overridden ?? size);
}

function isRegularFile({ name, type, size }: TarHeader, sparse: boolean, byteOffset: number): boolean {
  if (type === '5') return false;
  const isFile = !sparse && REGULAR_TYPES.has(type);
  if (!isFile) {
    const kind = sparse ? 'a sparse file' : (REFUSED_TYPES[type] ?? `of the unknown type ${JSON.stringify(type)}`);
    throw archiveError(
      'E_ARCHIVE_MEMBER',
      `The member ${JSON.stringify(name)} is ${kind}; a model archive holds regular files only.`,
      byteOffset,
      'Pack the files themselves, for example with `tar -czhf model.tar.gz -C DIR .`.',
    );
  }
  // Before POSIX, a trailing slash was all that made a directory.
  if (name.endsWith('/') && size === 0) return false;
  if (name.endsWith('/')) throw damagedArchive(`the directory ${JSON.stringify(name)} has content`, byteOffset);
  return true;
}

function add(members: Map<string, TarMember>, member: TarMember, byteOffset: number): void {
  // Two spellings of one accented name are one file on some disks.
  const key = member.name.normalize('NFC');
  if (members.has(key)) {
    throw archiveError(
      'E_ARCHIVE_DUPLICATE',
      `The member ${JSON.stringify(member.name)} occurs twice.`,
      byteOffset,
      'Write the archive afresh instead of appending to it.',
    );
  }
  members.set(key, member);
}

function gnuLongName(content: Uint8Array, byteOffset: number): string {
  const end = content.indexOf(0);
  return decodeName(end === -1 ? content : content.subarray(0, end), byteOffset);
}

function tooMany({ maxMembers }: ArchiveLimits, byteOffset: number): Error {
  const hint = 'Pack only what belongs to the model, or raise the limits of unpackModel.';
  return archiveError('E_ARCHIVE_TOO_MANY', `The archive has more than ${maxMembers} members.`, byteOffset, hint);
}

/**
 * Writes ustar: mode 0644, owner 0, time 0, members in the order given, so that same files give same bytes.
 * @throws RangeError where a name does not fit the format: more than 100 bytes, or 255 with a slash in the right place
 */
export function writeTar(members: readonly TarMember[]): Uint8Array {
  const blocks = (bytes: number): number => Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
  const size = members.reduce((sum, { bytes }) => sum + BLOCK_BYTES + blocks(bytes.length), 2 * BLOCK_BYTES);
  const archive = new Uint8Array(size);
  let at = 0;
  for (const { name, bytes } of members) {
    archive.set(header(name, bytes.length), at);
    archive.set(bytes, at + BLOCK_BYTES);
    at += BLOCK_BYTES + blocks(bytes.length);
  }
  return archive;
}

function header(name: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  const [prefix, rest] = splitName(name);
  const put = ({ at }: { at: number }, text: string): void => {
    block.set(new TextEncoder().encode(text), at);
  };
  const octal = (field: { at: number; bytes: number }, value: number): void => {
    put(field, `${value.toString(8).padStart(field.bytes - 1, '0')}\0`);
  };
  put(FIELDS.name, rest);
  octal(FIELDS.mode, 0o644);
  octal(FIELDS.uid, 0);
  octal(FIELDS.gid, 0);
  octal(FIELDS.size, size);
  octal(FIELDS.mtime, 0);
  put(FIELDS.type, '0');
  put(FIELDS.magic, 'ustar\x0000');
  put(FIELDS.prefix, prefix);
  put(FIELDS.checksum, `${checksum(block).toString(8).padStart(6, '0')}\0 `);
  return block;
}

function splitName(name: string): readonly [prefix: string, rest: string] {
  const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
  if (bytesOf(name) <= FIELDS.name.bytes) return ['', name];
  for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) {
    const [prefix, rest] = [name.slice(0, slash), name.slice(slash + 1)];
    if (bytesOf(prefix) <= FIELDS.prefix.bytes && bytesOf(rest) <= FIELDS.name.bytes) return [prefix, rest];
  }
  throw new RangeError(`the name ${JSON.stringify(name)} is too long for a ustar archive`);
}
