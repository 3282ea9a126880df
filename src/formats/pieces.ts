import type { WriterOptions } from './row-writer.js';

/** What is filled by a writer and emptied by a sink. */
interface Fillable {
  readonly length: number;
  take(): Uint8Array;
}

/** Hands what a writer has made to a sink, a piece of about a mebibyte at a time. */
export class Pieces {
  readonly #write: (bytes: Uint8Array) => unknown;
  readonly #pieceBytes: number;

  /** @param write may return a promise: nothing more is handed to it before that settles */
  constructor(write: (bytes: Uint8Array) => unknown, { pieceBytes = 1 << 20 }: WriterOptions) {
    this.#write = write;
    this.#pieceBytes = pieceBytes;
  }

  isFull({ length }: Fillable): boolean {
    return length >= this.#pieceBytes;
  }

  async hand(buffer: Fillable): Promise<void> {
    if (buffer.length > 0) await this.#write(buffer.take());
  }
}
