import type { FoundSplits, SplitRules } from '../../../kernels/kernels.js';
import type { Pair } from '../../../kernels/tree-gains.js';
import type { TreeParameters } from './tree-parameters.js';

/** A node whose best split is wanted. */
export interface OpenNode {
  readonly node: number;
  readonly parent: number;
  readonly sum: Pair;
  /** What it is worth without a split. */
  readonly gain: number;
  readonly bounds?: Pair;
  /** Columns it may split on, ascending; all where absent. */
  readonly columns?: Int32Array;
}

/** A split that rows follow. */
export interface FollowedSplit {
  readonly node: number;
  readonly column: number;
  readonly bin: number;
  readonly defaultLeft: boolean;
  readonly leftChild: number;
  /** The children will not be split: their rows need no order. */
  readonly last: boolean;
}

/** A tree that was grown in one call, by its splits in the order in which they were made. */
export interface WholeTree {
  /** The derivatives of all rows, added up. */
  readonly sum: Pair;
  /** Of the splits. */
  readonly count: number;
  /** The node that is split. */
  readonly nodes: Int32Array;
  readonly splits: FoundSplits;
  /** `[rows]` */
  readonly leafOfRow: Int32Array;
}

/** The rows of a training in bins, and where they are while a tree grows. */
export interface RowLayout {
  readonly cols: number;
  /** All of a tree in one call, where one call has that much time and knows what is asked for; `splits` hold until the next tree. */
  growWhole?(gradients: Float32Array, parameters: TreeParameters, rules: SplitRules): Promise<WholeTree | undefined>;
  /** A new tree begins: all rows are at its root. @returns their derivatives, added up */
  begin(gradients: Float32Array): Promise<Pair>;
  /** The best split of each node; siblings stand side by side, the left one first. */
  findSplits(nodes: readonly OpenNode[], rules: SplitRules): Promise<FoundSplits>;
  /** The node stays a leaf. */
  close(node: number): void;
  follow(splits: readonly FollowedSplit[]): Promise<void>;
  /** `[rows]`, the leaf that each row is at */
  leaves(): Promise<Int32Array>;
  /** The number that stands in the tree for a split after that bin. */
  splitValue(column: number, bin: number): number;
}

/** The nodes as kernels take them. */
export function nodesToSplit(nodes: readonly OpenNode[], cols: number) {
  const restricted = nodes.some(({ columns }) => columns !== undefined);
  const bounded = nodes.some(({ bounds }) => bounds !== undefined);
  return {
    sums: Float64Array.from(nodes.flatMap(({ sum }) => sum)),
    gains: Float32Array.from(nodes, ({ gain }) => gain),
    ...(bounded && { bounds: Float32Array.from(nodes.flatMap(({ bounds }) => bounds as Pair)) }),
    ...(restricted && { allowed: allowedColumns(nodes, cols) }),
  };
}

function allowedColumns(nodes: readonly OpenNode[], cols: number): Uint8Array {
  const allowed = new Uint8Array(nodes.length * cols);
  nodes.forEach(({ columns }, at) => {
    if (columns === undefined) allowed.fill(1, at * cols, (at + 1) * cols);
    else for (const column of columns) allowed[at * cols + column] = 1;
  });
  return allowed;
}

export function roomForSplits(nodes: number): FoundSplits {
  return {
    columns: new Int32Array(nodes),
    bins: new Int32Array(nodes),
    defaultLeft: new Uint8Array(nodes),
    gains: new Float32Array(nodes),
    leftSums: new Float64Array(2 * nodes),
    rightSums: new Float64Array(2 * nodes),
  };
}

/** The splits as kernels take them. */
export function appliedSplits(splits: readonly FollowedSplit[]) {
  return {
    columns: Int32Array.from(splits, ({ column }) => column),
    bins: Int32Array.from(splits, ({ bin }) => bin),
    defaultLeft: Uint8Array.from(splits, ({ defaultLeft }) => (defaultLeft ? 1 : 0)),
  };
}

/** `[splits, 2]` */
export function childrenOf(splits: readonly FollowedSplit[]): Int32Array {
  return Int32Array.from(splits.flatMap(({ leftChild }) => [leftChild, leftChild + 1]));
}
