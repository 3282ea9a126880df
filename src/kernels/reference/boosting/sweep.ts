import type { BoostingKernels } from '../../kernels.js';
import { checkMove, checkSweep } from '../../lengths/boosting.js';
import { type BinSum, SplitSearch } from './splits.js';

export const sweepTwins: Pick<BoostingKernels, 'sweepColumns' | 'moveRows'> = {
  async sweepColumns(input, output) {
    checkSweep(input, output);
    const { columns, rules, nodes, gradients, nodeNumbers, nodeOfRow } = input;
    const placeOf = new Map(Array.from(nodeNumbers, (number, node) => [number, node]));
    const searches = Array.from(nodes.gains, (_, node) => new SplitSearch(rules, nodes, node, columns.cols));
    for (let column = 0; column < columns.cols; column++) {
      const binsOfNode = new Map<number, Writable<BinSum>[]>();
      const end = columns.columnStarts[column + 1] as number;
      for (let entry = columns.columnStarts[column] as number; entry < end; entry++) {
        const row = columns.entryRows[entry] as number;
        const node = placeOf.get(nodeOfRow[row] as number);
        if (node === undefined) continue;
        const bins = binsOfNode.get(node) ?? [];
        binsOfNode.set(node, bins);
        const bin = columns.entryBins[entry] as number;
        if (bins.at(-1)?.bin !== bin) bins.push({ bin, gradient: 0, hessian: 0 });
        const sum = bins.at(-1) as Writable<BinSum>;
        sum.gradient += gradients[2 * row] as number;
        sum.hessian += gradients[2 * row + 1] as number;
      }
      for (const [node, bins] of binsOfNode) {
        const search = searches[node] as SplitSearch;
        if (search.mayUse(column)) search.try(column, bins, true);
      }
    }
    for (const search of searches) search.write(output);
  },

  async moveRows(input, nodeOfRow) {
    checkMove(input, nodeOfRow);
    const { columns, splits, parents, children } = input;
    const nodeOf = new Map(Array.from(parents, (parent, node) => [parent, node]));
    const before = nodeOfRow.slice();
    // First the way of rows that lack the value, then that of those that have it.
    for (let row = 0; row < nodeOfRow.length; row++) {
      const node = nodeOf.get(before[row] as number);
      if (node !== undefined) nodeOfRow[row] = children[2 * node + 1 - (splits.defaultLeft[node] as number)] as number;
    }
    splits.columns.forEach((column, node) => {
      const end = columns.columnStarts[column + 1] as number;
      for (let entry = columns.columnStarts[column] as number; entry < end; entry++) {
        const row = columns.entryRows[entry] as number;
        if (before[row] !== parents[node]) continue;
        const isLeft = (columns.entryBins[entry] as number) <= (splits.bins[node] as number);
        nodeOfRow[row] = children[2 * node + (isLeft ? 0 : 1)] as number;
      }
    });
  },
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };
