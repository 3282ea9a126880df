import type { Forest } from './forest.js';

/** A subtree: where its first cut and its first leaf stand in the arrays of the forest, and how many leaves it has. A leaf has one. */
export interface Place {
  readonly cut: number;
  readonly leaf: number;
  readonly leaves: number;
  /** 0 at the root */
  readonly depth: number;
}

/** The root of every tree. */
export function* rootsOf({ leafCounts }: Forest): Generator<Place, void, void> {
  let [cut, leaf] = [0, 0];
  for (const leaves of leafCounts) {
    yield { cut, leaf, leaves, depth: 0 };
    cut += leaves - 1;
    leaf += leaves;
  }
}

/** Rows at or below the cut. */
export function leftOf({ leftLeaves }: Forest, { cut, leaf, depth }: Place): Place {
  return { cut: cut + 1, leaf, leaves: leftLeaves[cut] as number, depth: depth + 1 };
}

/** Rows above the cut. */
export function rightOf({ leftLeaves }: Forest, { cut, leaf, leaves, depth }: Place): Place {
  const left = leftLeaves[cut] as number;
  return { cut: cut + left, leaf: leaf + left, leaves: leaves - left, depth: depth + 1 };
}

export function goesLeft(forest: Forest, { cut }: Place, point: ArrayLike<number>): boolean {
  return (point[forest.cutColumns[cut] as number] as number) <= (forest.cutValues[cut] as number);
}

/** The row that a leaf stands for. */
export function pointOf({ points, cols }: Forest, { leaf }: Place): Float32Array {
  return points.subarray(leaf * cols, (leaf + 1) * cols);
}

/** Every cut and every leaf below a place, itself first. */
export function* everyPlace(forest: Forest, from: Place): Generator<Place, void, void> {
  const pending = [from];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    yield place;
    if (place.leaves > 1) pending.push(rightOf(forest, place), leftOf(forest, place));
  }
}

/** The smallest box that holds all rows below a place. */
export interface Box {
  /** `[cols]` */
  readonly lows: Float32Array;
  /** `[cols]` */
  readonly highs: Float32Array;
}

export function boxOf({ points, cols }: Forest, { leaf, leaves }: Place): Box {
  const lows = new Float32Array(cols).fill(Number.POSITIVE_INFINITY);
  const highs = new Float32Array(cols).fill(Number.NEGATIVE_INFINITY);
  for (let at = leaf * cols; at < (leaf + leaves) * cols; at++) {
    const [column, value] = [at % cols, points[at] as number];
    if (value < (lows[column] as number)) lows[column] = value;
    if (value > (highs[column] as number)) highs[column] = value;
  }
  return { lows, highs };
}
