import { LITTLE_ENDIAN } from '../../data/little-endian.js';

/** Turns numbers of `width` bytes from the order of this machine to big-endian, or back, in place. */
export function bigEndian(bytes: Uint8Array<ArrayBuffer>, width: number): Uint8Array<ArrayBuffer> {
  if (!LITTLE_ENDIAN) return bytes;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (width === 2) buffer.swap16();
  if (width === 4) buffer.swap32();
  if (width === 8) buffer.swap64();
  return bytes;
}
