import { Random } from '../../data/random.js';
import type { ForestArrays, ForestBounds, ForestKernels } from '../kernels.js';
import { checkAddDepths, checkBound, checkGrow } from '../lengths/forest.js';

export const forestTwins: ForestKernels = {
  async growTrees(input, output) {
    checkGrow(input, output);
    growTrees(input, output);
  },
  async boundCuts(forest, output) {
    checkBound(forest, output);
    boundCuts(forest, output);
  },
  async addInverseDepths(input, sums) {
    checkAddDepths(input, sums);
    addInverseDepths(input, sums);
  },
};

type GrowInput = Parameters<ForestKernels['growTrees']>[0];
type GrowOutput = Parameters<ForestKernels['growTrees']>[1];
type DepthInput = Parameters<ForestKernels['addInverseDepths']>[0];

/** The twin of `ForestKernels.growTrees`. */
export function growTrees(input: GrowInput, output: GrowOutput): void {
  for (let tree = 0; tree < input.trees; tree++) {
    output.leafCounts[tree] = new Grower(tree, input, output).grow(0, input.size);
  }
}

class Grower {
  readonly #sample: Float32Array;
  readonly #cols: number;
  readonly #random: Random;
  readonly #output: GrowOutput;
  /** Where the next cut and the next leaf are written. */
  #cut: number;
  #leaf: number;
  /** The rows of the sample; those of a subtree are neighbours. */
  readonly #rows: Int32Array;

  constructor(tree: number, { samples, seeds, size, cols }: GrowInput, output: GrowOutput) {
    this.#sample = samples.subarray(tree * size * cols, (tree + 1) * size * cols);
    this.#cols = cols;
    this.#random = new Random(seeds[tree] as number);
    this.#output = output;
    this.#cut = tree * (size - 1);
    this.#leaf = tree * size;
    this.#rows = Int32Array.from({ length: size }, (_, row) => row);
  }

  /** Grows the subtree of these rows. @returns its leaves */
  grow(from: number, to: number): number {
    const output = this.#output;
    const chosen = this.#choose(from, to);
    if (chosen === undefined) {
      output.leafRows[this.#leaf] = this.#rows[from] as number;
      output.masses[this.#leaf] = to - from;
      this.#leaf++;
      return 1;
    }
    const cut = this.#cut++;
    output.cutColumns[cut] = chosen.column;
    output.cutValues[cut] = chosen.value;
    const middle = this.#partition(from, to, chosen);
    const left = this.grow(from, middle);
    output.leftLeaves[cut] = left;
    return left + this.grow(middle, to);
  }

  /** A place drawn evenly from all sides of the bounding box, laid end to end; `undefined` where the rows are equal. */
  #choose(from: number, to: number): { readonly column: number; readonly value: number } | undefined {
    const sides = Array.from({ length: this.#cols }, (_, column) => {
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let at = from; at < to; at++) {
        const value = this.#value(at, column);
        if (value < low) low = value;
        if (value > high) high = value;
      }
      return { low, high };
    });
    const extent = sides.reduce((sum, { low, high }) => sum + (high - low), 0);
    if (extent === 0) return undefined;
    let place = this.#random.uniform() * extent;
    let last = { column: 0, value: 0 };
    for (const [column, { low, high }] of sides.entries()) {
      if (high === low) continue;
      // Rounded, the cut could meet the upper end, and leave no row to its right.
      const value = Math.fround(low + place);
      last = { column, value: value < high ? value : low };
      if (place < high - low) break;
      place -= high - low;
    }
    return last;
  }

