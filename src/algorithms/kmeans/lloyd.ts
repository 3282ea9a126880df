import type { Csr } from '../../data/csr.js';
import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import type { Kernels } from '../../kernels/kernels.js';
import { workPieces } from '../work.js';

export interface LloydOptions {
  readonly kernels: Kernels;
  /** `[rows]`; absent where every point weighs 1 */
  readonly weights?: Float64Array | undefined;
  /** How often the centroids may move. */
  readonly maxIterations: number;
  /** Ends when an iteration lowers the inertia by no more than this share of it; 0 goes on to the fixed point. */
  readonly tolerance: number;
  readonly signal?: AbortSignal | undefined;
}

export interface LloydStep {
  /** 0 for the initial centroids, then how often they have moved. */
  readonly iteration: number;
  /** `[k, cols]` */
  readonly centroids: Dense;
  /** Weighted sum of squared distances of the points to these centroids. */
  readonly inertia: number;
  /** inertia divided by the sum of weights */
  readonly msd: number;
  /** `[k, cols]`, the means of the points that are nearest to these centroids: where the next iteration moves them */
  readonly means: Dense;
}

/**
 * Lloyd's algorithm over points in memory: every point joins its nearest centroid, every centroid moves to the weighted mean of
 * its points, until the inertia falls no further. A centroid that loses all its points stays where it is.
 *
 * @param points `[rows, cols]`
 * @param initial `[k, cols]`
 * @see Lloyd, Least squares quantization in PCM, 1982
 */
export async function* lloyd(
  points: Dense,
  initial: Dense,
  options: LloydOptions,
): AsyncGenerator<LloydStep, void, void> {
  const { maxIterations, tolerance } = options;
  let centroids = initial;
  let previous = Number.POSITIVE_INFINITY;
  for (let iteration = 0; ; iteration++) {
    const { inertia, sums, counts } = await assign(points, centroids, options);
    const weight = counts.reduce((sum, count) => sum + count, 0);
    const next = means(centroids, sums, counts);
    yield { iteration, centroids, inertia, msd: inertia / weight, means: next };
    const settled = iteration > 0 && previous - inertia <= tolerance * previous;
    if (settled || iteration === maxIterations) return;
    previous = inertia;
    centroids = next;
  }
}

export interface Assignment {
  readonly inertia: number;
  /** `[k, cols]`, weighted sums of the points of each centroid */
  readonly sums: Float64Array;
  /** `[k]`, weights of the points of each centroid */
  readonly counts: Float64Array;
}

/** Assigns every point to its nearest centroid. */
export async function assign(
  points: Dense | Csr,
  centroids: Dense,
  { kernels, weights, signal }: Pick<LloydOptions, 'kernels' | 'weights' | 'signal'>,
): Promise<Assignment> {
  const k = rowsOf(centroids);
  const cols = colsOf(centroids);
  const sums = new Float64Array(k * cols);
  const counts = new Float64Array(k);
  let inertia = 0;
  for (const piece of workPieces(points, kernels, k)) {
    signal?.throwIfAborted();
    const pieceWeights = weights?.subarray(piece.from, piece.from + piece.rows);
    const input = {
      points: piece.points,
      weights: pieceWeights,
      centroids: rowMajor(centroids),
      rows: piece.rows,
      cols,
      k,
    };
    inertia += await kernels.assignAndSum(input, { sums, counts });
  }
  signal?.throwIfAborted();
  return { inertia, sums, counts };
}

/** The weighted mean of the points of each centroid; one that has none stays where it is. */
export function means(centroids: Dense, sums: Float64Array, counts: Float64Array): Dense {
  const cols = colsOf(centroids);
  const moved = rowMajor(centroids).slice();
  counts.forEach((count, centre) => {
    if (count === 0) return;
    for (let at = centre * cols; at < (centre + 1) * cols; at++) moved[at] = (sums[at] as number) / count;
  });
  return dense(moved, counts.length, cols);
}
