import type { BoostingKernels, FoundSplits, NodesToSplit, SplitRules } from '../../kernels.js';
import { checkFindSplits } from '../../lengths/boosting.js';
import { boundedWeight, gainOf, type Pair } from '../../tree-gains.js';

const float = Math.fround;

/** The derivatives of the rows of one bin, added up. */
export interface BinSum {
  readonly bin: number;
  readonly gradient: number;
  readonly hessian: number;
}

export const splitTwins: Pick<BoostingKernels, 'findSplits'> = {
  async findSplits(input, output) {
    checkFindSplits(input, output);
    const { layout, rules, nodes, histograms, siblings, pool } = input;
    const histogramOf = (index: number) => pool.subarray(2 * layout.slots * index, 2 * layout.slots * (index + 1));
    siblings.forEach((sibling, node) => {
      if (sibling < 0) return;
      const [own, other] = [histogramOf(histograms[node] as number), histogramOf(sibling)];
      for (let at = 0; at < own.length; at++) own[at] = (own[at] as number) - (other[at] as number);
    });
    histograms.forEach((index, node) => {
      const search = new SplitSearch(rules, nodes, node, layout.cols);
      for (let column = 0; column < layout.cols; column++) {
        if (!search.mayUse(column)) continue;
        search.try(column, binSums(layout, histogramOf(index), column, search.sums), layout.incomplete[column] === 1);
      }
      search.write(output);
    });
  },
};

/** The bins of a column, with what the hidden one must hold. */
function binSums(
  { columnSlots, binCounts, incomplete, hiddenBins }: Parameters<BoostingKernels['findSplits']>[0]['layout'],
  histogram: Float64Array,
  column: number,
  [allGradient, allHessian]: Pair,
): BinSum[] {
  const hidden = hiddenBins[column] as number;
  const count = binCounts[column] as number;
  const codes = count + (incomplete[column] as number);
  const sums: BinSum[] = [];
  let slot = columnSlots[column] as number;
  let [gradient, hessian] = [0, 0];
  for (let bin = 0; bin < codes; bin++) {
    if (bin === hidden) {
      sums.push({ bin, gradient: 0, hessian: 0 });
      continue;
    }
    const sum = { bin, gradient: histogram[2 * slot] as number, hessian: histogram[2 * slot + 1] as number };
    gradient += sum.gradient;
    hessian += sum.hessian;
    sums.push(sum);
    slot++;
  }
  if (hidden >= 0) {
    sums[hidden] = { bin: hidden, gradient: allGradient - gradient, hessian: allHessian - hessian };
  }
  return sums.slice(0, count);
}

/** The search for the best split of one node, column by column in ascending order. */
export class SplitSearch {
  readonly sums: Pair;
  readonly #rules: SplitRules;
  readonly #nodes: NodesToSplit;
  readonly #node: number;
  readonly #cols: number;
  readonly #bounds: Pair | undefined;
  #best = { gain: 0, column: -1, bin: 0, defaultLeft: 0, left: [0, 0] as Pair, right: [0, 0] as Pair };

  constructor(rules: SplitRules, nodes: NodesToSplit, node: number, cols: number) {
    this.#rules = rules;
    this.#nodes = nodes;
    this.#node = node;
    this.#cols = cols;
    this.sums = pairAt(nodes.sums, node);
    this.#bounds = nodes.bounds && pairAt(nodes.bounds, node);
  }

  mayUse(column: number): boolean {
    return this.#nodes.allowed === undefined || this.#nodes.allowed[this.#node * this.#cols + column] === 1;
  }

  /** @param bins in ascending order; bins that no row is in may be left out */
  try(column: number, bins: readonly BinSum[], mayMiss: boolean): void {
    // Rows that lack the value go right: what is left of a cut grows bin by bin.
    let [gradient, hessian] = [0, 0];
    for (const sum of bins) {
      gradient += sum.gradient;
      hessian += sum.hessian;
      const left: Pair = [gradient, hessian];
      this.#offer(column, sum.bin, 0, left, this.#rest(left));
    }
    if (!mayMiss || (gradient === this.sums[0] && hessian === this.sums[1])) return;
    // They go left: what is right of a cut grows from the other end.
    [gradient, hessian] = [0, 0];
    for (const sum of bins.toReversed()) {
      gradient += sum.gradient;
      hessian += sum.hessian;
      const right: Pair = [gradient, hessian];
      this.#offer(column, sum.bin - 1, 1, this.#rest(right), right);
    }
  }

  write(output: FoundSplits): void {
    const { gain, column, bin, defaultLeft, left, right } = this.#best;
    output.gains[this.#node] = gain;
    output.columns[this.#node] = column;
    output.bins[this.#node] = bin;
    output.defaultLeft[this.#node] = defaultLeft;
    output.leftSums.set(left, 2 * this.#node);
    output.rightSums.set(right, 2 * this.#node);
  }

  #rest([gradient, hessian]: Pair): Pair {
    return [this.sums[0] - gradient, this.sums[1] - hessian];
  }

  #offer(column: number, bin: number, defaultLeft: number, left: Pair, right: Pair): void {
    const { minChildWeight } = this.#rules;
    if (!(left[1] >= minChildWeight && right[1] >= minChildWeight)) return;
    const gain = float(this.#gain(column, left, right) - (this.#nodes.gains[this.#node] as number));
    if (gain > this.#best.gain && gain !== Number.POSITIVE_INFINITY) {
      this.#best = { gain, column, bin, defaultLeft, left, right };
    }
  }

  #gain(column: number, left: Pair, right: Pair): number {
    const leftWeight = boundedWeight(this.#rules, left, this.#bounds);
    const rightWeight = boundedWeight(this.#rules, right, this.#bounds);
    const direction = this.#rules.monotone?.[column] ?? 0;
    if (direction * (rightWeight - leftWeight) < 0) return Number.NEGATIVE_INFINITY;
    return float(gainOf(this.#rules, left, leftWeight) + gainOf(this.#rules, right, rightWeight));
  }
}

function pairAt(values: ArrayLike<number>, index: number): Pair {
  return [values[2 * index] as number, values[2 * index + 1] as number];
}