  /** Rows at or below the cut first; both sides keep their order. */
  #partition(from: number, to: number, { column, value }: { column: number; value: number }): number {
    const rows = this.#rows.subarray(from, to);
    const below = rows.filter((row) => (this.#sample[row * this.#cols + column] as number) <= value);
    const above = rows.filter((row) => (this.#sample[row * this.#cols + column] as number) > value);
    rows.set(below);
    rows.set(above, below.length);
    return from + below.length;
  }

  #value(at: number, column: number): number {
    return this.#sample[(this.#rows[at] as number) * this.#cols + column] as number;
  }
}

/** The twin of `ForestKernels.boundCuts`. */
export function boundCuts(forest: ForestArrays, { boxes, extents }: ForestBounds): void {
  const { cols, points } = forest;
  for (const { firstCut, firstLeaf, leaves } of treesOf(forest)) {
    const bound = (leafFrom: number, count: number, cut: number): void => {
      const box = boxes.subarray(cut * 2 * cols, (cut + 1) * 2 * cols);
      const lows = box.subarray(0, cols).fill(Number.POSITIVE_INFINITY);
      const highs = box.subarray(cols).fill(Number.NEGATIVE_INFINITY);
      for (let leaf = leafFrom; leaf < leafFrom + count; leaf++) {
        for (let column = 0; column < cols; column++) {
          const value = points[leaf * cols + column] as number;
          if (value < (lows[column] as number)) lows[column] = value;
          if (value > (highs[column] as number)) highs[column] = value;
        }
      }
      extents[cut] = highs.reduce((sum, high, column) => sum + (high - (lows[column] as number)), 0);
      const left = forest.leftLeaves[cut] as number;
      if (left > 1) bound(leafFrom, left, cut + 1);
      if (count - left > 1) bound(leafFrom + left, count - left, cut + left);
    };
    if (leaves > 1) bound(firstLeaf, leaves, firstCut);
  }
}

/** The twin of `ForestKernels.addInverseDepths`. */
export function addInverseDepths(input: DepthInput, sums: Float64Array): void {
  const { forest, points, rows } = input;
  for (let row = 0; row < rows; row++) {
    const point = points.subarray(row * forest.cols, (row + 1) * forest.cols);
    for (const tree of treesOf(forest)) sums[row]! += inTree(point, tree, input);
  }
}

/**
 * Walks the point down. At every cut it may be set apart: if it were inserted there, its own cut would fall outside the box with the probability
 * (what the box would have to grow) / (the grown box). What is left of the chance goes on to the next cut.
 */
function inTree(point: Float32Array, { firstCut, firstLeaf, leaves }: TreeRange, input: DepthInput): number {
  const { forest, bounds, logMasses } = input;
  const { cols } = forest;
  let [cut, leaf, count] = [firstCut, firstLeaf, leaves];
  let [depth, expected, stillIn] = [0, 0, 1];
  for (; count > 1; depth++) {
    const grown = outside(point, bounds.boxes.subarray(cut * 2 * cols, (cut + 1) * 2 * cols));
    const apart = grown / ((bounds.extents[cut] as number) + grown);
    expected += (stillIn * apart) / (depth + 1);
    stillIn *= 1 - apart;
    const left = forest.leftLeaves[cut] as number;
    if (!(left >= 1 && left < count)) throw new RangeError(`cut ${cut} has ${left} of ${count} leaves on its left`);
    if ((point[forest.cutColumns[cut] as number] as number) <= (forest.cutValues[cut] as number)) {
      count = left;
      cut++;
    } else {
      count -= left;
      cut += left;
      leaf += left;
    }
  }
  const seen = point.every((value, column) => value === forest.points[leaf * cols + column]);
  return expected + stillIn / (seen ? Math.max(1, depth + (logMasses[leaf] as number)) : depth + 1);
}

/** How much the sides of the box must grow, taken together, to hold the point. */
function outside(point: Float32Array, box: Float32Array): number {
  const cols = point.length;
  return point.reduce((sum, value, column) => {
    const [low, high] = [box[column] as number, box[cols + column] as number];
    return sum + Math.max(low - value, value - high, 0);
  }, 0);
}

interface TreeRange {
  readonly firstCut: number;
  readonly firstLeaf: number;
  readonly leaves: number;
}

function* treesOf({ leafCounts }: ForestArrays): Generator<TreeRange, void, void> {
  let [firstCut, firstLeaf] = [0, 0];
  for (const leaves of leafCounts) {
    yield { firstCut, firstLeaf, leaves };
    firstCut += leaves - 1;
    firstLeaf += leaves;
  }
}
