import { colsOf, type Dense, dense, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { RandomCutForestModel } from './model.js';
import { type Box, boxOf, goesLeft, leftOf, type Place, pointOf, rightOf, rootsOf } from './walk.js';

/**
 * Fills in what is missing: the values that would make each row as usual as it can be. Every tree leads the row down to the leaf where it would
 * score lowest, as far as its known values tell; a missing value is the median of what the leaves of all trees have in its place.
 *
 * @param rows `[rows, featureDim]`, NaN where a value is missing
 * @returns `[rows, featureDim]` without NaN
 * @throws UserError E_FEATURE_DIM
 * @see Guha, Mishra, Roy and Schrijvers, Robust random cut forest based anomaly detection on streams, 2016
 */
export function impute(model: RandomCutForestModel, rows: Dense): Dense {
  const [count, cols] = [rowsOf(rows), colsOf(rows)];
  if (cols !== model.featureDim) {
    throw new UserError('E_FEATURE_DIM', `The model knows ${model.featureDim} features, the rows have ${cols}.`, {
      hint: 'Give the missing values as NaN.',
    });
  }
  const filled = new Float32Array(count * cols);
  for (let row = 0; row < count; row++) {
    const point = Float32Array.from({ length: cols }, (_, column) => rows.get(row, column));
    filled.set(expectedPoint(model, point), row * cols);
  }
  return dense(filled, count, cols);
}

function expectedPoint({ forest }: RandomCutForestModel, point: Float32Array): Float32Array {
  if (!point.some(Number.isNaN)) return point;
  const known: number[] = [];
  point.forEach((value, column) => {
    if (!Number.isNaN(value)) known.push(column);
  });
  const leaves = Array.from(rootsOf(forest), (root) => pointOf(forest, bestLeaf(forest, point, known, root).leaf));
  return point.map((value, column) =>
    Number.isNaN(value) ? median(leaves.map((leaf) => leaf[column] as number)) : value,
  );
}

interface Candidate {
  readonly leaf: Place;
  /** Expected 1 / depth below the place asked about, by the known values alone. */
  readonly inverseDepth: number;
}

/** Follows the cuts of known columns, and both sides of the others. */
function bestLeaf(
  forest: RandomCutForestModel['forest'],
  point: Float32Array,
  known: readonly number[],
  place: Place,
): Candidate {
  const box = boxOf(forest, place);
  const { grown, extent } = along(known, box, point);
  if (place.leaves === 1) {
    const mass = forest.masses[place.leaf] as number;
    const inverseDepth = grown > 0 ? 1 / (place.depth + 1) : 1 / Math.max(1, place.depth + Math.log2(mass));
    return { leaf: place, inverseDepth };
  }
  const [left, right] = [leftOf(forest, place), rightOf(forest, place)];
  const column = forest.cutColumns[place.cut] as number;
  const below = known.includes(column)
    ? bestLeaf(forest, point, known, goesLeft(forest, place, point) ? left : right)
    : lower(bestLeaf(forest, point, known, left), bestLeaf(forest, point, known, right));
  const apart = grown === 0 ? 0 : grown / (extent + grown);
  return { leaf: below.leaf, inverseDepth: apart / (place.depth + 1) + (1 - apart) * below.inverseDepth };
}

function lower(a: Candidate, b: Candidate): Candidate {
  return b.inverseDepth < a.inverseDepth ? b : a;
}

/** The box and how much it must grow to hold the point, in the given columns. */
function along(columns: readonly number[], { lows, highs }: Box, point: Float32Array) {
  let [grown, extent] = [0, 0];
  for (const column of columns) {
    const [low, high, value] = [lows[column] as number, highs[column] as number, point[column] as number];
    grown += Math.max(low - value, value - high, 0);
    extent += high - low;
  }
  return { grown, extent };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
