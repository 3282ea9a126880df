import type { Forest } from './forest.js';
import { type Place, rootsOf } from './walk.js';

/** What the container prints of a forest, under its own names. */
export interface ForestInfo {
  readonly num_trees: number;
  readonly num_samples_in_forest: number;
  readonly num_samples_per_tree: number;
  readonly sample_dim: number;
  /** Cuts and leaves of each tree: twice its distinct rows, less one. */
  readonly trees_num_nodes: readonly number[];
  /** Levels of each tree: 1 where it is a leaf alone. */
  readonly trees_depth: readonly number[];
  /** Bytes of the forest's arrays here; SageMaker's layout is not known. */
  readonly mem_size: number;
}

export function forestInfo(forest: Forest): ForestInfo {
  const { leafCounts, masses, cols } = forest;
  const rows = masses.reduce((sum, mass) => sum + mass, 0);
  return {
    num_trees: leafCounts.length,
    num_samples_in_forest: rows,
    num_samples_per_tree: rows / leafCounts.length,
    sample_dim: cols,
    trees_num_nodes: Array.from(leafCounts, (leaves) => 2 * leaves - 1),
    trees_depth: Array.from(rootsOf(forest), (root) => levelsOf(forest, root)),
    mem_size: bytesOf(forest),
  };
}

/** Plain arrays instead of places: there may be millions of cuts, and nobody may have to wait for them. */
function levelsOf({ leftLeaves }: Forest, root: Place): number {
  const leaves = new Int32Array(root.leaves).fill(root.leaves, 0, 1);
  const depths = new Int32Array(root.leaves);
  let deepest = 0;
  // A cut stands before those below it.
  for (let cut = 0; cut < root.leaves - 1; cut++) {
    const below = (depths[cut] as number) + 1;
    const left = leftLeaves[root.cut + cut] as number;
    deepest = Math.max(deepest, below);
    for (const [child, count] of [
      [cut + 1, left],
      [cut + left, (leaves[cut] as number) - left],
    ] as const) {
      if (count === 1) continue;
      leaves[child] = count;
      depths[child] = below;
    }
  }
  return deepest + 1;
}

function bytesOf({ leafCounts, cutColumns, cutValues, leftLeaves, points, masses }: Forest): number {
  const arrays = [leafCounts, cutColumns, cutValues, leftLeaves, points, masses];
  return arrays.reduce((sum, array) => sum + array.byteLength, 0);
}
