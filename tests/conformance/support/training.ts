import type {
  Algorithm,
  ArtifactFiles,
  Model,
  NamedArray,
  Predictions,
  Step,
} from '../../../src/algorithms/algorithm.js';
import { encodeFaissIndex } from '../../../src/artifacts/faiss-index/writer.js';
import { encodeXgboostModel } from '../../../src/artifacts/xgboost-model/xgboost-model.js';
import { type Csr, isCsr } from '../../../src/data/csr.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../../src/data/dense.js';
import { type MemoryDatasetOptions, memoryDataset } from '../../../src/data/memory-dataset.js';
import type { Kernels } from '../../../src/kernels/kernels.js';
import { drain } from '../../support/collect.js';
import type { ConformanceJob } from './jobs.js';

export interface Training {
  readonly algorithm: Algorithm;
  readonly job: ConformanceJob;
  readonly kernels: Kernels;
  readonly given: Readonly<Record<string, unknown>>;
  readonly train: Dense | Csr | Dataset;
  readonly test?: Dense | Csr;
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

export function start(training: Training): AsyncGenerator<Step, Model, void> {
  const { algorithm, job, kernels, train, test, seed = 1, signal } = training;
  const data = {
    train: 'blocks' in train ? train : datasetOf(train, job),
    ...(test && { test: datasetOf(test, { ...job, ...(job.testLabel && { label: job.testLabel }) }) }),
  };
  const given = withFeatureDim(algorithm, training.given, 'blocks' in train ? undefined : train);
  const context = { kernels, seed, host: 'algo-1', signal, warn: () => undefined };
  return algorithm.train(data, algorithm.hyperparameters.check(given), context);
}

export function run(training: Training): Promise<{ readonly steps: Step[]; readonly result: Model }> {
  return drain(start(training));
}

/** Rows in memory, with labels where the algorithm needs them. */
export function datasetOf(
  features: Dense | Csr,
  { label }: ConformanceJob,
  options: Omit<MemoryDatasetOptions, 'labels'> = {},
): Dataset {
  if (label === undefined) return memoryDataset(features, options);
  const rows = isCsr(features) ? features.rows : rowsOf(features);
  return memoryDataset(features, { ...options, labels: Float32Array.from({ length: rows }, (_, row) => label(row)) });
}

/** What the data says, where it is required and not given: data sets of this suite have 3 features. */
function withFeatureDim(algorithm: Algorithm, given: Training['given'], features?: Dense | Csr): Training['given'] {
  if (given.feature_dim !== undefined || algorithm.hyperparameters.fields.feature_dim?.required !== true) return given;
  const cols = features === undefined ? 3 : isCsr(features) ? features.cols : colsOf(features);
  return { ...given, feature_dim: String(cols) };
}

/** A data set that counts how many of its passes are open. */
export function watched(features: Dense, job: ConformanceJob, rowsPerBlock: number) {
  const inner = datasetOf(features, job, { rowsPerBlock });
  const passes = { opened: 0, closed: 0 };
  const dataset: Dataset = {
    name: inner.name,
    async *blocks(options) {
      passes.opened++;
      try {
        yield* inner.blocks(options);
      } finally {
        passes.closed++;
      }
    },
  };
  return { dataset, passes };
}

/** Every byte of an artifact as text, names and shapes included. */
export function fingerprint(files: ArtifactFiles): string[] {
  return [...files].map(([name, file]) => {
    if (file.format === 'bytes') return `${name} ${hex(file.bytes)}`;
    if (file.format === 'json') return `${name} ${JSON.stringify(file.value)}`;
    if (file.format === 'faiss-index') return `${name} ${hex(encodeFaissIndex(file.index))}`;
    if (file.format === 'xgboost-model') return `${name} ${hex(encodeXgboostModel(file.model, file.encoding))}`;
    if (file.format === 'zip') return `${name} (${fingerprint(file.files).join(' ')})`;
    return `${name} ${file.arrays.map(arrayText).join(' ')}`;
  });
}

function arrayText({ name, shape, values }: NamedArray): string {
  return `${name ?? '-'}:${values.constructor.name}[${shape}]=${hex(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Predictions as plain numbers, column by column. */
export function plain(predictions: Predictions): Record<string, number[]> {
  const columns = Object.entries(predictions).map(([name, column]) => [
    name,
    Array.from(column instanceof Float32Array ? column : rowMajor(column)),
  ]);
  return Object.fromEntries(columns);
}

/** The same numbers with the zeros left out. */
export function sparseOf(matrix: Dense | Csr): Csr {
  if (isCsr(matrix)) return matrix;
  const [rows, cols] = [rowsOf(matrix), colsOf(matrix)];
  const [columns, values]: [number[], number[]] = [[], []];
  const rowStarts = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const value = matrix.get(row, col);
      if (value === 0) continue;
      columns.push(col);
      values.push(value);
    }
    rowStarts[row + 1] = columns.length;
  }
  return { rows, cols, rowStarts, columns: Uint32Array.from(columns), values: Float32Array.from(values) };
}
