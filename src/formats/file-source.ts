import { open, stat } from 'node:fs/promises';
import type { ByteSource } from './byte-source.js';

/** A file on disk, or a FIFO. @throws the plain file-system error; channels say it in SageMaker's words */
export async function fileSource(path: string): Promise<ByteSource> {
  const facts = await stat(path);
  return {
    name: path,
    // A FIFO says 0 and means that nobody knows.
    ...(facts.isFile() ? { size: facts.size } : {}),
    async open() {
      const handle = await open(path, 'r');
      return {
        read: async (into) => (await handle.read(into, 0, into.length, null)).bytesRead,
        close: () => handle.close(),
      };
    },
  };
}
