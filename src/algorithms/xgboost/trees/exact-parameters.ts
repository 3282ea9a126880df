import type { TreeParameters } from './tree-parameters.js';

/** What the exact grower goes by; leaves, bins and the order of growth are not its own to choose. */
export type ExactParameters = Omit<TreeParameters, 'max_leaves' | 'max_bin' | 'grow_policy'>;

/** The `eta` of each of the trees that a round grows side by side: together they count as one. */
export function etaOfTree(eta: number, numParallelTree: number): number {
  return Math.fround(Math.fround(eta) / numParallelTree);
}
