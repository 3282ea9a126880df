import type { ParquetGroup } from './file.js';

/** What is granted at most: a row group of ordinary size. */
const MOST_BYTES = 1 << 26;
/** More than codecs make of numbers that are not all the same. What a file says beyond that, its pages must bear out. */
const MOST_EXPANSION = 16;

/** Memory that pages are unpacked into, kept from row group to row group: fresh memory costs a page fault every 4 KiB. */
export class Workspace {
  #memory = new Uint8Array();

  /** It may be shorter than the pages of the group need. */
  for({ bytes, unpackedBytes }: ParquetGroup): Uint8Array {
    const length = Math.min(unpackedBytes, MOST_EXPANSION * bytes, MOST_BYTES);
    if (this.#memory.length < length) this.#memory = new Uint8Array(length);
    return this.#memory;
  }
}
