export const LF = 10;
export const CR = 13;

/** Where the line at `from` ends, or the length of `bytes`. */
export function lineEnd(bytes: Uint8Array, from: number): number {
  let end = from;
  while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
  return end;
}
