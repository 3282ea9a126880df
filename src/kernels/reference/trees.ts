import type { RowsOfTrees, TreeKernels, TreeTable } from '../kernels.js';
import { checkMargins } from '../lengths/trees.js';

export const treeTwins: TreeKernels = {
  async addMargins(input, margins) {
    checkMargins(input, margins);
    addMargins(input, margins);
  },
};

/** The twin of `TreeKernels.addMargins`. */
export function addMargins(...[{ table, rows }, margins]: Parameters<TreeKernels['addMargins']>): void {
  const { groups, treeGroups, values } = table;
  eachRow(rows, (features, row) => {
    for (let tree = 0; tree < treeGroups.length; tree++) {
      const at = row * groups + (treeGroups[tree] as number);
      // A Float32Array rounds every sum to float32.
      margins[at] = (margins[at] as number) + (values[leafOf(table, tree, features)] as number);
    }
  });
}

/** The node of the table that a row ends in. */
function leafOf(table: TreeTable, tree: number, features: Float32Array): number {
  const { leftOffsets } = table;
  let node = table.treeStarts[tree] as number;
  for (let left = leftOffsets[node] as number; left > 0; left = leftOffsets[node] as number) {
    node += goesLeft(table, node, features) ? left : left + 1;
  }
  return node;
}

function goesLeft(table: TreeTable, node: number, features: Float32Array): boolean {
  const value = features[table.columns[node] as number] as number;
  if (Number.isNaN(value)) return table.defaultLeft[node] === 1;
  const [from, to] = [table.categoryStarts[node] ?? 0, table.categoryStarts[node + 1] ?? 0];
  if (from === to) return value < (table.values[node] as number);
  // A category is a whole number, and what lies between two of them counts as the lower one; what none can be goes left.
  return !table.categories.subarray(from, to).includes(value < 0 ? -1 : Math.floor(value));
}

/** Hands over each row with NaN for what it lacks. */
function eachRow(rows: RowsOfTrees, visit: (features: Float32Array, row: number) => void): void {
  const { cols } = rows;
  const features = new Float32Array(cols).fill(Number.NaN);
  for (let row = 0; row < rows.rows; row++) {
    if (!('rowStarts' in rows)) {
      visit(rows.values.subarray(row * cols, (row + 1) * cols), row);
      continue;
    }
    const [from, to] = [rows.rowStarts[row] as number, rows.rowStarts[row + 1] as number];
    for (let entry = from; entry < to; entry++) features[rows.columns[entry] as number] = rows.values[entry] as number;
    visit(features, row);
    for (let entry = from; entry < to; entry++) features[rows.columns[entry] as number] = Number.NaN;
  }
}
