import type { FoundSplits, SplitRules } from '../../../kernels/kernels.js';
import { boundedWeight, gainOf, type Pair } from '../../../kernels/tree-gains.js';
import { type ColumnSampler, drawsColumns } from '../column-sampler.js';
import { InteractionConstraints, MonotoneConstraints } from './constraints.js';
import { type Candidate, GrowthQueue } from './growth-queue.js';
import type { FollowedSplit, OpenNode, RowLayout, WholeTree } from './row-layout.js';
import { TreeBuilder } from './tree-builder.js';
import type { GrownTree } from './tree-grower.js';
import type { TreeParameters } from './tree-parameters.js';

interface SplitCandidate extends Candidate {
  readonly column: number;
  readonly bin: number;
  readonly defaultLeft: boolean;
}

/**
 * Grows one tree: the best split of every open node is searched, those whose turn it is are made, rows follow them, and their children are open next.
 *
 * A node's rows want to move by w so that the loss, taken for a parabola, is least: w = -G / (H + lambda), where G and H are the derivatives of its
 * rows added up, and the loss falls by G² / (H + lambda) / 2. A split is worth what both sides gain beyond that.
 */
export async function growTree(
  rows: RowLayout,
  gradients: Float32Array,
  parameters: TreeParameters,
  columns: ColumnSampler,
): Promise<GrownTree> {
  columns.startTree(rows.cols);
  const whole = await rows.growWhole?.(gradients, parameters, rulesOf(parameters));
  if (whole !== undefined) return retrace(whole, new Grower(rows, parameters, columns, whole.sum));
  const grower = new Grower(rows, parameters, columns, await rows.begin(gradients));
  await grower.openRoot();
  for (let batch = grower.queue.pop(); batch.length > 0; batch = grower.queue.pop()) {
    const splits = batch.map((candidate) => grower.split(candidate));
    await rows.follow(splits.map(({ followed }) => followed));
    await grower.open(splits.flatMap(({ children }) => children));
  }
  return { tree: grower.tree.finish(), leafOfRow: await rows.leaves() };
}

/** Makes the splits of a tree that was grown in one call. */
function retrace({ count, nodes, splits, leafOfRow }: WholeTree, grower: Grower): GrownTree {
  for (let at = 0; at < count; at++) {
    grower.split(candidateAt(splits, at, nodes[at] as number, 0) as SplitCandidate);
  }
  return { tree: grower.tree.finish(), leafOfRow };
}

function rulesOf({ lambda, alpha, min_child_weight, max_delta_step }: TreeParameters): SplitRules {
  return {
    lambda: Math.fround(lambda),
    alpha: Math.fround(alpha),
    minChildWeight: Math.fround(min_child_weight),
    maxDeltaStep: Math.fround(max_delta_step),
  };
}

class Grower {
  readonly tree: TreeBuilder;
  readonly queue: GrowthQueue<SplitCandidate>;
  readonly #rows: RowLayout;
  readonly #eta: number;
  readonly #rules: SplitRules;
  readonly #monotone: MonotoneConstraints | undefined;
  readonly #interactions: InteractionConstraints | undefined;
  readonly #columns: ColumnSampler;
  readonly #samplesColumns: boolean;
  readonly #root: Pair;

