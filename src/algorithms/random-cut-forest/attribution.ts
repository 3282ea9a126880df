import { colsOf, type Dense, dense, rowsOf } from '../../data/dense.js';
import type { ForestBounds } from '../../kernels/kernels.js';
import type { RandomCutForestModel } from './model.js';
import { goesLeft, leftOf, type Place, pointOf, rightOf, rootsOf } from './walk.js';

/** Why rows score as they do: the score of a row, shared out among its features. */
export interface Attribution {
  /** `[rows, cols]`, the part of the score that comes from a value being too high */
  readonly high: Dense;
  /** `[rows, cols]`, the part that comes from a value being too low; `high` and `low` of a row add up to its score */
  readonly low: Dense;
}

/**
 * Shares each score out: wherever a row would be set apart, every feature gets the part by which it made the box grow, and the side on which the
 * value lies says whether it was too high or too low. A row that a tree knows is held against the rows beside it, as if it were not in
 * the tree; where there is nothing beside it, all features share alike.
 *
 * @param rows `[rows, featureDim]`
 */
export async function attribute(model: RandomCutForestModel, rows: Dense): Promise<Attribution> {
  const [count, cols] = [rowsOf(rows), colsOf(rows)];
  // Refuses rows of another width, too.
  const { score } = await model.predict(rows);
  const bounds = await model.bounds();
  const high = new Float32Array(count * cols);
  const low = new Float32Array(count * cols);
  for (let row = 0; row < count; row++) {
    const point = Float32Array.from({ length: cols }, (_, column) => rows.get(row, column));
    const shares = new Shares(point);
    for (const root of rootsOf(model.forest)) shareOut(model, bounds, root, shares);
    // As large as the score itself, which was rounded.
    const scale = (score[row] as number) / shares.total();
    high.set(
      shares.high.map((share) => share * scale),
      row * cols,
    );
    low.set(
      shares.low.map((share) => share * scale),
      row * cols,
    );
  }
  return { high: dense(high, count, cols), low: dense(low, count, cols) };
}

/** How the score of one point is shared among its features. */
class Shares {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly point: Float32Array;

  constructor(point: Float32Array) {
    this.point = point;
    this.high = new Float64Array(point.length);
    this.low = new Float64Array(point.length);
  }

  total(): number {
    return [...this.high, ...this.low].reduce((sum, share) => sum + share, 0);
  }

  /** Shares an amount out by how far the point lies outside a box on each side. @returns false where it lies inside */
  byDistance(amount: number, lows: Float32Array, highs: Float32Array): boolean {
    const grown = outside(this.point, lows, highs);
    if (grown === 0) return false;
    this.point.forEach((value, column) => {
      this.high[column]! += (amount * Math.max(value - (highs[column] as number), 0)) / grown;
      this.low[column]! += (amount * Math.max((lows[column] as number) - value, 0)) / grown;
    });
    return true;
  }

  evenly(amount: number): void {
    const each = amount / (2 * this.point.length);
    for (let column = 0; column < this.point.length; column++) {
      this.high[column]! += each;
      this.low[column]! += each;
    }
  }
}

function shareOut(model: RandomCutForestModel, bounds: ForestBounds, root: Place, shares: Shares): void {
  const { forest } = model;
  const { point } = shares;
  let [place, stillIn] = [root, 1];
  let beside: Place | undefined;
  for (; place.leaves > 1; ) {
    const { lows, highs } = sidesOf(model, bounds, place);
    const grown = outside(point, lows, highs);
    const apart = grown / ((bounds.extents[place.cut] as number) + grown);
    shares.byDistance((stillIn * apart) / (place.depth + 1), lows, highs);
    stillIn *= 1 - apart;
    const [left, right] = [leftOf(forest, place), rightOf(forest, place)];
    [place, beside] = goesLeft(forest, place, point) ? [left, right] : [right, left];
  }
  const leaf = pointOf(forest, place);
  if (shares.byDistance(stillIn / (place.depth + 1), leaf, leaf)) return;
  const amount = stillIn / Math.max(1, place.depth + Math.log2(forest.masses[place.leaf] as number));
  if (beside === undefined) shares.evenly(amount);
  else {
    const { lows, highs } = sidesOf(model, bounds, beside);
    shares.byDistance(amount, lows, highs);
  }
}

function sidesOf({ forest }: RandomCutForestModel, { boxes }: ForestBounds, place: Place) {
  const { cols } = forest;
  if (place.leaves === 1) return { lows: pointOf(forest, place), highs: pointOf(forest, place) };
  const box = boxes.subarray(place.cut * 2 * cols, (place.cut + 1) * 2 * cols);
  return { lows: box.subarray(0, cols), highs: box.subarray(cols) };
}

function outside(point: Float32Array, lows: Float32Array, highs: Float32Array): number {
  return point.reduce((sum, value, column) => {
    return sum + Math.max((lows[column] as number) - value, value - (highs[column] as number), 0);
  }, 0);
}
