import type {
  Algorithm,
  ArtifactFiles,
  Model,
  NamedArray,
  Predictions,
  Step,
} from '../../../src/algorithms/algorithm.js';
import { type Csr, isCsr } from '../../../src/data/csr.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import type { Kernels } from '../../../src/kernels/kernels.js';
import { drain } from '../../support/collect.js';

export interface Training {
  readonly algorithm: Algorithm;
  readonly kernels: Kernels;
  readonly given: Readonly<Record<string, unknown>>;
  readonly train: Dense | Csr | Dataset;
  readonly test?: Dense | Csr;
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

export function start(training: Training): AsyncGenerator<Step, Model, void> {
  const { algorithm, kernels, given, train, test, seed = 1, signal } = training;
  const data = { train: 'blocks' in train ? train : memoryDataset(train), ...(test && { test: memoryDataset(test) }) };
  const context = { kernels, seed, host: 'algo-1', signal, warn: () => undefined };
  return algorithm.train(data, algorithm.hyperparameters.check(given), context);
}

export function run(training: Training): Promise<{ readonly steps: Step[]; readonly result: Model }> {
  return drain(start(training));
}

/** A data set that counts how many of its passes are open. */
export function watched(features: Dense, rowsPerBlock: number) {
  const inner = memoryDataset(features, { rowsPerBlock });
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
