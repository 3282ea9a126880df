import { type Csr, isCsr } from '../../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../../data/dense.js';
import { arrayForRows } from '../../../kernels/array-for-rows.js';
import type {
  BinCodes,
  BoostingKernels,
  FoundSplits,
  GradientSteps,
  MemoryKernels,
  RowBins,
  SplitRules,
  WholeTreeKernels,
} from '../../../kernels/kernels.js';
import { CACHE_LINE, CODES_IN_A_WORD, HISTOGRAM_CHUNK_ROWS } from '../../../kernels/kernels.js';
import type { Pair } from '../../../kernels/tree-gains.js';
import { type ColumnCuts, splitValueOf } from './column-cuts.js';
import { GradientRounding } from './gradient-steps.js';
import { HistogramPool } from './histogram-pool.js';
import {
  appliedSplits,
  childrenOf,
  type FollowedSplit,
  nodesToSplit,
  type OpenNode,
  type RowLayout,
  roomForSplits,
  type WholeTree,
} from './row-layout.js';
import type { TreeParameters } from './tree-parameters.js';
import { isGrownWhole, roomForWhole, UPDATES_PER_CALL } from './whole-trees.js';

/** Values that are binned in one kernel call. */
const VALUES_PER_CALL = 1 << 22;
/** What fits a byte. */
const BYTE_CODES = 256;

export interface Bins extends RowBins {
  readonly cuts: ColumnCuts;
  /** `[rows]`, rows as they stand, which is where each tree begins. */
  readonly standing: Uint32Array;
}

/** Puts every value in its bin. */
export async function binDense(
  kernels: BoostingKernels & MemoryKernels,
  matrix: Dense | Csr,
  cuts: ColumnCuts,
): Promise<Bins> {
  const rows = isCsr(matrix) ? matrix.rows : rowsOf(matrix);
  const { cols, cutStarts, present } = cuts;
  const binCounts = Uint32Array.from(
    { length: cols },
    (_, c) => (cutStarts[c + 1] as number) - (cutStarts[c] as number),
  );
  const incomplete = Uint8Array.from(present, (count) => (count < rows ? 1 : 0));
  const codeCounts = binCounts.map((count, column) => count + (incomplete[column] as number));
  const Codes = codeCounts.every((count) => count <= BYTE_CODES) ? Uint8Array : Uint16Array;
  const byColumn: BinCodes = arrayForRows<Uint8Array | Uint16Array>(kernels, Codes, rows * cols);
  const perCall = Math.max(1, Math.floor(VALUES_PER_CALL / cols));
  for (let firstRow = 0; firstRow < rows; firstRow += perCall) {
    const values = valuesOf(matrix, firstRow, Math.min(rows, firstRow + perCall));
    await kernels.binRows({ values, rows: values.length / cols, cuts }, { byColumn, allRows: rows, firstRow });
  }
  const groups = Int32Array.from({ length: cols }, (_, column) => column);
  const hiddenBins = new Int32Array(cols).fill(-1);
  if (Codes === Uint8Array) await kernels.bundleColumns({ byColumn, rows, cols, codeCounts }, { groups, hiddenBins });
  const { groupCount, firstCodes, width } = placeColumns(groups, hiddenBins, codeCounts);
  const stride = Codes === Uint8Array ? strideOf(groupCount) : groupCount;
  const codes: BinCodes = arrayForRows<Uint8Array | Uint16Array>(kernels, Codes, rows * stride);
  await kernels.codeRows({ byColumn, rows, cols, stride, groups, hiddenBins, firstCodes }, codes);
  const columnSlots = firstCodes.map((code, column) => (groups[column] as number) * width + code);
  const layout = { cols, slots: groupCount * width, columnSlots, binCounts, incomplete, hiddenBins };
  const standing = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) standing[row] = row;
  return { rows, cuts, byColumn, codes, stride, groups: groupCount, width, layout, standing };
}

/** Codes that each column begins with in its group, and slots that the widest group needs. Code 0 of columns that share: all are at their hidden bin. */
function placeColumns(groups: Int32Array, hiddenBins: Int32Array, codeCounts: Uint32Array) {
  const used: number[] = [];
  const firstCodes = Uint32Array.from(groups, (group, column) => {
    const shares = (hiddenBins[column] as number) >= 0;
    const first = used[group] ?? (shares ? 1 : 0);
    used[group] = first + (codeCounts[column] as number) - (shares ? 1 : 0);
    return first;
  });
  const width = 2 ** Math.max(4, Math.ceil(Math.log2(Math.max(...used))));
  return { groupCount: used.length, firstCodes, width };
}

