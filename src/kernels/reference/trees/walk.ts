import type { RowsOfTrees, TreeKernels, TreeTable } from '../../kernels.js';

/** The twin of `TreeKernels.addMargins`. */
export function addMargins(...[{ table, rows }, margins]: Parameters<TreeKernels['addMargins']>): void {
  const { groups, treeGroups, treeStarts, values } = table;
  eachRow(table, rows, (features, row) => {
    for (let tree = 0; tree < treeGroups.length; tree++) {
      const at = row * groups + (treeGroups[tree] as number);
      const leaf = leafBelow(table, treeStarts[tree] as number, features);
      // A Float32Array rounds every sum to float32.
      margins[at] = (margins[at] as number) + (values[leaf] as number);
    }
  });
}

/** The twin of `TreeKernels.findLeaves`. */
export function findLeaves(...[{ table, rows }, leaves]: Parameters<TreeKernels['findLeaves']>): void {
  const trees = table.treeGroups.length;
  eachRow(table, rows, (features, row) => {
    for (let tree = 0; tree < trees; tree++) {
      leaves[row * trees + tree] = leafBelow(table, table.treeStarts[tree] as number, features);
    }
  });
}

/** @param features `[slots]` */
function leafBelow(table: TreeTable, root: number, features: Float32Array): number {
  let node = root;
  while (table.leftOffsets[node] !== 0) node = childOf(table, node, features);
  return node;
}

/** Where a row goes on. */
export function childOf(table: TreeTable, node: number, features: Float32Array): number {
  const left = node + (table.leftOffsets[node] as number);
  return goesLeft(table, node, features[table.slots[node] as number] as number) ? left : left + 1;
}

function goesLeft(table: TreeTable, node: number, value: number): boolean {
  if (Number.isNaN(value)) return table.defaultLeft[node] === 1;
  const { categoryStarts } = table;
  const asksForOne = categoryStarts.length > 0 && categoryStarts[node] !== categoryStarts[node + 1];
  if (!asksForOne) return value < (table.values[node] as number);
  // A category is a whole number, and what lies between two of them counts as the lower one; what none can be goes left.
  const categories = table.categories.subarray(categoryStarts[node], categoryStarts[node + 1]);
  return !categories.includes(value < 0 ? -1 : Math.floor(value));
}

/** Hands over each row as `[slots]`, with NaN for what it lacks. */
export function eachRow(
  { usedColumns }: TreeTable,
  rows: RowsOfTrees,
  visit: (features: Float32Array, row: number) => void,
): void {
  const features = new Float32Array(usedColumns.length);
  for (let row = 0; row < rows.rows; row++) {
    if ('rowStarts' in rows) {
      features.fill(Number.NaN);
      for (let entry = rows.rowStarts[row] as number; entry < (rows.rowStarts[row + 1] as number); entry++) {
        const slot = placeOf(rows.columns[entry] as number, usedColumns);
        if (slot >= 0) features[slot] = rows.values[entry] as number;
      }
    } else {
      for (let slot = 0; slot < features.length; slot++) {
        const column = usedColumns[slot] as number;
        features[slot] = column < rows.cols ? (rows.values[row * rows.cols + column] as number) : Number.NaN;
      }
    }
    visit(features, row);
  }
}

/** -1 where the column is not among them. */
function placeOf(column: number, rising: Uint32Array): number {
  let [low, high] = [0, rising.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = rising[middle] as number;
    if (found === column) return middle;
    if (found < column) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
