import { createHash } from 'node:crypto';
import type { RegressionTree } from '../../src/algorithms/xgboost-model.js';

/** The hash of the make.py of xgboost-exact and xgboost-hist: children, columns, thresholds to the bit and default directions. */
export function structureOf(tree: RegressionTree): string {
  const lines = Array.from(tree.leftChildren, (left, node) => {
    if (tree.deleted?.[node]) return 'deleted';
    if (left === -1) return 'leaf';
    const threshold = Buffer.from(Float32Array.of(tree.splitConditions[node] as number).buffer).toString('hex');
    return `${left} ${tree.rightChildren[node]} ${tree.splitIndices[node]} ${threshold} ${tree.defaultLeft[node]}`;
  });
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);
}
