import { type ByteSource, windows } from './byte-source.js';

/** A line longer than this is handed out in part. */
const MAX_LINE_BYTES = 1 << 20;
const WINDOW_BYTES = 64 << 10;
const LF = 10;

/**
 * Lines as a Python file in text mode gives them: UTF-8, bytes that are none left out, every line end an LF that stays at the line. Read on
 * demand: who stops early has read no more than a window.
 */
export async function* textLines(source: ByteSource): AsyncGenerator<string, void, void> {
  for await (const window of windows(source, { windowBytes: WINDOW_BYTES })) {
    const { bytes, final } = window;
    for (;;) {
      const from = window.consumed;
      const end = lineEnd(bytes, from, final);
      if (end === undefined && !final && bytes.length - from < MAX_LINE_BYTES) break;
      if (from === bytes.length) break;
      const content = bytes.subarray(from, end?.at ?? bytes.length);
      window.consumed = end?.next ?? bytes.length;
      yield decode(content) + (end === undefined ? '' : '\n');
    }
  }
}

/** Nothing where it is not in the bytes yet: the LF of a CRLF may follow. */
function lineEnd(bytes: Uint8Array, from: number, final: boolean): { at: number; next: number } | undefined {
  const at = bytes.subarray(from).findIndex((byte) => byte === LF || byte === 13);
  if (at < 0) return undefined;
  const end = from + at;
  if (bytes[end] === LF) return { at: end, next: end + 1 };
  if (end + 1 === bytes.length && !final) return undefined;
  return { at: end, next: end + (bytes[end + 1] === LF ? 2 : 1) };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replaceAll('\ufffd', '');
}
