import type { FactorizationExports } from './factorization.js';
import type { KMeansExports } from './kmeans.js';
import type { ScanExports } from './scans.js';

/** What `native/wasm` exports; addresses and sizes are unsigned 32-bit numbers, which arrive signed. */
export interface WasmExports extends FactorizationExports, KMeansExports, ScanExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  interface_version(): number;
  alloc(bytes: number): number;
  dealloc(address: number, bytes: number): void;
}
