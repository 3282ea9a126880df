import { type KNNModel, knn } from '../../../../src/algorithms/knn/index.js';
import type { Queries } from '../../../../src/algorithms/knn/search.js';
import { type Dense, dense, rowMajor, rowsOf } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { Random } from '../../../../src/data/random.js';
import { loadKernels } from '../../../../src/kernels/choose.js';
import { drain } from '../../../support/collect.js';

export const kernels = await loadKernels();
export const context = { kernels };

export function matrix(rows: readonly (readonly number[])[]): Dense {
  return dense(Float32Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0);
}

export function noise(rows: number, cols: number, seed = 1): Dense {
  const random = new Random(seed);
  return dense(
    Float32Array.from({ length: rows * cols }, () => random.normal()),
    rows,
    cols,
  );
}

export function queriesOf(rows: Dense): Queries {
  return { values: rowMajor(rows), rows: rowsOf(rows), cols: rows.shape[1] as number };
}

/** Heights in cm and weights in kg of 18 people, and whether their T-shirt is small (0) or large (1). */
export const SHIRTS = {
  features: matrix([
    [158, 58],
    [158, 59],
    [158, 63],
    [160, 59],
    [160, 60],
    [163, 60],
    [163, 61],
    [160, 64],
    [163, 64],
    [165, 61],
    [165, 62],
    [165, 65],
    [168, 62],
    [168, 63],
    [168, 66],
    [170, 63],
    [170, 64],
    [170, 68],
  ]),
  labels: Float32Array.from({ length: 18 }, (_, row) => (row < 7 ? 0 : 1)),
};

export interface Job {
  readonly train: Dense;
  readonly labels?: Float32Array;
  readonly test?: Dense;
  readonly given?: Record<string, unknown>;
  readonly seed?: number;
  readonly startFrom?: KNNModel;
}

/** Trains on rows in memory, the label of a row its sign where none is given. */
export async function run({ train, labels, test, given, seed = 0, startFrom }: Job) {
  const warnings: string[] = [];
  const labelled = (rows: Dense) => {
    const own = rows === train ? labels : undefined;
    return memoryDataset(rows, {
      labels: own ?? Float32Array.from({ length: rowsOf(rows) }, (_, row) => Number(rows.get(row, 0) > 0)),
    });
  };
  const data = { train: labelled(train), ...(test && { test: labelled(test) }) };
  const hyperparameters = knn.hyperparameters.check({
    ...{ k: 5, predictor_type: 'classifier', sample_size: 10_000 },
    ...given,
  });
  const warn = (message: string) => void warnings.push(message);
  const { steps, result: model } = await drain(
    knn.train(data, hyperparameters, { kernels, seed, host: 'algo-1', warn, startFrom }),
  );
  return { steps, model, warnings };
}
