import type { ColumnEntries, ExactKernels, ExactSearch, ExactSplits, LeafPenalty } from '../kernels.js';
import { leafGain, singlePrecision, weightWithin } from '../leaf-weight.js';
import { checkEntries, checkRoute, checkSearch } from '../lengths/exact.js';

export const exactTwins: ExactKernels = {
  async sortColumns(entries) {
    checkEntries(entries);
    sortColumns(entries);
  },
  async findExactSplits(search, best) {
    checkSearch(search, best);
    findExactSplits(search, best);
  },
  async routeRows(input, goesLeft) {
    checkRoute(input, goesLeft);
    routeRows(input, goesLeft);
  },
};

type RouteInput = Parameters<ExactKernels['routeRows']>[0];

/** The twin of `ExactKernels.sortColumns`. */
export function sortColumns({ starts, values, rows }: ColumnEntries): void {
  for (let column = 0; column + 1 < starts.length; column++) {
    const [from, to] = [starts[column] as number, starts[column + 1] as number];
    const pairs = Array.from({ length: to - from }, (_, at) => ({
      value: (values[from + at] as number) + 0,
      row: rows[from + at] as number,
    }));
    pairs.sort((a, b) => a.value - b.value || a.row - b.row);
    for (const [at, { value, row }] of pairs.entries()) {
      values[from + at] = value;
      rows[from + at] = row;
    }
  }
}

/** The twin of `ExactKernels.findExactSplits`. */
export function findExactSplits(search: ExactSearch, best: ExactSplits): void {
  const walk = new Walk(search, best);
  for (const [column, walks] of search.walks.entries()) {
    if (walks === 2) walk.over(column, 1);
    if (walks > 0) walk.over(column, -1);
  }
}

/** The twin of `ExactKernels.routeRows`. */
export function routeRows(
  { entries, firstColumn, nodeOfRow, splitColumns, splitValues }: RouteInput,
  goesLeft: Uint8Array,
): void {
  const isSplit = new Set(splitColumns);
  for (let column = 0; column + 1 < entries.starts.length; column++) {
    if (!isSplit.has(firstColumn + column)) continue;
    for (let at = entries.starts[column] as number; at < (entries.starts[column + 1] as number); at++) {
      const row = entries.rows[at] as number;
      const node = nodeIn(nodeOfRow, row, splitColumns.length);
      if (node < 0 || splitColumns[node] !== firstColumn + column) continue;
      goesLeft[row] = Number((entries.values[at] as number) < (splitValues[node] as number));
    }
  }
}

function nodeIn(nodeOfRow: Int32Array, row: number, nodes: number): number {
  const node = nodeOfRow[row];
  if (node === undefined) throw new RangeError(`row ${row} is not in the data`);
  if (node >= nodes) throw new RangeError(`row ${row} is in node ${node} of ${nodes}`);
  return node;
}

/** XGBoost's kRtEps: how far beyond its last value a column is cut where all that have one go to the same side. */
const BEYOND = Math.fround(1e-6);

/** One walk over the entries of a column; what has been passed is summed up for each node apart. */
class Walk {
  readonly #search: ExactSearch;
  readonly #best: ExactSplits;
  readonly #passed: Float64Array;
  readonly #lastValues: Float32Array;
  readonly #penalty: LeafPenalty;

  constructor(search: ExactSearch, best: ExactSplits) {
    this.#search = search;
    this.#best = best;
    this.#passed = new Float64Array(search.nodeSums.length);
    this.#lastValues = new Float32Array(search.nodeGains.length);
    this.#penalty = singlePrecision(search.penalty);
  }

