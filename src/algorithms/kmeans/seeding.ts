import { type Csr, isCsr, rowOf } from '../../data/csr.js';
import { colsOf, type Dense, dense, rowsOf } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import type { Kernels } from '../../kernels/kernels.js';
import { workPieces } from '../work.js';

export type InitMethod = 'random' | 'kmeans++';

export interface SeedingContext {
  /** k-means++ takes the best of several draws for each centre: worth its price where the points are few. */
  readonly greedy?: boolean;
  readonly kernels: Kernels;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
}

/**
 * `k` of the points as first centres, `[k, cols]`.
 * @param points `[rows, cols]`, rows >= k
 * @param weights `[rows]`; absent where every point weighs 1
 */
export async function chooseCentres(
  method: InitMethod,
  points: Dense | Csr,
  k: number,
  context: SeedingContext,
  weights?: Float64Array,
): Promise<Dense> {
  const rows =
    method === 'random'
      ? context.random.sampleWithoutReplacement(isCsr(points) ? points.rows : rowsOf(points), k)
      : await spreadOut(points, k, context, weights);
  const cols = isCsr(points) ? points.cols : colsOf(points);
  const centres = new Float32Array(k * cols);
  rows.forEach((row, centre) => {
    centres.set(rowOf(points, row), centre * cols);
  });
  return dense(centres, k, cols);
}

/**
 * k-means++: a next centre is drawn with a probability in proportion to its weight and to the square of its distance from the
 * centres before it. Greedy, as the paper's authors ran it too: of several such draws the one that brings the points nearest is taken.
 * @see Arthur and Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007
 */
async function spreadOut(
  points: Dense | Csr,
  k: number,
  context: SeedingContext,
  weights?: Float64Array,
): Promise<number[]> {
  const { random } = context;
  const rows = isCsr(points) ? points.rows : rowsOf(points);
  const draws = context.greedy ? 2 + Math.floor(Math.log(k)) : 1;
  const first = weights === undefined ? random.integer(rows) : drawInProportion(weights, random);
  const untouched = new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  let latest = await withCentre(points, first, untouched, context, weights);
  const chosen = [first];
  while (chosen.length < k) {
    const before = latest;
    const next = () => withCentre(points, drawInProportion(before.chances, random), before.nearest, context, weights);
    latest = await next();
    for (let i = 1; i < draws; i++) {
      const other = await next();
      if (other.total < latest.total) latest = other;
    }
    chosen.push(latest.row);
  }
  return chosen;
}

interface Candidate {
  readonly row: number;
  /** `[rows]`, squared distances to the nearest centre, this one included */
  readonly nearest: Float32Array;
  /** `[rows]`, the same times the weights */
  readonly chances: Float32Array | Float64Array;
  readonly total: number;
}

async function withCentre(
  points: Dense | Csr,
  row: number,
  before: Float32Array,
  { kernels, signal }: SeedingContext,
  weights?: Float64Array,
): Promise<Candidate> {
  const centre = rowOf(points, row);
  const nearest = before.slice();
  let total = 0;
  for (const piece of workPieces(points, kernels)) {
    signal?.throwIfAborted();
    const input = { points: piece.points, rows: piece.rows, cols: centre.length, centre };
    total += await kernels.lowerToNearest(input, nearest.subarray(piece.from, piece.from + piece.rows));
  }
  if (weights === undefined) return { row, nearest, chances: nearest, total };
  const chances = weights.map((weight, at) => weight * (nearest[at] as number));
  return { row, nearest, chances, total: chances.reduce((sum, chance) => sum + chance, 0) };
}

/** An index drawn in proportion to the chances; any index where all are zero, as when every point is a centre already. */
export function drawInProportion(chances: Float32Array | Float64Array, random: Random): number {
  let total = 0;
  for (const chance of chances) total += chance;
  if (!(total > 0)) return random.integer(chances.length);
  let left = random.uniform() * total;
  let last = 0;
  for (let index = 0; index < chances.length; index++) {
    const chance = chances[index] as number;
    if (chance === 0) continue;
    last = index;
    left -= chance;
    if (left < 0) break;
  }
  return last;
}
