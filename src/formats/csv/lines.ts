import type { ByteReader, ByteSource } from '../byte-source.js';

const LF = 10;
const CR = 13;
const READ_BYTES = 1 << 20;

export function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}

/** Where the line at `from` ends, or the length of `bytes`. */
export function lineEnd(bytes: Uint8Array, from: number): number {
  const ends = [bytes.indexOf(LF, from), bytes.indexOf(CR, from)].filter((end) => end >= 0);
  return Math.min(bytes.length, ...ends);
}

/** Counts line ends, blank lines' too, over pieces cut anywhere. LF, CRLF and CR each end one line. */
export class LineCounter {
  /** 1-based number of the line that follows. */
  line = 1;
  #afterCarriageReturn = false;

  count(bytes: Uint8Array): void {
    if (!this.#afterCarriageReturn && !bytes.includes(CR)) this.#countLineFeeds(bytes);
    else this.#countBoth(bytes);
  }

  /** Nearly every file: a search that the runtime does many bytes at a time. */
  #countLineFeeds(bytes: Uint8Array): void {
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) this.line++;
  }

  #countBoth(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === CR || (byte === LF && !this.#afterCarriageReturn)) this.line++;
      this.#afterCarriageReturn = byte === CR;
    }
  }
}

/** Finds the numbers of lines by reading the source once more, as far as it is asked, and never twice. */
export class LineFinder {
  readonly #source: ByteSource;
  readonly #counter = new LineCounter();
  readonly #buffer = new Uint8Array(READ_BYTES);
  #reader: ByteReader | undefined;
  #offset = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The 1-based number of the line that starts at byte `offset`, which must not lie before the one asked for last. */
  async lineAt(offset: number): Promise<number> {
    this.#reader ??= await this.#source.open();
    while (this.#offset < offset) {
      const count = await this.#reader.read(this.#buffer.subarray(0, Math.min(offset - this.#offset, READ_BYTES)));
      if (count === 0) break;
      this.#counter.count(this.#buffer.subarray(0, count));
      this.#offset += count;
    }
    return this.#counter.line;
  }

  async close(): Promise<void> {
    await this.#reader?.close();
  }
}
