import type { ByteSource } from '../byte-source.js';

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
    for (const byte of bytes) {
      if (byte === CR || (byte === LF && !this.#afterCarriageReturn)) this.line++;
      this.#afterCarriageReturn = byte === CR;
    }
  }
}

/** The 1-based number of the line that starts at byte `offset`: reads the source again up to there. */
export async function lineNumberAt(source: ByteSource, offset: number): Promise<number> {
  const counter = new LineCounter();
  const reader = await source.open();
  try {
    const buffer = new Uint8Array(Math.min(READ_BYTES, offset));
    for (let left = offset; left > 0; ) {
      const count = await reader.read(buffer.subarray(0, Math.min(left, buffer.length)));
      if (count === 0) break;
      counter.count(buffer.subarray(0, count));
      left -= count;
    }
  } finally {
    await reader.close();
  }
  return counter.line;
}
