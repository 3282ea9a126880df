import { type RandomCutForestModel, randomCutForest } from '../../../../src/algorithms/random-cut-forest/index.js';
import { type Dense, dense } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { Random } from '../../../../src/data/random.js';
import { referenceKernels } from '../../../../src/kernels/reference/index.js';
import { drain } from '../../../support/collect.js';

export const kernels = referenceKernels();

export function matrix(rows: readonly (readonly number[])[]): Dense {
  return dense(Float32Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0);
}

/** A round cloud; each column as wide as `widths` says. */
export function cloud(rows: number, widths: readonly number[] = [1, 1], seed = 1): Dense {
  const random = new Random(seed);
  return matrix(Array.from({ length: rows }, () => widths.map((width) => width * random.normal())));
}

export interface Job {
  readonly train: Dense;
  readonly test?: { readonly rows: Dense; readonly labels: readonly number[] };
  readonly given?: Record<string, unknown>;
  readonly seed?: number;
  readonly startFrom?: RandomCutForestModel;
}

/** Trains on rows in memory; gives the steps and the model. */
export async function run({ train, test, given, seed = 0, startFrom }: Job) {
  const labelled = test && memoryDataset(test.rows, { labels: Float32Array.from(test.labels), labelSize: 1 });
  const data = { train: memoryDataset(train), ...(labelled && { test: labelled }) };
  const hyperparameters = randomCutForest.hyperparameters.check({ num_trees: 50, ...given });
  const context = { kernels, seed, host: 'algo-1', warn: () => undefined, startFrom };
  const { steps, result: model } = await drain(randomCutForest.train(data, hyperparameters, context));
  return { steps, model };
}
