import { pca } from '../../../../src/algorithms/pca/index.js';
import type { Csr } from '../../../../src/data/csr.js';
import type { Dataset } from '../../../../src/data/dataset.js';
import { type Dense, dense } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { Random } from '../../../../src/data/random.js';
import { loadKernels } from '../../../../src/kernels/choose.js';
import { drain } from '../../../support/collect.js';

export const kernels = await loadKernels();

/** Rows that vary less and less from column to column, around a mean of `offset`. */
export function rowsOf(rows: number, cols: number, { offset = 0, seed = 1 } = {}): Dense {
  const random = new Random(seed);
  return dense(
    Float32Array.from({ length: rows * cols }, (_, at) => offset + random.normal() / (1 + (at % cols))),
    rows,
    cols,
  );
}

/** `entries` values in each row, the others zero. */
export function sparseRows(rows: number, cols: number, entries: number, seed = 1): Csr {
  const random = new Random(seed);
  const columns = Array.from({ length: rows }, () => random.sampleWithoutReplacement(cols, entries)).flat();
  return {
    rows,
    cols,
    rowStarts: Uint32Array.from({ length: rows + 1 }, (_, row) => row * entries),
    columns: Uint32Array.from(columns),
    values: Float32Array.from(columns, (column) => random.normal() / (1 + (column % 7)) + 1),
  };
}

export function trained(
  train: Dense | Csr | Dataset,
  given: Readonly<Record<string, unknown>>,
  more: { readonly test?: Dense; readonly seed?: number; readonly signal?: AbortSignal } = {},
) {
  const data = {
    train: 'blocks' in train ? train : memoryDataset(train),
    ...(more.test && { test: memoryDataset(more.test) }),
  };
  const context = { kernels, seed: more.seed ?? 1, host: 'algo-1', signal: more.signal, warn: () => undefined };
  return drain(pca.train(data, pca.hyperparameters.check({ mini_batch_size: 100, ...given }), context));
}
