import { CACHE_LINE, type MemoryKernels } from '../kernels.js';

/** See native/node/src/pages.rs. */
export interface MemoryAddon {
  preferLargePages(array: Uint8Array): void;
  /** Bytes before the first line of the cache that the array fills. */
  beforeCacheLine(array: Uint8Array): number;
}

export function nativeMemory(addon: MemoryAddon): MemoryKernels {
  return {
    roomForRows: (bytes) => {
      const room = new Uint8Array(bytes + CACHE_LINE);
      addon.preferLargePages(room);
      const before = addon.beforeCacheLine(room);
      return room.subarray(before, before + bytes);
    },
  };
}
