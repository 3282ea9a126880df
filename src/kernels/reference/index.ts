import type { Kernels } from '../kernels.js';
import { kmeansTwins } from './kmeans.js';
import { linearTwins } from './linear.js';
import { scanTwins } from './scans.js';

/** The TypeScript twins: slow, short, and the specification the other two backends are held to. */
export function referenceKernels(): Kernels {
  return { backend: 'reference', simd: 'none', threads: 1, ...kmeansTwins, ...linearTwins, ...scanTwins };
}
