import { boolean, choice, integer, listOf, real } from '../hyperparameter-fields.js';
import { defineHyperparameters, type HyperparametersOf } from '../hyperparameter-schema.js';
import { internalHyperparameters } from '../internal-hyperparameters.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/k-means-api-config.html */
const table = {
  feature_dim: integer({
    min: 1,
    auto: true,
    default: 'auto',
    documentation: 'Features in a row. The guide calls it required; as newer images do, auto takes it from the data.',
  }),
  k: integer({ min: 1, required: true, documentation: 'Clusters of the finished model.' }),
  init_method: choice(['random', 'kmeans++'], {
    default: 'random',
    documentation: 'How the first centres are chosen among the rows of the first mini-batch.',
  }),
  mini_batch_size: integer({
    min: 1,
    default: 5000,
    documentation: 'Rows that are assigned to the centres before the centres move.',
  }),
  epochs: integer({ min: 1, default: 1, documentation: 'Passes over the training data.' }),
  extra_center_factor: integer({
    min: 1,
    auto: true,
    default: 'auto',
    documentation:
      'While it reads, the algorithm keeps K = k * extra_center_factor centres and shrinks them to k at the end. auto is 10.',
  }),
  local_lloyd_max_iter: integer({
    min: 1,
    default: 300,
    documentation: "Most iterations of one attempt of Lloyd's algorithm, which shrinks K centres to k.",
  }),
  local_lloyd_tol: real({
    min: 0,
    max: 1,
    default: 0.0001,
    documentation: 'An attempt ends when an iteration lowers the loss by no more than this share.',
  }),
  local_lloyd_init_method: choice(['random', 'kmeans++'], {
    default: 'kmeans++',
    documentation: 'How an attempt chooses its k first centres among the K.',
  }),
  local_lloyd_num_trials: integer({
    min: 1,
    auto: true,
    default: 'auto',
    documentation: 'Attempts, of which the one with the lowest loss is kept. auto is 10.',
  }),
  half_life_time_size: integer({
    min: 0,
    default: 0,
    documentation: 'Rows after which the weight of what was seen has halved. 0 forgets nothing.',
  }),
  eval_metrics: listOf(['msd', 'ssd'], {
    default: ['msd'],
    documentation: 'Scores of the test channel: mean and sum of squared distances.',
  }),
  force_dense: boolean({
    default: true,
    documentation: 'Sent by the SageMaker SDK. Sparse rows are always computed with as dense ones.',
  }),
} as const;

export type KMeansHyperparameters = HyperparametersOf<typeof table>;

export const kmeansHyperparameters = defineHyperparameters(table, { internal: internalHyperparameters });
