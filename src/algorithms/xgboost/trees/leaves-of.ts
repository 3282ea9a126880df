import { type Csr, isCsr } from '../../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../../data/dense.js';
import type { RegressionTree } from '../../xgboost-model.js';

/** `[rows]`, the leaf of the tree that each row ends in; NaN, or what a sparse row leaves out, goes the default way. */
export function leavesOf(tree: RegressionTree, features: Dense | Csr): Int32Array {
  const rows = isCsr(features) ? features.rows : rowsOf(features);
  const readValue = isCsr(features) ? sparseReader(features) : denseReader(features);
  return Int32Array.from({ length: rows }, (_, row) => {
    let node = 0;
    while (tree.leftChildren[node] !== -1) {
      const value = readValue(row, tree.splitIndices[node] as number);
      const goesLeft = Number.isNaN(value)
        ? tree.defaultLeft[node] === 1
        : value < (tree.splitConditions[node] as number);
      node = (goesLeft ? tree.leftChildren[node] : tree.rightChildren[node]) as number;
    }
    return node;
  });
}

function denseReader(features: Dense): (row: number, column: number) => number {
  const cols = colsOf(features);
  const values = rowMajor(features);
  return (row, column) => (column < cols ? (values[row * cols + column] as number) : Number.NaN);
}

function sparseReader({ rowStarts, columns, values }: Csr): (row: number, column: number) => number {
  let current = -1;
  let present = new Map<number, number>();
  return (row, column) => {
    if (row !== current) {
      const [from, to] = [rowStarts[row] as number, rowStarts[row + 1] as number];
      present = new Map();
      for (let entry = from; entry < to; entry++) present.set(columns[entry] as number, values[entry] as number);
      current = row;
    }
    return present.get(column) ?? Number.NaN;
  };
}
