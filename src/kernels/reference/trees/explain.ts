import type { ExplainInput, TreeKernels, TreeTable } from '../../kernels.js';
import { type Fixed, shapleyValues } from './shap.js';
import { childOf, eachRow } from './walk.js';

/** The twin of `TreeKernels.addContributions`. */
export function addContributions(...[input, contributions]: Parameters<TreeKernels['addContributions']>): void {
  const { table, covers, rows, approximate } = input;
  const { cols, groups, treeStarts, treeGroups, usedColumns } = table;
  const means = meanAnswers(table, covers);
  eachRow(table, rows, (features, row) => {
    treeGroups.forEach((group, tree) => {
      const root = treeStarts[tree] as number;
      const first = (row * groups + group) * (cols + 1);
      const phi = new Float64Array(usedColumns.length);
      if (approximate) alongThePath(table, means, root, features, phi);
      else shapleyValues({ table, covers, features, phi }, root);
      usedColumns.forEach((column, slot) => {
        contributions[first + column]! += phi[slot] as number;
      });
      contributions[first + cols]! += means[root] as number;
    });
  });
}

/** The twin of `TreeKernels.addInteractions`. */
export function addInteractions(input: ExplainInput, interactions: Float32Array): void {
  const { table, covers, rows } = input;
  const { cols, groups, treeGroups, treeStarts, usedColumns } = table;
  const side = cols + 1;
  const means = meanAnswers(table, covers);
  eachRow(table, rows, (features, row) => {
    treeGroups.forEach((group, tree) => {
      const root = treeStarts[tree] as number;
      const matrix = interactions.subarray(
        (row * groups + group) * side * side,
        (row * groups + group + 1) * side * side,
      );
      const values = (fixed?: Fixed) => {
        const phi = new Float64Array(usedColumns.length);
        shapleyValues({ table, covers, features, phi, ...(fixed === undefined ? {} : { fixed }) }, root);
        return phi;
      };
      const plain = values();
      usedColumns.forEach((column, slot) => {
        const [known, unknown] = [values({ slot, known: true }), values({ slot, known: false })];
        let rest = plain[slot] as number;
        usedColumns.forEach((other, otherSlot) => {
          if (otherSlot === slot) return;
          const together = ((known[otherSlot] as number) - (unknown[otherSlot] as number)) / 2;
          matrix[column * side + other]! += together;
          rest -= together;
        });
        matrix[column * side + column]! += rest;
      });
      matrix[side * side - 1]! += means[root] as number;
    });
  });
}

function alongThePath(
  table: TreeTable,
  means: Float32Array,
  root: number,
  features: Float32Array,
  phi: Float64Array,
): void {
  let node = root;
  while (table.leftOffsets[node] !== 0) {
    const next = childOf(table, node, features);
    phi[table.slots[node] as number]! += (means[next] as number) - (means[node] as number);
    node = next;
  }
}

/** `[nodes]`, the answer on average of rows that come to a node: from the last to the first, since children come after their parent. */
function meanAnswers({ leftOffsets, values }: TreeTable, covers: Float32Array): Float32Array {
  const means = values.slice();
  for (let node = means.length - 1; node >= 0; node--) {
    if (leftOffsets[node] === 0) continue;
    const left = node + (leftOffsets[node] as number);
    const sum =
      (means[left] as number) * (covers[left] as number) + (means[left + 1] as number) * (covers[left + 1] as number);
    means[node] = sum / (covers[node] as number);
  }
  return means;
}
