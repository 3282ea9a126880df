import { type KMeansModel, kmeans } from '../../../../src/algorithms/kmeans/index.js';
import { type Dense, dense } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { Random } from '../../../../src/data/random.js';
import { referenceKernels } from '../../../../src/kernels/reference/index.js';
import { drain } from '../../../support/collect.js';

export const kernels = referenceKernels();

export function matrix(rows: readonly (readonly number[])[]): Dense {
  return dense(Float32Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0);
}

export const BLOB_CENTRES = [
  [0, 0],
  [10, 0],
  [0, 10],
  [10, 10],
] as const;

/** Four tight clouds in the plane, in turn. */
export function blobs(rows: number, seed = 1): Dense {
  const random = new Random(seed);
  return matrix(
    Array.from({ length: rows }, (_, row) =>
      (BLOB_CENTRES[row % 4] as readonly number[]).map((at) => at + 0.3 * random.normal()),
    ),
  );
}

export interface Job {
  readonly train: Dense;
  readonly test?: Dense;
  readonly given?: Record<string, unknown>;
  readonly seed?: number;
  readonly startFrom?: KMeansModel;
}

/** Trains on rows in memory; gives the steps, the model and what was warned of. */
export async function run({ train, test, given, seed = 0, startFrom }: Job) {
  const warnings: string[] = [];
  const data = { train: memoryDataset(train), ...(test && { test: memoryDataset(test) }) };
  const hyperparameters = kmeans.hyperparameters.check({ k: 4, ...given });
  const warn = (message: string) => void warnings.push(message);
  const context = { kernels, seed, host: 'algo-1', warn, startFrom };
  const { steps, result: model } = await drain(kmeans.train(data, hyperparameters, context));
  return { steps, model, warnings };
}
