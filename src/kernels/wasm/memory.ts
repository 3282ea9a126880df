import type { MemoryKernels } from '../kernels.js';

/** Arrays are copied in and out of linear memory; where the caller's lie makes no difference. */
export const wasmMemory: MemoryKernels = { roomForRows: (bytes) => new Uint8Array(bytes) };
