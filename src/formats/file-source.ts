import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ByteSource } from './byte-source.js';
import { isNamedFifo, openFifo } from './fifo-reader.js';

/** A file on disk, or a FIFO. @throws the plain file-system error; channels say it in SageMaker's words */
export async function fileSource(path: string): Promise<ByteSource> {
  const facts = await stat(path);
  return {
    name: path,
    // A FIFO says 0 and means that nobody knows.
    ...(facts.isFile() ? { size: facts.size, slice: (start, end, into) => readSlice(path, start, end, into) } : {}),
    async open() {
      if (facts.isFIFO() && isNamedFifo(path)) return openFifo(path);
      const handle = await open(path, 'r');
      return {
        read: async (into) => (await handle.read(into, 0, into.length, null)).bytesRead,
        close: () => handle.close(),
      };
    },
  };
}

/** What one thread reads of a slice while others read the rest: bringing memory in takes as long as the copy. */
const PART_BYTES = 4 << 20;

async function readSlice(path: string, start: number, end: number, into?: Uint8Array): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const bytes = into?.subarray(0, end - start) ?? new Uint8Array(end - start);
    const parts: Promise<number>[] = [];
    for (let at = 0; at < bytes.length; at += PART_BYTES) {
      parts.push(fill(handle, bytes.subarray(at, at + PART_BYTES), start + at));
    }
    const lengths = await Promise.all(parts);
    return bytes.subarray(
      0,
      lengths.reduce((sum, length) => sum + length, 0),
    );
  } finally {
    await handle.close();
  }
}

/** Reads until `bytes` is full or the file ends. Returns how many bytes there were. */
async function fill(handle: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, position + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}