/** Bytes from one row to the next, so that none lies in more lines of the cache than it must. */
function strideOf(groups: number): number {
  const stride = 2 ** Math.ceil(Math.log2(Math.max(CODES_IN_A_WORD, groups)));
  return Math.min(stride, Math.ceil(groups / CACHE_LINE) * CACHE_LINE);
}

/** Rows `from` to `to`, with NaN where a sparse row has nothing. */
function valuesOf(matrix: Dense | Csr, from: number, to: number): Float32Array {
  if (!isCsr(matrix)) return rowMajor(matrix).subarray(from * colsOf(matrix), to * colsOf(matrix));
  const values = new Float32Array((to - from) * matrix.cols).fill(Number.NaN);
  for (let row = from; row < to; row++) {
    for (let entry = matrix.rowStarts[row] as number; entry < (matrix.rowStarts[row + 1] as number); entry++) {
      values[(row - from) * matrix.cols + (matrix.columns[entry] as number)] = matrix.values[entry] as number;
    }
  }
  return values;
}

/** Where the rows of a node stand in the order. */
interface Range {
  readonly begin: number;
  readonly end: number;
}

/**
 * Rows of which nearly all values are there. Each open node has a histogram: per column and bin the derivatives of its rows, added up. Of two siblings only
 * the lighter one's is summed; the other's is what the parent's has more.
 */
export class DenseRows implements RowLayout {
  readonly cols: number;
  readonly #kernels: BoostingKernels & MemoryKernels & WholeTreeKernels;
  readonly #bins: Bins;
  readonly #order: Uint32Array;
  /** Room for rows on their way. */
  readonly #scratch: Uint32Array;
  readonly #pool: HistogramPool;
  readonly #rounding: GradientRounding;
  readonly #spareLeaves: Int32Array[];
  #ranges = new Map<number, Range>();
  #gradients: Float32Array | GradientSteps = new Float32Array(0);
  #leafOfRow: Int32Array = new Int32Array(0);
  #whole: ReturnType<typeof roomForWhole> | undefined;

  /** @param spareLeaves `[rows]` each, where trees may write which leaf each row ends in; what they write to is taken out */
  constructor(kernels: BoostingKernels & MemoryKernels & WholeTreeKernels, bins: Bins, spareLeaves: Int32Array[] = []) {
    this.#kernels = kernels;
    this.#bins = bins;
    this.cols = bins.layout.cols;
    this.#order = new Uint32Array(bins.rows);
    this.#scratch = new Uint32Array(bins.rows);
    this.#pool = new HistogramPool(2 * bins.layout.slots);
    this.#rounding = new GradientRounding(kernels);
    this.#spareLeaves = spareLeaves;
  }

