import type { MemoryKernels } from '../kernels.js';

export const memoryTwins: MemoryKernels = { roomForRows: (bytes) => new Uint8Array(bytes) };
