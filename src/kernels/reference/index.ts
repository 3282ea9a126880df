import type { Kernels } from '../kernels.js';
import { factorizationTwins } from './factorization.js';
import { kmeansTwins } from './kmeans.js';
import { scanTwins } from './scans.js';

/** The TypeScript twins: slow, short, and the specification the other two backends are held to. */
export function referenceKernels(): Kernels {
  return { backend: 'reference', simd: 'none', threads: 1, ...factorizationTwins, ...kmeansTwins, ...scanTwins };
}
