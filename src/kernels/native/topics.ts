import type { TopicKernels } from '../kernels.js';
import {
  checkCrossProduct,
  checkDenseProduct,
  checkFit,
  checkMixtures,
  checkSparseProduct,
  checkTripleProduct,
  checkUpdate,
} from '../lengths/topics.js';
import { ours } from './ours.js';

type Sparse = readonly [rowStarts: Uint32Array, columns: Uint32Array, values: Float32Array];
type Factors = readonly [tensor: Float64Array, first: Float64Array, second: Float64Array];

/** See native/node/src/topics.rs. */
export interface TopicAddon {
  sparseProduct(
    ...args: [
      ...Sparse,
      factor: Float64Array,
      scale: Float64Array | undefined,
      rows: number,
      cols: number,
      k: number,
      product: Float64Array,
    ]
  ): Promise<void>;
  denseProduct(
    left: Float64Array,
    right: Float64Array,
    rows: number,
    inner: number,
    k: number,
    product: Float64Array,
  ): Promise<void>;
  addCrossProduct(
    left: Float64Array,
    right: Float64Array,
    rows: number,
    m: number,
    n: number,
    sum: Float64Array,
  ): Promise<void>;
  addTripleProduct(left: Float64Array, right: Float64Array, rows: number, k: number, sum: Float64Array): Promise<void>;
  updateComponents(
    ...args: [...Factors, k: number, rank: number, third: Float64Array, weights: Float64Array, fit: Float64Array]
  ): Promise<void>;
  fitComponents(...args: [...Factors, third: Float64Array, k: number, rank: number, fit: Float64Array]): Promise<void>;
  topicMixtures(
    ...args: [
      ...Sparse,
      topics: Float32Array,
      start: Float64Array,
      rows: number,
      cols: number,
      k: number,
      maxIterations: number,
      tolerance: number,
      mixtures: Float32Array,
      logLikelihoods: Float64Array,
    ]
  ): Promise<void>;
}

export function nativeTopics(addon: TopicAddon): TopicKernels {
  return {
    sparseProduct: async (input, product) => {
      checkSparseProduct(input, product);
      const { rowStarts, columns, values, factor, scale, rows, cols, k } = input;
      await ours(() => addon.sparseProduct(rowStarts, columns, values, factor, scale, rows, cols, k, product));
    },
    denseProduct: async (input, product) => {
      checkDenseProduct(input, product);
      await ours(() => addon.denseProduct(input.left, input.right, input.rows, input.inner, input.k, product));
    },
    addCrossProduct: async (input, sum) => {
      checkCrossProduct(input, sum);
      await ours(() => addon.addCrossProduct(input.left, input.right, input.rows, input.m, input.n, sum));
    },
    addTripleProduct: async (input, sum) => {
      checkTripleProduct(input, sum);
      await ours(() => addon.addTripleProduct(input.left, input.right, input.rows, input.k, sum));
    },
    updateComponents: async (input, output) => {
      checkUpdate(input, output);
      const { tensor, first, second, k, rank } = input;
      const { third, weights, fit } = output;
      await ours(() => addon.updateComponents(tensor, first, second, k, rank, third, weights, fit));
    },
    fitComponents: async (input, fit) => {
      checkFit(input, fit);
      const { tensor, first, second, third, k, rank } = input;
      await ours(() => addon.fitComponents(tensor, first, second, third, k, rank, fit));
    },
    topicMixtures: async (input, output) => {
      checkMixtures(input, output);
      const { rowStarts, columns, values, topics, start, rows, cols, k, maxIterations, tolerance } = input;
      await ours(() =>
        addon.topicMixtures(
          ...([rowStarts, columns, values, topics, start, rows, cols, k, maxIterations, tolerance] as const),
          ...([output.mixtures, output.logLikelihoods] as const),
        ),
      );
    },
  };
}
