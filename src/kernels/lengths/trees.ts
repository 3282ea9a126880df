import type { RowsOfTrees, TreeKernels, TreeTable } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkMargins(...[{ table, rows }, margins]: Parameters<TreeKernels['addMargins']>): void {
  checkTable(table);
  checkRows(rows, table.cols);
  checkLengths({ margins: [margins.length, rows.rows * table.groups] });
}

function checkTable(table: TreeTable): void {
  const { treeStarts, treeGroups, leftOffsets, categoryStarts, categories } = table;
  checkShape({ cols: table.cols, groups: table.groups });
  const nodes = treeStarts.at(-1) ?? 0;
  checkLengths({
    treeStarts: [treeStarts.length, treeGroups.length + 1],
    leftOffsets: [leftOffsets.length, nodes],
    columns: [table.columns.length, nodes],
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

function checkRows(rows: RowsOfTrees, cols: number): void {
  checkShape({ rows: rows.rows, cols: rows.cols });
  checkLengths({ 'a row': [rows.cols, cols] });
  if ('rowStarts' in rows) {
    checkLengths({
      rowStarts: [rows.rowStarts.length, rows.rows + 1],
      values: [rows.values.length, rows.columns.length],
    });
  } else {
    checkLengths({ values: [rows.values.length, rows.rows * rows.cols] });
  }
}
