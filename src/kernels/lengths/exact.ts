import type { ColumnEntries, ExactKernels } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkEntries({ starts, values, rows }: ColumnEntries): void {
  checkShape({ columns: starts.length - 1 });
  let before = 0;
  if (starts[0] !== 0) throw new RangeError(`starts begins with ${starts[0]}, not 0`);
  for (const start of starts) {
    if (start < before) throw new RangeError(`starts falls from ${before} to ${start}`);
    before = start;
  }
  checkLengths({ values: [values.length, before], rows: [rows.length, before] });
}

export function checkSearch(...[search, best]: Parameters<ExactKernels['findExactSplits']>): void {
  const { entries, walks, monotone, allowed, nodeOfRow } = search;
  checkEntries(entries);
  const [width, nodes, dataRows] = [entries.starts.length - 1, search.nodeGains.length, nodeOfRow.length];
  checkShape({ nodes });
  checkLengths({
    walks: [walks.length, width],
    ...(monotone && { monotone: [monotone.length, width] }),
    ...(allowed && { allowed: [allowed.length, nodes * width] }),
    gradients: [search.gradients.length, dataRows * 2],
    nodeSums: [search.nodeSums.length, nodes * 2],
    nodeBounds: [search.nodeBounds.length, nodes * 2],
    gains: [best.gains.length, nodes],
    bestColumns: [best.columns.length, nodes],
    bestValues: [best.values.length, nodes],
    defaultLeft: [best.defaultLeft.length, nodes],
  });
}

export function checkRoute(...[input, goesLeft]: Parameters<ExactKernels['routeRows']>): void {
  const { entries, nodeOfRow, splitColumns, splitValues } = input;
  checkEntries(entries);
  checkShape({ nodes: splitColumns.length });
  checkLengths({
    splitValues: [splitValues.length, splitColumns.length],
    goesLeft: [goesLeft.length, nodeOfRow.length],
  });
}
