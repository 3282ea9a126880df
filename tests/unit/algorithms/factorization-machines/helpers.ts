import {
  type FactorizationMachinesModel,
  factorizationMachines,
} from '../../../../src/algorithms/factorization-machines/index.js';
import type { Csr } from '../../../../src/data/csr.js';
import { type Dense, dense } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { Random } from '../../../../src/data/random.js';
import { referenceKernels } from '../../../../src/kernels/reference/index.js';
import { drain } from '../../../support/collect.js';

export const kernels = referenceKernels();

export function matrix(rows: readonly (readonly number[])[]): Dense {
  return dense(Float32Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0);
}

export interface Labelled {
  readonly features: Dense | Csr;
  readonly labels: Float32Array;
}

export const [USERS, ITEMS] = [12, 9];

/** One-hot users and items; who likes what is a matter of two hidden factors and of the item alone. */
export function ratings(rows: number, seed = 1): Labelled {
  const random = new Random(7);
  const taste = Array.from({ length: USERS + ITEMS }, () => [random.normal(), random.normal()] as const);
  const drawn = new Random(seed);
  const columns = new Uint32Array(2 * rows);
  const labels = Float32Array.from({ length: rows }, (_, row) => {
    const [user, item] = [drawn.integer(USERS), USERS + drawn.integer(ITEMS)];
    columns.set([user, item], 2 * row);
    const [a, b] = [taste[user] as readonly [number, number], taste[item] as readonly [number, number]];
    return 3 + (item % 3) * 0.5 + a[0] * b[0] + a[1] * b[1] + 0.1 * drawn.normal();
  });
  const rowStarts = Uint32Array.from({ length: rows + 1 }, (_, row) => 2 * row);
  const features = { rows, cols: USERS + ITEMS, rowStarts, columns, values: new Float32Array(2 * rows).fill(1) };
  return { features, labels };
}

/** The same with two classes: above and below 3.5. */
export function likes(rows: number, seed = 1): Labelled {
  const { features, labels } = ratings(rows, seed);
  return { features, labels: labels.map((rating) => (rating > 3.5 ? 1 : 0)) };
}

export interface Job {
  readonly train: Labelled;
  readonly test?: Labelled;
  readonly given?: Record<string, unknown>;
  readonly seed?: number;
  readonly startFrom?: FactorizationMachinesModel;
}

/** Trains on rows in memory; gives the steps, the model and what was warned of. */
export async function run({ train, test, given, seed = 0, startFrom }: Job) {
  const warnings: string[] = [];
  const dataset = ({ features, labels }: Labelled) => memoryDataset(features, { labels });
  const data = { train: dataset(train), ...(test && { test: dataset(test) }) };
  const cols = 'rowStarts' in train.features ? train.features.cols : train.features.shape[1];
  const hyperparameters = factorizationMachines.hyperparameters.check({
    feature_dim: cols,
    num_factors: 2,
    predictor_type: 'regressor',
    mini_batch_size: 20,
    ...given,
  });
  const warn = (message: string) => void warnings.push(message);
  const context = { kernels, seed, host: 'algo-1', warn, startFrom };
  const { steps, result: model } = await drain(factorizationMachines.train(data, hyperparameters, context));
  return { steps, model, warnings };
}

/** Learning rates that learn these small data sets in a few epochs. */
export const QUICK = { linear_lr: 0.05, factors_lr: 0.05, factors_init_sigma: 0.3, epochs: 30 };
