import {
  type Algorithm,
  type ArtifactFiles,
  type LogLine,
  type Model,
  REQUEST_TYPES,
  type Step,
  type TrainingContext,
  type TrainingData,
} from '../../../../src/algorithms/algorithm.js';
import { integer } from '../../../../src/algorithms/hyperparameter-fields.js';
import { defineHyperparameters } from '../../../../src/algorithms/hyperparameter-schema.js';
import { batches } from '../../../../src/data/batches.js';
import { type Csr, isCsr } from '../../../../src/data/csr.js';
import type { Dataset } from '../../../../src/data/dataset.js';
import { type Dense, rowMajor } from '../../../../src/data/dense.js';

const table = {
  mini_batch_size: integer({ min: 1, default: 2, documentation: 'Rows of a mini-batch.' }),
  epochs: integer({ min: 1, default: 1, documentation: 'Passes over the data.' }),
  k: integer({ min: 1, required: true, documentation: 'Anything.' }),
} as const;

interface Hyperparameters {
  readonly mini_batch_size: number;
  readonly epochs: number;
  readonly k: number;
}

/** Adds up the first feature, `epochs` times; scores the test channel by its sum. Says what it was given. */
export class FakeModel implements Model {
  readonly featureDim = 1;
  readonly sum: number;
  readonly context: TrainingContext<FakeModel>;

  constructor(sum: number, context: TrainingContext<FakeModel>) {
    this.sum = sum;
    this.context = context;
  }

  async predict(): Promise<never> {
    throw new Error('not asked for');
  }

  save(): ArtifactFiles {
    const { seed, host } = this.context;
    return new Map([[`model_${host}`, { format: 'json', value: { sum: this.sum, seed } }]]);
  }

  describe() {
    return { sum: this.sum };
  }
}

export interface FakeOptions {
  /** Called before each mini-batch of training. */
  readonly onBatch?: (batch: number, data: TrainingData) => void | Promise<void>;
}

export function fakeAlgorithm(options: FakeOptions = {}): Algorithm<Hyperparameters, Step, FakeModel> {
  return {
    name: 'fake',
    logName: 'AWS/Fake',
    hyperparameters: defineHyperparameters(table, { internal: { _kvstore: 'auto' } }),
    channels: {
      required: ['train'],
      optional: ['test'],
      contentTypes: ['application/x-recordio-protobuf', 'text/csv'],
      defaultContentType: 'application/x-recordio-protobuf',
      defaultLabelSize: 0,
    },
    requestTypes: REQUEST_TYPES,
    response: { topKey: 'predictions', fields: ['sum'], csv: true },
    async *train(data, { mini_batch_size: batchSize, epochs }, context) {
      let sum = 0;
      for (let epoch = 0; epoch < epochs; epoch++) {
        let rows = 0;
        for await (const batch of batches(data.train, batchSize, { signal: context.signal })) {
          await options.onBatch?.(batch.index, data);
          context.signal?.throwIfAborted();
          if (epoch === 0 && rows === 0) {
            yield { phase: 'initialize', epoch, progress: 0, rows: batch.rows, metrics: {} };
          }
          rows += batch.rows;
          sum += sumOf(batch.features);
          yield {
            phase: 'update',
            epoch,
            batch: batch.index,
            progress: 0,
            rows,
            metrics: { 'train:running_sum': sum },
          };
        }
        yield { phase: 'epoch', epoch, progress: (0.9 * (epoch + 1)) / epochs, rows, metrics: {} };
      }
      yield { phase: 'finalize', epoch: epochs - 1, progress: 0.95, rows: 0, metrics: { 'train:msd': sum } };
      if (data.test !== undefined) {
        const msd = await testSum(data.test, batchSize);
        yield {
          phase: 'test',
          epoch: epochs - 1,
          progress: 1,
          rows: 0,
          metrics: { 'test:msd': msd, 'test:accuracy': 0.5 },
        };
      }
      return new FakeModel(sum, context);
    },
    logLines: (step): LogLine[] => [{ level: 'INFO', text: `at ${step.phase}` }],
    load: () => undefined,
  };
}

async function testSum(data: Dataset, batchSize: number): Promise<number> {
  let sum = 0;
  for await (const batch of batches(data, batchSize)) sum += sumOf(batch.features);
  return sum;
}

function sumOf(features: Dense | Csr): number {
  const values = isCsr(features) ? features.values : rowMajor(features);
  return values.reduce((total, value) => total + value, 0);
}
