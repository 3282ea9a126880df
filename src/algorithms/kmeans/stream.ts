import type { Batch } from '../../data/batches.js';
import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import type { Kernels } from '../../kernels/kernels.js';
import { type Assignment, assign } from './lloyd.js';

/**
 * What k-means remembers of all rows it has read: K weighted centres, and how far the rows were from them. Its size does not
 * depend on the number of rows.
 */
export interface StreamState {
  /** `[K, cols]` */
  readonly centroids: Dense;
  /** `[K]`, rows each centre stands for */
  readonly weights: Float64Array;
  /** Sum of squared distances of the rows when they were read, and the number of those rows, both faded as the weights are. */
  readonly distances: number;
  readonly rows: number;
}

/** Every centre starts as a row, hence with weight 1. */
export function startFromRows(centroids: Dense): StreamState {
  return startFromCentres(centroids, new Float64Array(rowsOf(centroids)).fill(1));
}

export function startFromCentres(centroids: Dense, weights: Float64Array): StreamState {
  return { centroids, weights, distances: 0, rows: 0 };
}

export interface Update {
  readonly state: StreamState;
  /** Mean squared distance of the batch to the centres before the update. */
  readonly shortTermMsd: number;
  readonly longTermMsd: number;
}

/** Assigns a mini-batch to the centres and moves each to the weighted mean of its past and of its new rows. */
export async function update(
  state: StreamState,
  batch: Batch,
  halfLife: number,
  options: { readonly kernels: Kernels; readonly signal?: AbortSignal | undefined },
): Promise<Update> {
  const assignment = await assign(batch.features, state.centroids, options);
  const kept = fading(batch.rows, halfLife);
  const distances = kept * state.distances + assignment.inertia;
  const rows = kept * state.rows + batch.rows;
  return {
    state: { ...move(state, assignment, kept), distances, rows },
    shortTermMsd: assignment.inertia / batch.rows,
    longTermMsd: distances / rows,
  };
}

/**
 * The share of its weight that everything seen so far keeps when `rows` more are read: one half after `halfLife` rows. All centres fade by
 * the same clock, whether they got rows or not. SageMaker documents the half-life and not its scope: if evidence turns up,
 * this is the place to correct.
 */
export function fading(rows: number, halfLife: number): number {
  return halfLife === 0 ? 1 : 2 ** (-rows / halfLife);
}

/** c <- (1 - p) c + p mean, with p = n_new / (n_old + n_new). */
function move({ centroids, weights }: StreamState, { sums, counts }: Assignment, kept: number) {
  const cols = colsOf(centroids);
  const moved = rowMajor(centroids).slice();
  const newWeights = weights.map((weight) => kept * weight);
  counts.forEach((count, centre) => {
    if (count === 0) return;
    const total = (newWeights[centre] as number) + count;
    const p = count / total;
    for (let at = centre * cols; at < (centre + 1) * cols; at++) {
      moved[at] = (1 - p) * (moved[at] as number) + (p * (sums[at] as number)) / count;
    }
    newWeights[centre] = total;
  });
  return { centroids: dense(moved, counts.length, cols), weights: newWeights };
}
