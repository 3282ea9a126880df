import type {
  BoostingKernels,
  FoundSplits,
  SortedColumns,
  SparseColumns,
  SplitRules,
} from '../../../kernels/kernels.js';
import type { Pair } from '../../../kernels/tree-gains.js';
import { type ColumnCuts, splitValueOf } from './column-cuts.js';
import { sumOf } from './gradient-steps.js';
import {
  appliedSplits,
  childrenOf,
  type FollowedSplit,
  nodesToSplit,
  type OpenNode,
  type RowLayout,
  roomForSplits,
} from './row-layout.js';

/** Sorts the entries of every column by bin. */
export async function sortColumns(
  kernels: BoostingKernels,
  columns: SparseColumns,
  cuts: ColumnCuts,
): Promise<SortedColumns> {
  const entryRows = new Uint32Array(columns.entryRows.length);
  const entryBins = new Uint16Array(columns.entryRows.length);
  await kernels.binColumns(columns, cuts, { entryRows, entryBins });
  return { cols: columns.cols, columnStarts: columns.columnStarts, entryRows, entryBins };
}

/**
 * Rows of which few values are there. Each column is a list of its entries in the order of their bins, so one walk along it meets the bins of all open nodes in
 * their order: sums up to a bin run along, and no histogram is kept. Of thousands of columns most bins of most nodes would be empty.
 */
export class SparseRows implements RowLayout {
  readonly cols: number;
  readonly #kernels: BoostingKernels;
  readonly #columns: SortedColumns;
  readonly #cuts: ColumnCuts;
  readonly #rows: number;
  #gradients: Float32Array = new Float32Array(0);
  #nodeOfRow = new Int32Array(0);

  constructor(kernels: BoostingKernels, columns: SortedColumns, cuts: ColumnCuts, rows: number) {
    this.#kernels = kernels;
    this.#columns = columns;
    this.#cuts = cuts;
    this.#rows = rows;
    this.cols = columns.cols;
  }

  async begin(gradients: Float32Array): Promise<Pair> {
    this.#gradients = gradients;
    this.#nodeOfRow = new Int32Array(this.#rows);
    return sumOf(this.#kernels, gradients);
  }

  async findSplits(nodes: readonly OpenNode[], rules: SplitRules): Promise<FoundSplits> {
    const found = roomForSplits(nodes.length);
    const input = {
      columns: this.#columns,
      rules,
      nodes: nodesToSplit(nodes, this.cols),
      gradients: this.#gradients,
      nodeNumbers: Int32Array.from(nodes, ({ node }) => node),
      nodeOfRow: this.#nodeOfRow,
    };
    await this.#kernels.sweepColumns(input, found);
    return found;
  }

  close(): void {}

  async follow(splits: readonly FollowedSplit[]): Promise<void> {
    const parents = Int32Array.from(splits, ({ node }) => node);
    const input = { columns: this.#columns, splits: appliedSplits(splits), parents, children: childrenOf(splits) };
    await this.#kernels.moveRows(input, this.#nodeOfRow);
  }

  async leaves(): Promise<Int32Array> {
    return this.#nodeOfRow;
  }

  splitValue(column: number, bin: number): number {
    return splitValueOf(this.#cuts, column, bin);
  }
}
