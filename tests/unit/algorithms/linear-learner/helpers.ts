import { type LinearLearnerModel, linearLearner } from '../../../../src/algorithms/linear-learner/index.js';
import type {
  EpochStep,
  FinalizeStep,
  LinearLearnerStep,
  ScaleStep,
} from '../../../../src/algorithms/linear-learner/steps.js';
import type { Csr } from '../../../../src/data/csr.js';
import { type Dense, dense } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { Random } from '../../../../src/data/random.js';
import { loadKernels } from '../../../../src/kernels/choose.js';
import { drain } from '../../../support/collect.js';

export const kernels = await loadKernels();

export interface Labelled {
  readonly features: Dense | Csr;
  readonly labels: Float32Array;
}

export function labelled(rows: readonly (readonly number[])[], labels: readonly number[]): Labelled {
  const cols = rows[0]?.length ?? 0;
  return { features: dense(Float32Array.from(rows.flat()), rows.length, cols), labels: Float32Array.from(labels) };
}

/** Features of very different size, and a label that is linear in them but for some noise. */
export function numbers(rows: number, seed = 1): Labelled & { readonly features: Dense } {
  const random = new Random(seed);
  const values = Array.from({ length: rows }, () => [
    100 + 20 * random.normal(),
    random.normal(),
    0.01 * random.normal(),
    5,
  ]);
  const labels = values.map(
    ([a, b, c]) => 3 + 0.5 * (a as number) - 4 * (b as number) + 200 * (c as number) + 0.1 * random.normal(),
  );
  return labelled(values, labels) as Labelled & { readonly features: Dense };
}

/** The same rows, cut into classes at equal shares. */
export function classes(count: number, rows: number, seed = 1): Labelled & { readonly features: Dense } {
  const { features, labels } = numbers(rows, seed);
  const sorted = labels.slice().sort();
  const cuts = Array.from({ length: count - 1 }, (_, at) => sorted[Math.floor((rows * (at + 1)) / count)] as number);
  return { features, labels: labels.map((label) => cuts.filter((cut) => label >= cut).length) };
}

export interface Job {
  readonly train: Labelled;
  readonly validation?: Labelled;
  readonly test?: Labelled;
  readonly given: Record<string, unknown>;
  readonly seed?: number;
  readonly startFrom?: LinearLearnerModel;
}

const dataset = ({ features, labels }: Labelled) => memoryDataset(features, { labels, labelSize: 1 });

/** Trains on rows in memory; gives the steps and the model. */
export async function run({ train, validation, test, given, seed = 0, startFrom }: Job) {
  const data = {
    train: dataset(train),
    ...(validation && { validation: dataset(validation) }),
    ...(test && { test: dataset(test) }),
  };
  const hyperparameters = linearLearner.hyperparameters.check({ mini_batch_size: 50, ...given });
  const context = { kernels, seed, host: 'algo-1', warn: () => undefined, startFrom };
  const { steps, result: model } = await drain(linearLearner.train(data, hyperparameters, context));
  return { steps, model, ...phases(steps) };
}

function phases(steps: readonly LinearLearnerStep[]) {
  return {
    scale: steps.find((step) => step.phase === 'scale') as ScaleStep,
    epochs: steps.filter((step): step is EpochStep => step.phase === 'epoch'),
    final: steps.find((step) => step.phase === 'finalize') as FinalizeStep,
  };
}
