import { damagedArchive } from './archive-error.js';
import { decodeName } from './tar-header.js';

/** What an extended header says of the member that follows, as far as it matters here. */
export interface PaxOverrides {
  readonly path?: string;
  readonly size?: number;
  /** The content is a map of holes, not the file itself. */
  readonly sparse?: boolean;
}

/** Reads records of the form `23 path=model_algo-1\n`. @throws UserError E_ARCHIVE_DAMAGED */
export function parsePax(content: Uint8Array, byteOffset: number): PaxOverrides {
  let overrides: PaxOverrides = {};
  let at = 0;
  while (at < content.length && content[at] !== 0) {
    const { key, value, length } = parseRecord(content.subarray(at), byteOffset + at);
    if (key === 'path') overrides = { ...overrides, path: decodeName(value, byteOffset + at) };
    if (key === 'size') overrides = { ...overrides, size: parseSize(value, byteOffset + at) };
    if (key.startsWith('GNU.sparse.')) overrides = { ...overrides, sparse: true };
    at += length;
  }
  return overrides;
}

function parseRecord(content: Uint8Array, byteOffset: number): { key: string; value: Uint8Array; length: number } {
  const space = content.indexOf(0x20);
  const length = space > 0 && space < 12 ? parseDigits(content.subarray(0, space)) : Number.NaN;
  if (!(length > space + 2 && length <= content.length) || content[length - 1] !== 0x0a) {
    throw damagedArchive('a record of a pax header has a wrong length', byteOffset);
  }
  const record = content.subarray(space + 1, length - 1);
  const equals = record.indexOf(0x3d);
  if (equals < 1) throw damagedArchive('a record of a pax header has no key', byteOffset);
  return { key: decodeName(record.subarray(0, equals), byteOffset), value: record.subarray(equals + 1), length };
}

function parseSize(value: Uint8Array, byteOffset: number): number {
  const size = parseDigits(value);
  if (!Number.isSafeInteger(size)) throw damagedArchive('a pax header states a size that is no number', byteOffset);
  return size;
}

function parseDigits(bytes: Uint8Array): number {
  const text = bytes.length <= 20 ? String.fromCharCode(...bytes) : '';
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
