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
  /** Data that this algorithm rightly refuses, where others find a result: the refusal must be the user's error, with a hint. */
  readonly refuses?: readonly DifficultData[];
  /** The seed decides nothing. */
  readonly seedless?: true;
  /** Sparse rows are trained another way, so that models and scores agree only roughly. */
  readonly sparseDiffers?: true;
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
};

/** Rows without any structure, but for every fourth value, which is zero: sparse storage has something to leave out. */
export function noise(rows: number, cols = 3, seed = 1): Dense {
  const random = new Random(seed);
  const values = Float32Array.from({ length: rows * cols }, (_, at) => (at % 4 === 3 ? 0 : random.normal()));
  return dense(values, rows, cols);
}
