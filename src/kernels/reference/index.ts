import type { Kernels } from '../kernels.js';
import { boostingTwins } from './boosting.js';
import { dmlcTwins } from './dmlc.js';
import { eigenTwins } from './eigen.js';
import { exactTwins } from './exact.js';
import { factorizationTwins } from './factorization.js';
import { forestTwins } from './forest.js';
import { kmeansTwins } from './kmeans.js';
import { linearTwins } from './linear.js';
import { memoryTwins } from './memory.js';
import { momentTwins } from './moments.js';
import { neighborTwins } from './neighbors.js';
import { projectionTwins } from './projection.js';
import { scanTwins } from './scans.js';
import { topicTwins } from './topics.js';
import { treeTwins } from './trees.js';

/** The TypeScript twins: slow, short, and the specification the other two backends are held to. */
export function referenceKernels(): Kernels {
  return {
    backend: 'reference',
    simd: 'none',
    threads: 1,
    ...exactTwins,
    ...boostingTwins,
    ...forestTwins,
    ...kmeansTwins,
    ...scanTwins,
    ...dmlcTwins,
    ...eigenTwins,
    ...momentTwins,
    ...projectionTwins,
    ...neighborTwins,
    ...topicTwins,
    ...linearTwins,
    ...factorizationTwins,
    ...memoryTwins,
    ...treeTwins,
  };
}
