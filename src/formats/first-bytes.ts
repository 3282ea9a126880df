import type { ByteSource } from './byte-source.js';

/** The first bytes of a source, as many as asked for where it has so many. */
export async function firstBytes(source: ByteSource, count: number): Promise<Uint8Array> {
  const reader = await source.open();
  try {
    const head = new Uint8Array(Math.min(count, source.size ?? count));
    let length = 0;
    while (length < head.length) {
      const read = await reader.read(head.subarray(length));
      if (read === 0) break;
      length += read;
    }
    return head.subarray(0, length);
  } finally {
    await reader.close();
  }
}
