import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../errors.js';
import type { ByteReader, ByteSource } from './byte-source.js';

const READ_BYTES = 1 << 20;

/** What a gzip file holds. Nobody knows its size before the end; it can be read anew as often as the file. */
export function gunzipped(source: ByteSource): ByteSource {
  return {
    name: source.name,
    open: async () => new GunzipReader(await source.open(), source.name),
  };
}

class GunzipReader implements ByteReader {
  readonly #packed: ByteReader;
  readonly #name: string;
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #stream: ReturnType<typeof createGunzip>;
  #left: Uint8Array = new Uint8Array();

  constructor(packed: ByteReader, name: string) {
    this.#packed = packed;
    this.#name = name;
    this.#stream = Readable.from(this.#read()).pipe(createGunzip({ chunkSize: 1 << 18 }));
    this.#pieces = this.#stream[Symbol.asyncIterator]();
  }

  /** @throws UserError E_GZIP where the bytes are damaged or cut off */
  async read(into: Uint8Array): Promise<number> {
    while (this.#left.length === 0) {
      const { done, value } = await this.#next();
      if (done) return 0;
      this.#left = value;
    }
    const count = Math.min(into.length, this.#left.length);
    into.set(this.#left.subarray(0, count));
    this.#left = this.#left.subarray(count);
    return count;
  }

  async close(): Promise<void> {
    this.#stream.destroy();
    await this.#packed.close();
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#pieces.next();
    } catch (cause) {
      throw new UserError('E_GZIP', `${this.#name} cannot be unpacked: ${(cause as Error).message}.`, {
        where: { file: this.#name },
        hint: 'The gzip file is damaged or was not copied whole.',
        cause,
      });
    }
  }

  async *#read(): AsyncGenerator<Uint8Array, void, void> {
    for (;;) {
      const piece = new Uint8Array(READ_BYTES);
      const count = await this.#packed.read(piece);
      if (count === 0) return;
      yield piece.subarray(0, count);
    }
  }
}
