import { readFile } from 'node:fs/promises';
import { type LdaModel, lda } from '../../../../src/algorithms/lda/index.js';
import type { LdaStep } from '../../../../src/algorithms/lda/steps.js';
import type { Csr } from '../../../../src/data/csr.js';
import { type Dense, dense } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { loadKernels } from '../../../../src/kernels/choose.js';
import { drain } from '../../../support/collect.js';

export const kernels = await loadKernels();

export function matrix(rows: readonly (readonly number[])[]): Dense {
  return dense(Float32Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0);
}

async function readCsv(name: string): Promise<Dense> {
  const text = await readFile(new URL(`../../../../fixtures/bars/${name}.csv`, import.meta.url), 'utf8');
  return matrix(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number)),
  );
}

export const bars = {
  train: () => readCsv('train'),
  test: () => readCsv('test'),
  /** `[10, 26]`: alpha, then the 25 probabilities */
  truth: () => readCsv('truth'),
};

/** Two topics without a common word, documents of either; enough to be told apart exactly. */
export const TWO_TOPICS = matrix([
  [4, 4, 0, 0],
  [0, 0, 4, 4],
  [8, 8, 0, 0],
  [0, 0, 2, 2],
]);

export interface Job {
  readonly train: Dense | Csr;
  readonly test?: Dense;
  readonly given?: Record<string, unknown>;
  readonly seed?: number;
  readonly startFrom?: LdaModel;
}

/** Trains on rows in memory; gives the steps, the model and what was warned of. */
export async function run({ train, test, given, seed = 0, startFrom }: Job) {
  const [rows, cols] = 'rowStarts' in train ? [train.rows, train.cols] : (train.shape as [number, number]);
  const warnings: string[] = [];
  const data = { train: memoryDataset(train), ...(test && { test: memoryDataset(test) }) };
  const common = { num_topics: 2, feature_dim: cols, mini_batch_size: rows };
  const hyperparameters = lda.hyperparameters.check({ ...common, ...given });
  const warn = (message: string) => void warnings.push(message);
  const { steps, result: model } = await drain(
    lda.train(data, hyperparameters, { kernels, seed, host: 'algo-1', warn, startFrom }),
  );
  return { steps, model, warnings };
}

export function ofPhase<P extends LdaStep['phase']>(steps: readonly LdaStep[], phase: P) {
  return steps.filter((step): step is Extract<LdaStep, { phase: P }> => step.phase === phase);
}
