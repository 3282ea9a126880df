import { type Dense, dense } from '../../../src/data/dense.js';
import { Random } from '../../../src/data/random.js';

/** What the suite must know of an algorithm to give it work. Every algorithm of the registry has an entry. */
export interface ConformanceJob {
  /** Hyperparameters that train quickly on a few dozen rows of any width; `feature_dim` is filled in where it is required. */
  readonly hyperparameters: Readonly<Record<string, string>>;
  /** Fewest rows these accept; one row less must be refused as the user's error. */
  readonly minimumRows: number;
  /** Hyperparameters that accept a single row. */
  readonly oneRow: Readonly<Record<string, string>>;
  /** Hyperparameters that accept a single column; default `hyperparameters`. */
  readonly oneColumn?: Readonly<Record<string, string>>;
  /** Names of hyperparameters given as text above, and the same typed. */
  readonly typed: Readonly<Record<string, unknown>>;
  /** Rows such as the algorithm is made for; default {@link noise}. */
  readonly rows?: (rows: number, cols?: number, seed?: number) => Dense;
  /** The label of a row, by its index, where the algorithm needs one. */
  readonly label?: (row: number) => number;
  /** The same for the test channel, where only that one has labels. */
  readonly testLabel?: (row: number) => number;
  /** Data that this algorithm rightly refuses, where others find a result: the refusal must be the user's error, with a hint. */
  readonly refuses?: readonly DifficultData[];
  /** Rows that the suite trains on; default 50. */
  readonly size?: number;
  /** Passes over the data before the one that the first mini-batch belongs to. */
  readonly passesBefore?: number;
  /** The seed decides nothing. */
  readonly seedless?: true;
  /** Sparse rows are trained another way, so that models and scores agree only roughly. */
  readonly sparseDiffers?: true;
  /** NaN, and what a sparse row leaves out, is a missing value and no mistake. */
  readonly missingValues?: true;
  /** Rows are read once and seen all at once: there are no mini-batches. */
  readonly withoutBatches?: true;
}

export type DifficultData = 'one row' | 'one column' | 'a constant column' | 'every row the same';

export const JOBS: Readonly<Record<string, ConformanceJob>> = {
  'factorization-machines': {
    hyperparameters: {
      num_factors: '3',
      predictor_type: 'binary_classifier',
      mini_batch_size: '16',
      epochs: '2',
      factors_init_sigma: '0.1',
    },
    minimumRows: 1,
    oneRow: { num_factors: '3', predictor_type: 'binary_classifier' },
    typed: {
      num_factors: 3,
      predictor_type: 'binary_classifier',
      mini_batch_size: 16,
      epochs: 2,
      factors_init_sigma: 0.1,
    },
    label: (row) => row % 2,
    sparseDiffers: true,
  },
  kmeans: {
    hyperparameters: { k: '5', mini_batch_size: '16', epochs: '2', eval_metrics: '["msd", "ssd"]' },
    minimumRows: 5,
    oneRow: { k: '1' },
    typed: { k: 5, mini_batch_size: 16, epochs: 2, eval_metrics: ['msd', 'ssd'] },
  },
  lda: {
    // A search that is cut short shows where it began.
    hyperparameters: { num_topics: '2', mini_batch_size: '50', max_iterations: '2', allow_svd_init: 'False' },
    minimumRows: 2,
    oneRow: { num_topics: '1', mini_batch_size: '1' },
    oneColumn: { num_topics: '1', mini_batch_size: '50' },
    typed: { num_topics: 2, mini_batch_size: 50, max_iterations: 2, allow_svd_init: false },
    rows: wordCounts,
    refuses: ['every row the same'],
  },
  randomcutforest: {
    hyperparameters: { num_trees: '50', num_samples_per_tree: '3' },
    minimumRows: 50,
    oneRow: { num_trees: '50' },
    typed: { num_trees: 50, num_samples_per_tree: 3 },
    testLabel: (row) => (row % 10 === 0 ? 1 : 0),
    refuses: ['one row'],
    // With fewer rows than are asked for, all of them are the sample, in their order.
    size: 200,
  },
  pca: {
    hyperparameters: { num_components: '2', mini_batch_size: '16' },
    minimumRows: 1,
    oneRow: { num_components: '2', mini_batch_size: '16' },
    oneColumn: { num_components: '1', mini_batch_size: '16' },
    typed: { num_components: 2, mini_batch_size: 16 },
    seedless: true,
  },
  knn: {
    hyperparameters: { k: '3', predictor_type: 'classifier', sample_size: '30', mini_batch_size: '16' },
    minimumRows: 3,
    oneRow: { k: '1', predictor_type: 'regressor', sample_size: '30' },
    typed: { k: 3, sample_size: 30, mini_batch_size: 16 },
    label: (row) => row % 2,
  },
  'linear-learner': {
    hyperparameters: {
      predictor_type: 'binary_classifier',
      mini_batch_size: '10',
      epochs: '2',
      normalize_data: 'True',
    },
    minimumRows: 10,
    oneRow: { predictor_type: 'binary_classifier', mini_batch_size: '1' },
    typed: { predictor_type: 'binary_classifier', mini_batch_size: 10, epochs: 2, normalize_data: true },
    label: (row) => (row % 3 === 0 ? 1 : 0),
    passesBefore: 1,
    sparseDiffers: true,
  },
  xgboost: {
    hyperparameters: { num_round: '3', max_depth: '3', subsample: '0.8', eval_metric: 'rmse,mae' },
    minimumRows: 1,
    oneRow: { num_round: '2' },
    typed: { num_round: 3, max_depth: 3, subsample: 0.8, eval_metric: ['rmse', 'mae'] },
    label: (row) => (row % 3) + (row % 2) / 2,
    // Chance comes from the hyperparameter `seed`, as in XGBoost.
    seedless: true,
    // What sparse rows leave out is missing, and zero is not.
    sparseDiffers: true,
    missingValues: true,
    withoutBatches: true,
  },
};

/** Rows without any structure, but for every fourth value, which is zero: sparse storage has something to leave out. */
export function noise(rows: number, cols = 3, seed = 1): Dense {
  const random = new Random(seed);
  const values = Float32Array.from({ length: rows * cols }, (_, at) => (at % 4 === 3 ? 0 : random.normal()));
  return dense(values, rows, cols);
}

/** Documents of ten words and more, most of them the same one: which one changes from row to row. */
function wordCounts(rows: number, cols = 3, seed = 1): Dense {
  const random = new Random(seed);
  const values = Float32Array.from({ length: rows * cols }, (_, at) => {
    const [row, col] = [Math.floor(at / cols), at % cols];
    return row % cols === col ? 10 + random.integer(10) : random.integer(3);
  });
  return dense(values, rows, cols);
}