  async growWhole(
    gradients: Float32Array,
    parameters: TreeParameters,
    rules: SplitRules,
  ): Promise<WholeTree | undefined> {
    const { max_depth: maxDepth, gamma } = parameters;
    const bins = this.#bins;
    if (this.#kernels.growTree === undefined || !isGrownWhole(bins, parameters)) return undefined;
    this.#whole ??= roomForWhole(bins, maxDepth);
    const output = { ...this.#whole, leafOfRow: this.#roomForLeaves(), order: this.#order, scratch: this.#scratch };
    const count = await this.#kernels.growTree({ bins, gradients, rules, maxDepth, gamma }, output);
    return { ...output, sum: [output.sum[0] as number, output.sum[1] as number], count };
  }

  async begin(gradients: Float32Array): Promise<Pair> {
    const { rows, standing } = this.#bins;
    this.#leafOfRow = this.#roomForLeaves();
    const added = this.#rounding.addable(gradients);
    this.#ranges = new Map([[0, { begin: 0, end: rows }]]);
    this.#pool.reset();
    // While the threads of the kernel add up.
    this.#order.set(standing);
    const { gradients: addends, sum } = await added;
    this.#gradients = addends;
    return sum;
  }

  async findSplits(nodes: readonly OpenNode[], rules: SplitRules): Promise<FoundSplits> {
    const siblings = new Int32Array(nodes.length).fill(-1);
    const built: number[] = [];
    nodes.forEach((left, at) => {
      const right = nodes[at + 1];
      if (left.parent < 0) built.push(left.node);
      if (right?.parent !== left.parent) return;
      const [lighter, heavier] = right.sum[1] < left.sum[1] ? [at + 1, at] : [at, at + 1];
      const { node } = nodes[lighter] as OpenNode;
      built.push(node);
      siblings[heavier] = this.#pool.take(node);
      this.#pool.inherit((nodes[heavier] as OpenNode).node, left.parent);
    });
    await this.#build(built);
    const found = roomForSplits(nodes.length);
    const histograms = Uint32Array.from(nodes, ({ node }) => this.#pool.indexOf(node));
    const asked = { layout: this.#bins.layout, rules, nodes: nodesToSplit(nodes, this.cols), histograms, siblings };
    await this.#kernels.findSplits({ ...asked, pool: this.#pool.values }, found);
    return found;
  }

  close(node: number): void {
    this.#pool.release(node);
  }

  async follow(splits: readonly FollowedSplit[]): Promise<void> {
    const inner = splits.filter(({ last }) => !last);
    const last = splits.filter((split) => split.last);
    if (inner.length > 0) {
      const leftCounts = new Uint32Array(inner.length);
      const input = { ...this.#whereAre(inner), splits: appliedSplits(inner) };
      await this.#kernels.partitionRows(input, { order: this.#order, leftCounts, scratch: this.#scratch });
      inner.forEach(({ node, leftChild }, at) => {
        const { begin, end } = this.#rangeOf(node);
        const middle = begin + (leftCounts[at] as number);
        this.#ranges.set(leftChild, { begin, end: middle }).set(leftChild + 1, { begin: middle, end });
        this.#ranges.delete(node);
      });
    }
    if (last.length > 0) await this.#label(last);
  }

  async leaves(): Promise<Int32Array> {
    const leaves = Array.from(this.#ranges.keys(), (node) => ({
      node,
      column: -1,
      bin: 0,
      defaultLeft: true,
      leftChild: node,
      last: true,
    }));
    await this.#label(leaves);
    return this.#leafOfRow;
  }

  splitValue(column: number, bin: number): number {
    return splitValueOf(this.#bins.cuts, column, bin);
  }

  #roomForLeaves(): Int32Array {
    return this.#spareLeaves.pop() ?? arrayForRows(this.#kernels, Int32Array, this.#bins.rows);
  }

  async #label(splits: readonly FollowedSplit[]): Promise<void> {
    const input = { ...this.#whereAre(splits), splits: appliedSplits(splits), children: childrenOf(splits) };
    await this.#kernels.labelRows({ ...input, order: this.#order }, this.#leafOfRow);
    for (const { node } of splits) {
      this.#ranges.delete(node);
      this.#pool.release(node);
    }
  }

  #whereAre(splits: readonly FollowedSplit[]) {
    const { byColumn, rows, layout } = this.#bins;
    const ranges = splits.map(({ node }) => this.#rangeOf(node));
    return {
      byColumn,
      rows,
      binCounts: layout.binCounts,
      begins: Uint32Array.from(ranges, ({ begin }) => begin),
      ends: Uint32Array.from(ranges, ({ end }) => end),
    };
  }

  #rangeOf(node: number): Range {
    return this.#ranges.get(node) as Range;
  }

  /** Sums up the histograms of nodes, a piece of work at a time. */
  async #build(nodes: readonly number[]): Promise<void> {
    const { rows, groups } = this.#bins;
    for (const node of nodes) this.#pool.take(node);
    const perCall = Math.max(1, Math.floor(UPDATES_PER_CALL / groups / HISTOGRAM_CHUNK_ROWS)) * HISTOGRAM_CHUNK_ROWS;
    let pending: { readonly index: number; readonly begin: number; readonly end: number }[] = [];
    let pendingRows = 0;
    const flush = async (clear: boolean) => {
      const input = {
        codes: this.#bins.codes,
        rows,
        stride: this.#bins.stride,
        groups,
        byColumn: this.#bins.layout.cols === groups ? this.#bins.byColumn : undefined,
        width: this.#bins.width,
        gradients: this.#gradients,
        order: this.#order,
        begins: Uint32Array.from(pending, ({ begin }) => begin),
        ends: Uint32Array.from(pending, ({ end }) => end),
        histograms: Uint32Array.from(pending, ({ index }) => index),
        clear,
      };
      if (pending.length > 0) await this.#kernels.addHistograms(input, this.#pool.values);
      pending = [];
      pendingRows = 0;
    };
    for (const node of nodes) {
      const { begin, end } = this.#rangeOf(node);
      if (pendingRows > 0 && pendingRows + end - begin > perCall) await flush(true);
      for (let from = begin; from === begin || from < end; from += perCall) {
        const to = Math.min(end, from + perCall);
        pending.push({ index: this.#pool.indexOf(node), begin: from, end: to });
        pendingRows += to - from;
        if (to < end || from > begin) await flush(from === begin);
      }
    }
    await flush(true);
  }
}
