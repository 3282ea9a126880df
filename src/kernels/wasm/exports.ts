import type { KMeansExports } from './kmeans.js';
import type { NeighborExports } from './neighbors.js';
import type { ScanExports } from './scans.js';

/** What `native/wasm` exports; addresses and sizes are unsigned 32-bit numbers, which arrive signed. */
export interface WasmExports extends KMeansExports, NeighborExports, ScanExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  interface_version(): number;
  alloc(bytes: number): number;
  dealloc(address: number, bytes: number): void;
}
