/** A line of the cache, in bytes: what memory is read by. */
export const CACHE_LINE = 64;

/** Where arrays lie. */
export interface MemoryKernels {
  /**
   * Zeros for rows that will be read here and there: they begin with a line of the cache, in large pages, where this backend can have them so. Any other
   * array of that length does as well.
   */
  roomForRows(bytes: number): Uint8Array<ArrayBuffer>;
}
