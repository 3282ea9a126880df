import type { Dense } from '../../data/dense.js';
import { type LloydStep, lloyd } from './lloyd.js';
import { chooseCentres, type InitMethod, type SeedingContext } from './seeding.js';
import type { StreamState } from './stream.js';

export interface ShrinkOptions extends SeedingContext {
  readonly k: number;
  readonly attempts: number;
  readonly initMethod: InitMethod;
  readonly maxIterations: number;
  readonly tolerance: number;
}

export interface Attempt {
  readonly attempt: number;
  /** `[k, cols]` */
  readonly centroids: Dense;
  /** Weighted mean squared distance between the K centres and these k. */
  readonly msd: number;
  readonly iterations: number;
}

/**
 * Clusters the K centres of the stream, each as heavy as the rows it stands for, into k: Lloyd's algorithm from several starts.
 * Yields every attempt; the best is the one with the lowest msd, the earlier one of two equals.
 */
export async function* shrink(state: StreamState, options: ShrinkOptions): AsyncGenerator<Attempt, void, void> {
  const { k, initMethod, maxIterations, tolerance, kernels, signal } = options;
  const { centroids: points, weights } = state;
  for (let attempt = 0; attempt < options.attempts; attempt++) {
    const initial = await chooseCentres(initMethod, points, k, { ...options, greedy: true }, weights);
    let last: LloydStep | undefined;
    for await (last of lloyd(points, initial, { kernels, weights, maxIterations, tolerance, signal }));
    const { centroids, msd, iteration } = last as LloydStep;
    yield { attempt, centroids, msd, iterations: iteration };
  }
}
