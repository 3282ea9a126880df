import { open, stat } from 'node:fs/promises';
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

async function readSlice(path: string, start: number, end: number, into?: Uint8Array): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const bytes = into?.subarray(0, end - start) ?? new Uint8Array(end - start);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, start + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}