  over(column: number, step: 1 | -1): void {
    const { entries, nodeOfRow, nodeGains, gradients } = this.#search;
    const [passed, lastValues] = [this.#passed, this.#lastValues];
    const [from, to] = [entries.starts[column] as number, entries.starts[column + 1] as number];
    passed.fill(0);
    lastValues.fill(0);
    for (let at = step > 0 ? from : to - 1; at >= from && at < to; at += step) {
      const row = entries.rows[at] as number;
      const node = nodeIn(nodeOfRow, row, nodeGains.length);
      if (node < 0 || !this.#mayUse(node, column)) continue;
      const [value, last] = [entries.values[at] as number, lastValues[node] as number];
      if (value !== last) this.#proposeBetween(last, value, node, column, step);
      passed[2 * node] = (passed[2 * node] as number) + (gradients[2 * row] as number);
      passed[2 * node + 1] = (passed[2 * node + 1] as number) + (gradients[2 * row + 1] as number);
      lastValues[node] = value;
    }
    for (let node = 0; node < nodeGains.length; node++) {
      const last = lastValues[node] as number;
      const beyond = Math.fround(Math.fround(Math.abs(last) + BEYOND) * step);
      if (this.#isHeavy(node)) this.#propose(node, column, step, Math.fround(last + beyond));
    }
  }

  #mayUse(node: number, column: number): boolean {
    const { allowed, walks } = this.#search;
    return allowed === undefined || allowed[node * walks.length + column] === 1;
  }

  /** The split between the last value of a node and the one that follows. Nothing has been passed while the second derivatives are 0. */
  #proposeBetween(last: number, value: number, node: number, column: number, step: 1 | -1): void {
    if (this.#passed[2 * node + 1] === 0 || !this.#isHeavy(node)) return;
    const middle = Math.fround(Math.fround(value + last) * 0.5);
    this.#propose(node, column, step, middle === value ? last : middle);
  }

  #isHeavy(node: number): boolean {
    return (this.#passed[2 * node + 1] as number) >= this.#penalty.minChildWeight;
  }

  #propose(node: number, column: number, step: 1 | -1, value: number): void {
    const { nodeSums, nodeGains, firstColumn } = this.#search;
    const [grad, hess] = [this.#passed[2 * node] as number, this.#passed[2 * node + 1] as number];
    const [otherGrad, otherHess] = [(nodeSums[2 * node] as number) - grad, (nodeSums[2 * node + 1] as number) - hess];
    if (otherHess < this.#penalty.minChildWeight) return;
    const sides =
      step > 0 ? ([grad, hess, otherGrad, otherHess] as const) : ([otherGrad, otherHess, grad, hess] as const);
    const gain = Math.fround(this.#gainOf(node, column, ...sides) - (nodeGains[node] as number));
    if (!(gain > (this.#best.gains[node] as number)) || gain === Number.POSITIVE_INFINITY) return;
    this.#best.gains[node] = gain;
    this.#best.columns[node] = firstColumn + column;
    this.#best.values[node] = value;
    this.#best.defaultLeft[node] = step > 0 ? 0 : 1;
  }

  #gainOf(
    node: number,
    column: number,
    leftGrad: number,
    leftHess: number,
    rightGrad: number,
    rightHess: number,
  ): number {
    const { monotone, nodeBounds } = this.#search;
    if (monotone === undefined && this.#penalty.maxDeltaStep === 0) {
      // Nothing bounds the weights, and the gain of the best ones needs none.
      return Math.fround(
        leafGain(leftGrad, leftHess, 0, this.#penalty, false) + leafGain(rightGrad, rightHess, 0, this.#penalty, false),
      );
    }
    const bounds = monotone && nodeBounds.subarray(2 * node, 2 * node + 2);
    const left = weightWithin(leftGrad, leftHess, this.#penalty, bounds);
    const right = weightWithin(rightGrad, rightHess, this.#penalty, bounds);
    const direction = monotone?.[column] ?? 0;
    if (direction > 0 ? left > right : direction < 0 && left < right) return Number.NEGATIVE_INFINITY;
    const bounded = bounds !== undefined;
    return Math.fround(
      leafGain(leftGrad, leftHess, left, this.#penalty, bounded) +
        leafGain(rightGrad, rightHess, right, this.#penalty, bounded),
    );
  }
}