  constructor(rows: RowLayout, parameters: TreeParameters, columns: ColumnSampler, root: Pair) {
    const { monotone_constraints = [], interaction_constraints = [] } = parameters;
    this.#rows = rows;
    this.#root = root;
    this.#columns = columns;
    this.#eta = Math.fround(parameters.eta);
    this.#monotone =
      monotone_constraints.length > 0 ? new MonotoneConstraints(monotone_constraints, rows.cols) : undefined;
    this.#interactions =
      interaction_constraints.length > 0 ? new InteractionConstraints(interaction_constraints) : undefined;
    this.#samplesColumns = drawsColumns(parameters);
    this.#rules = { ...rulesOf(parameters), ...(this.#monotone && { monotone: this.#monotone.directions }) };
    this.queue = new GrowthQueue(parameters);
    const weight = this.#weight(0, root);
    this.tree = new TreeBuilder({ answer: Math.fround(this.#eta * weight), hessian: root[1] }, weight);
  }

  async openRoot(): Promise<void> {
    await this.open([{ node: 0, parent: -1, sum: this.#root, gain: this.#gain(0, this.#root) }], 0);
  }

  /** Searches the best split of each node and lets those that have one wait for their turn. */
  async open(nodes: readonly (OpenNode & { readonly depth?: number })[], depth?: number): Promise<void> {
    if (nodes.length === 0) return;
    const asked = nodes.map((node) => ({ ...node, ...this.#limitsOf(node.node, node.depth ?? depth ?? 0) }));
    const found = await this.#rows.findSplits(asked, this.#rules);
    nodes.forEach(({ node, depth: own = depth ?? 0 }, at) => {
      const candidate = candidateAt(found, at, node, own);
      if (candidate === undefined || !this.queue.push(candidate)) this.#rows.close(node);
    });
  }

  /** Makes a split. @returns what rows must know of it, and the children that are open for another */
  split(candidate: SplitCandidate) {
    const { node, depth, column, bin, defaultLeft, gain, leftSum, rightSum } = candidate;
    const sum: Pair = [leftSum[0] + rightSum[0], leftSum[1] + rightSum[1]];
    const weights: Pair = [this.#weight(node, leftSum), this.#weight(node, rightSum)];
    const leaf = (weight: number, [, hessian]: Pair) => ({ answer: Math.fround(weight * this.#eta), hessian });
    const leftChild = this.tree.split({
      node,
      column,
      value: this.#rows.splitValue(column, bin),
      defaultLeft,
      gain,
      weight: this.#weight(node, sum),
      hessian: sum[1],
      left: leaf(weights[0], leftSum),
      right: leaf(weights[1], rightSum),
    });
    const isOpen = this.queue.mayGrowBelow(candidate);
    const child = (at: number, own: Pair) => ({
      node: leftChild + at,
      parent: node,
      depth: depth + 1,
      sum: own,
      gain: this.#gain(node, own),
    });
    const followed: FollowedSplit = { node, column, bin, defaultLeft, leftChild, last: !isOpen };
    const children = isOpen ? [child(0, leftSum), child(1, rightSum)] : [];
    this.#monotone?.split(node, leftChild, column, weights);
    this.#interactions?.split(node, leftChild, column);
    return { followed, children };
  }

  #limitsOf(node: number, depth: number): Pick<OpenNode, 'bounds' | 'columns'> {
    const bounds = this.#monotone?.boundsOf(node);
    const columns = this.#samplesColumns || this.#interactions !== undefined ? this.#columnsOf(node, depth) : undefined;
    return { ...(bounds && { bounds }), ...(columns && { columns }) };
  }

  #columnsOf(node: number, depth: number): Int32Array {
    return this.#columns
      .columnsOf(depth)
      .filter((column) => this.#interactions === undefined || this.#interactions.allows(node, column));
  }

  #weight(node: number, sum: Pair): number {
    return boundedWeight(this.#rules, sum, this.#monotone?.boundsOf(node));
  }

  /** What rows are worth in one leaf, below the bounds of the node they come from. */
  #gain(node: number, sum: Pair): number {
    return gainOf(this.#rules, sum, this.#weight(node, sum));
  }
}

function candidateAt(found: FoundSplits, at: number, node: number, depth: number): SplitCandidate | undefined {
  const column = found.columns[at] as number;
  if (column < 0) return undefined;
  return {
    node,
    depth,
    column,
    bin: found.bins[at] as number,
    defaultLeft: found.defaultLeft[at] === 1,
    gain: found.gains[at] as number,
    leftSum: [found.leftSums[2 * at] as number, found.leftSums[2 * at + 1] as number],
    rightSum: [found.rightSums[2 * at] as number, found.rightSums[2 * at + 1] as number],
  };
}
