import { MOST_DEPTH_AT_ONCE, type RowBins } from '../../../kernels/kernels.js';
import { drawsColumns } from '../column-sampler.js';
import { LEAST_ROWS } from './gradient-steps.js';
import { roomForSplits } from './row-layout.js';
import type { TreeParameters } from './tree-parameters.js';

/** Sums that are made in one kernel call: some 20 ms of work. */
export const UPDATES_PER_CALL = 1 << 25;
/** Numbers of all histograms of a tree, 32 MB. */
const MOST_SUMS = 1 << 22;

/** Whether a tree is so small that one call may grow it all, and asks for nothing but depth: what draws or restricts columns is decided node by node. */
export function isGrownWhole({ rows, groups, width }: RowBins, parameters: TreeParameters): boolean {
  const { max_depth, max_leaves, grow_policy, monotone_constraints, interaction_constraints } = parameters;
  const isRestricted = Boolean(monotone_constraints?.length || interaction_constraints?.length);
  const isLimitedByDepth = max_depth >= 1 && max_depth <= MOST_DEPTH_AT_ONCE && max_leaves === 0;
  return (
    grow_policy === 'depthwise' &&
    isLimitedByDepth &&
    !drawsColumns(parameters) &&
    !isRestricted &&
    rows < LEAST_ROWS &&
    rows * groups * max_depth <= UPDATES_PER_CALL &&
    2 ** max_depth * groups * width <= MOST_SUMS
  );
}

/** What one call writes a tree to; see `growTree` of the kernels. */
export function roomForWhole({ groups, width }: RowBins, maxDepth: number) {
  const most = 2 ** maxDepth - 1;
  return {
    pool: new Float64Array(2 ** maxDepth * groups * width),
    sum: new Float64Array(2),
    nodes: new Int32Array(most),
    splits: roomForSplits(most),
  };
}
