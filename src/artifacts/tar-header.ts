import { archiveError, damagedArchive } from './archive-error.js';

/** What one header block says. What it means is the reader's business. */
export interface TarHeader {
  readonly name: string;
  readonly type: string;
  /** bytes of content after the header */
  readonly size: number;
}

interface Field {
  readonly at: number;
  readonly bytes: number;
}

export const BLOCK_BYTES = 512;

/** @see POSIX pax, "ustar Interchange Format" */
export const FIELDS = {
  name: { at: 0, bytes: 100 },
  mode: { at: 100, bytes: 8 },
  uid: { at: 108, bytes: 8 },
  gid: { at: 116, bytes: 8 },
  size: { at: 124, bytes: 12 },
  mtime: { at: 136, bytes: 12 },
  checksum: { at: 148, bytes: 8 },
  type: { at: 156, bytes: 1 },
  magic: { at: 257, bytes: 8 },
  prefix: { at: 345, bytes: 155 },
} as const satisfies Record<string, Field>;

/** @param byteOffset of the block in the archive @throws UserError E_ARCHIVE_CHECKSUM, E_ARCHIVE_DAMAGED */
export function parseTarHeader(block: Uint8Array, byteOffset: number): TarHeader {
  expectChecksum(block, byteOffset);
  const name = text(block, FIELDS.name, byteOffset);
  // Only POSIX has a prefix; GNU tar keeps times in its place.
  const prefix = characters(block, FIELDS.magic).startsWith('ustar\0') ? text(block, FIELDS.prefix, byteOffset) : '';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: characters(block, FIELDS.type),
    size: number(block, FIELDS.size, byteOffset),
  };
}

/** @throws UserError E_ARCHIVE_DAMAGED where the bytes are not UTF-8 */
export function decodeName(bytes: Uint8Array, byteOffset: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw damagedArchive('a name is not UTF-8', byteOffset, cause);
  }
}

/** The sum of all bytes of a header, its checksum field counted as spaces. */
export function checksum(block: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < BLOCK_BYTES; at++) sum += isInChecksum(at) ? 0x20 : (block[at] as number);
  return sum;
}

function isInChecksum(at: number): boolean {
  return at >= FIELDS.checksum.at && at < FIELDS.checksum.at + FIELDS.checksum.bytes;
}

function expectChecksum(block: Uint8Array, byteOffset: number): void {
  const stated = number(block, FIELDS.checksum, byteOffset);
  const sum = checksum(block);
  // Some historic writers summed signed bytes.
  const negatives = block.reduce((count, byte, at) => (byte >= 0x80 && !isInChecksum(at) ? count + 1 : count), 0);
  if (stated === sum || stated === sum - 256 * negatives) return;
  throw archiveError(
    'E_ARCHIVE_CHECKSUM',
    `A tar header states the checksum ${stated}, but its bytes add up to ${sum}.`,
    byteOffset,
    'The archive is damaged, or is no tar archive at all; fetch or write it again.',
  );
}

function number(block: Uint8Array, field: Field, byteOffset: number): number {
  if ((block[field.at] as number) & 0x80) return binaryNumber(block, field, byteOffset);
  const octal = /^ *([0-7]*)(?:[\0 ]|$)/.exec(characters(block, field));
  if (octal === null) throw damagedArchive('a field of a header is no octal number', byteOffset);
  return Number.parseInt(octal[1] || '0', 8);
}

/** GNU's form for 8 GiB and more: the top bit set, then a big-endian number. */
function binaryNumber(block: Uint8Array, field: Field, byteOffset: number): number {
  let value = (block[field.at] as number) & 0x7f;
  for (let at = field.at + 1; at < field.at + field.bytes; at++) value = value * 256 + (block[at] as number);
  if (!Number.isSafeInteger(value)) throw damagedArchive('a size is negative or beyond all bounds', byteOffset);
  return value;
}

function text(block: Uint8Array, field: Field, byteOffset: number): string {
  const bytes = block.subarray(field.at, field.at + field.bytes);
  const end = bytes.indexOf(0);
  return decodeName(end === -1 ? bytes : bytes.subarray(0, end), byteOffset);
}

function characters(block: Uint8Array, { at, bytes }: Field): string {
  return String.fromCharCode(...block.subarray(at, at + bytes));
}
