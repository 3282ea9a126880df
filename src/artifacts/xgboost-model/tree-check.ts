import type { RegressionTree } from '../../algorithms/algorithm.js';

/**
 * Walks a tree from its root. Every node may be reached once: so there is no cycle, whatever a file says.
 * @returns what is wrong with it, or the parent of each node (that of a node nobody reaches stays as it was)
 */
export function checkTree(tree: RegressionTree, numFeature: number): string | Int32Array {
  const { leftChildren, rightChildren, splitIndices } = tree;
  const nodes = leftChildren.length;
  if (nodes === 0) return 'has no node';
  const parents = tree.parents.slice();
  const reached = new Uint8Array(nodes);
  const waiting = [0];
  parents[0] = -1;
  reached[0] = 1;
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const [left, right] = [leftChildren[node] as number, rightChildren[node] as number];
    if (left === -1 && right === -1) continue;
    for (const child of [left, right]) {
      if (child < 0 || child >= nodes) return `node ${node} has the child ${child}, and there are ${nodes} nodes`;
      if (reached[child] === 1) return `node ${child} is reached on two ways`;
      reached[child] = 1;
      parents[child] = node;
      waiting.push(child);
    }
    const column = splitIndices[node] as number;
    if (column < 0 || column >= numFeature) return `node ${node} splits feature ${column} of ${numFeature}`;
  }
  return parents;
}
