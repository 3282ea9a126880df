import type { TrainingContext } from '../../../../src/algorithms/algorithm.js';
import { xgboostHyperparameters } from '../../../../src/algorithms/xgboost/hyperparameters.js';
import type { XgboostBoosters } from '../../../../src/algorithms/xgboost/model.js';
import type { RowSet } from '../../../../src/algorithms/xgboost/rows.js';
import type { XgboostStep } from '../../../../src/algorithms/xgboost/steps.js';
import { train } from '../../../../src/algorithms/xgboost/train.js';
import { type Dense, dense } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { Random } from '../../../../src/data/random.js';
import { loadKernels } from '../../../../src/kernels/choose.js';
import { drain } from '../../../support/collect.js';

/** Rows whose label follows the first column, with a step in it. */
export function steppedRows(rows = 60, seed = 1): { readonly features: Dense; readonly labels: Float32Array } {
  const random = new Random(seed);
  const values = Float32Array.from({ length: rows * 3 }, () => random.normal());
  const labels = Float32Array.from({ length: rows }, (_, row) => Number((values[3 * row] as number) > 0));
  return { features: dense(values, rows, 3), labels };
}

export function rowSet(name = 'train', { features, labels } = steppedRows()): RowSet {
  return { name, features, info: { rows: labels.length, labels } };
}

export interface Trained {
  readonly steps: XgboostStep[];
  readonly model: XgboostBoosters;
  readonly warnings: string[];
}

/** Trains on stepped rows, and watches others where a seed for them is given. */
export async function trained(
  given: Readonly<Record<string, unknown>>,
  options: { readonly validationSeed?: number } & Partial<TrainingContext<XgboostBoosters>> = {},
): Promise<Trained> {
  const { validationSeed, ...more } = options;
  const warnings: string[] = [];
  const dataset = ({ features, labels } = steppedRows()) => memoryDataset(features, { labels });
  const data = {
    train: dataset(),
    ...(validationSeed === undefined ? {} : { validation: dataset(steppedRows(30, validationSeed)) }),
  };
  const context = {
    kernels: await loadKernels(),
    seed: 0,
    host: 'algo-1',
    warn: (text: string) => void warnings.push(text),
    ...more,
  };
  const { steps, result } = await drain(train(data, xgboostHyperparameters.check({ num_round: 3, ...given }), context));
  return { steps, model: result, warnings };
}

/** Evaluations of a channel's metric, round by round. */
export function curve(steps: readonly XgboostStep[], metric: string): number[] {
  return steps.flatMap((step) => (step.phase === 'round' ? [step.metrics[metric] as number] : []));
}
