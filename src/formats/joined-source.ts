import { type ByteReader, type ByteSource, totalBytes } from './byte-source.js';

/** Sources as one stream, each byte for byte behind the one before. */
export function joinedSource(name: string, sources: readonly ByteSource[]): ByteSource {
  const size = totalBytes(sources);
  return { name, ...(size !== undefined && { size }), open: async () => new JoinedReader(sources) };
}

class JoinedReader implements ByteReader {
  readonly #sources: readonly ByteSource[];
  #next = 0;
  #current: ByteReader | undefined;

  constructor(sources: readonly ByteSource[]) {
    this.#sources = sources;
  }

  async read(into: Uint8Array): Promise<number> {
    for (;;) {
      this.#current ??= await this.#sources[this.#next++]?.open();
      if (this.#current === undefined) return 0;
      const count = await this.#current.read(into);
      if (count > 0) return count;
      await this.close();
    }
  }

  async close(): Promise<void> {
    const reader = this.#current;
    this.#current = undefined;
    await reader?.close();
  }
}
