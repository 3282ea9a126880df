import { open } from 'node:fs/promises';
import { SNIFFED_BYTES, type Sniffed, sniffBytes } from '../formats/sniff.js';

/**
 * Tells a file's format by its first bytes, never by its name.
 * @throws UserError E_FORMAT_UNKNOWN, E_INPUT_EMPTY
 */
export async function sniff(path: string): Promise<Sniffed> {
  return sniffBytes(await firstBytes(path), path);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
