import type { ExplainInput, RowsOfTrees, TreeKernels, TreeTable } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

/** Explaining a row walks down recursively, and keeps a path of every length. */
const MOST_LEVELS = 500;

export function checkMargins(...[{ table, rows }, margins]: Parameters<TreeKernels['addMargins']>): void {
  checkTable(table);
  checkRows(rows);
  checkLengths({ margins: [margins.length, rows.rows * table.groups] });
}

export function checkLeaves(...[{ table, rows }, leaves]: Parameters<TreeKernels['findLeaves']>): void {
  checkTable(table);
  checkRows(rows);
  checkLengths({ leaves: [leaves.length, rows.rows * table.treeGroups.length] });
}

export function checkContributions(input: ExplainInput, contributions: Float32Array): void {
  const { table, rows } = input;
  checkExplain(input);
  checkLengths({ contributions: [contributions.length, rows.rows * table.groups * (table.cols + 1)] });
}

export function checkInteractions(input: ExplainInput, interactions: Float32Array): void {
  const { table, rows } = input;
  checkExplain(input);
  checkLengths({ interactions: [interactions.length, rows.rows * table.groups * (table.cols + 1) ** 2] });
}

function checkExplain({ table, covers, rows }: ExplainInput): void {
  checkTable(table);
  checkRows(rows);
  checkLengths({ covers: [covers.length, table.values.length] });
  const levels = deepest(table);
  if (levels > MOST_LEVELS) throw new RangeError(`a tree has ${levels} levels, more than ${MOST_LEVELS}`);
}

/** Levels below the root of the deepest tree. */
function deepest({ leftOffsets }: TreeTable): number {
  const depths = new Uint32Array(leftOffsets.length);
  let most = 0;
  leftOffsets.forEach((left, node) => {
    if (left === 0) return;
    const depth = (depths[node] as number) + 1;
    depths[node + left] = depth;
    depths[node + left + 1] = depth;
    most = Math.max(most, depth);
  });
  return most;
}

function checkTable(table: TreeTable): void {
  const { treeStarts, treeGroups, leftOffsets, categoryStarts, categories } = table;
  checkShape({ cols: table.cols, groups: table.groups });
  const nodes = treeStarts.at(-1) ?? 0;
  checkLengths({
    treeStarts: [treeStarts.length, treeGroups.length + 1],
    leftOffsets: [leftOffsets.length, nodes],
    slots: [table.slots.length, nodes],
    defaultLeft: [table.defaultLeft.length, nodes],
    values: [table.values.length, nodes],
  });
  if (categoryStarts.length > 0) {
    checkLengths({
      categoryStarts: [categoryStarts.length, nodes + 1],
      categories: [categories.length, categoryStarts[nodes] as number],
    });
  }
}

function checkRows(rows: RowsOfTrees): void {
  checkShape({ rows: rows.rows, cols: rows.cols });
  if ('rowStarts' in rows) {
    checkLengths({
      rowStarts: [rows.rowStarts.length, rows.rows + 1],
      values: [rows.values.length, rows.columns.length],
    });
  } else {
    checkLengths({ values: [rows.values.length, rows.rows * rows.cols] });
  }
}
