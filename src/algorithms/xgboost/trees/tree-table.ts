import type { TreeTable } from '../../../kernels/kernels.js';
import type { RegressionTree, TreeBooster } from '../../xgboost-model.js';

/** Trees as kernels walk them, and what leads back to the nodes of the model. */
export interface TableOfTrees extends TreeTable {
  /** `[nodes]`, the number that the node has in its own tree */
  readonly nodeIds: Int32Array;
  /** `[nodes]`, second derivatives that came to the node in training */
  readonly covers: Float32Array;
  /** Below the root of the deepest tree. */
  readonly levels: number;
}

/** What of a booster is asked, and the width of the rows. */
export interface TableShape {
  readonly cols: number;
  readonly groups: number;
  /** Trees `[from, to)`; all where absent */
  readonly from?: number;
  readonly to?: number;
}

/** Lays the nodes of some trees out level by level, siblings side by side. The weights of a dart are already in the leaves. */
export function tableOfTrees(
  booster: Pick<TreeBooster, 'trees' | 'treeGroups' | 'treeWeights'>,
  shape: TableShape,
): TableOfTrees {
  const { cols, groups, from = 0, to = booster.trees.length } = shape;
  const trees = booster.trees.slice(from, to);
  const orders = trees.map(levelOrder);
  const treeStarts = new Uint32Array(trees.length + 1);
  orders.forEach((order, tree) => {
    treeStarts[tree + 1] = (treeStarts[tree] as number) + order.length;
  });
  const nodes = treeStarts[trees.length] as number;
  const usedColumns = columnsOf(trees, orders);
  const table: TableOfTrees = {
    cols,
    groups,
    usedColumns,
    treeStarts,
    treeGroups: booster.treeGroups.slice(from, to),
    leftOffsets: new Uint32Array(nodes),
    slots: new Uint32Array(nodes),
    defaultLeft: new Uint8Array(nodes),
    values: new Float32Array(nodes),
    nodeIds: new Int32Array(nodes),
    covers: new Float32Array(nodes),
    levels: trees.reduce((most, tree, at) => Math.max(most, levelsOf(tree, orders[at] as Int32Array)), 0),
    ...categoryTable(trees, orders, nodes),
  };
  const slotOf = new Map(Array.from(usedColumns, (column, slot) => [column, slot]));
  trees.forEach((tree, at) => {
    const weight = booster.treeWeights?.[from + at] ?? 1;
    putTree({ tree, order: orders[at] as Int32Array, weight, slotOf }, table, treeStarts[at] as number);
  });
  return table;
}

/** Nodes from the root down, the left child of each before the right one. Those that pruning gave up are not reached. */
function levelOrder({ leftChildren, rightChildren }: RegressionTree): Int32Array {
  const order = new Int32Array(leftChildren.length);
  let count = 1;
  for (let at = 0; at < count; at++) {
    const node = order[at] as number;
    if (leftChildren[node] === -1) continue;
    order[count++] = leftChildren[node] as number;
    order[count++] = rightChildren[node] as number;
  }
  return order.subarray(0, count);
}

/** Levels below the root. */
function levelsOf({ leftChildren, rightChildren }: RegressionTree, order: Int32Array): number {
  const levels = new Uint32Array(leftChildren.length);
  for (const node of order) {
    if (leftChildren[node] === -1) continue;
    const below = (levels[node] as number) + 1;
    levels[leftChildren[node] as number] = below;
    levels[rightChildren[node] as number] = below;
  }
  return levels[order.at(-1) as number] as number;
}

/** Features that any node looks at, in rising order. */
function columnsOf(trees: readonly RegressionTree[], orders: readonly Int32Array[]): Uint32Array {
  const columns = new Set<number>();
  trees.forEach(({ leftChildren, splitIndices }, at) => {
    for (const node of orders[at] as Int32Array)
      if (leftChildren[node] !== -1) columns.add(splitIndices[node] as number);
  });
  return Uint32Array.from(columns).sort();
}

interface OrderedTree {
  readonly tree: RegressionTree;
  readonly order: Int32Array;
  readonly weight: number;
  readonly slotOf: ReadonlyMap<number, number>;
}

function putTree({ tree, order, weight, slotOf }: OrderedTree, table: TableOfTrees, first: number): void {
  let nextChild = 1;
  order.forEach((node, place) => {
    const at = first + place;
    table.nodeIds[at] = node;
    table.covers[at] = tree.sumHessian[node] as number;
    const value = tree.splitConditions[node] as number;
    if (tree.leftChildren[node] === -1) {
      table.values[at] = value * weight;
      return;
    }
    table.leftOffsets[at] = nextChild - place;
    nextChild += 2;
    table.slots[at] = slotOf.get(tree.splitIndices[node] as number) as number;
    table.defaultLeft[at] = tree.defaultLeft[node] as number;
    table.values[at] = value;
  });
}

function categoryTable(trees: readonly RegressionTree[], orders: readonly Int32Array[], nodes: number) {
  if (trees.every((tree) => tree.categories === undefined)) {
    return { categoryStarts: new Uint32Array(0), categories: new Int32Array(0) };
  }
  const lists = trees.flatMap((tree, at) =>
    Array.from(orders[at] as Int32Array, (node) => tree.categories?.get(node) ?? NONE),
  );
  const categoryStarts = new Uint32Array(nodes + 1);
  lists.forEach((list, node) => {
    categoryStarts[node + 1] = (categoryStarts[node] as number) + list.length;
  });
  const categories = new Int32Array(categoryStarts[nodes] as number);
  lists.forEach((list, node) => {
    categories.set(list, categoryStarts[node]);
  });
  return { categoryStarts, categories };
}

const NONE = new Int32Array(0);
