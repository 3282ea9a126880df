import { boolean, choice, integer } from '../hyperparameter-fields.js';
import { defineHyperparameters, type HyperparametersOf } from '../hyperparameter-schema.js';
import { internalHyperparameters } from '../internal-hyperparameters.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/PCA-reference.html */
const table = {
  feature_dim: integer({
    min: 1,
    auto: true,
    default: 'auto',
    documentation: 'Features in a row. The guide calls it required; as newer images do, auto takes it from the data.',
  }),
  mini_batch_size: integer({
    min: 1,
    required: true,
    documentation: 'Rows of a mini-batch. The SageMaker SDK sends 500, or fewer where there are fewer rows.',
  }),
  num_components: integer({
    min: 1,
    required: true,
    documentation: 'Principal components to compute, no more than there are features.',
  }),
  algorithm_mode: choice(['regular', 'randomized'], {
    default: 'regular',
    documentation:
      'regular keeps a matrix of feature_dim x feature_dim, randomized a sketch for data with many features.',
  }),
  subtract_mean: boolean({
    default: true,
    documentation: 'Whether the mean of the rows is taken away, in training and from every row that is projected.',
  }),
  extra_components: integer({
    min: -1,
    default: -1,
    documentation:
      'Rows of the sketch beyond num_components, in mode randomized: more make it more accurate. -1 is the larger of 10 and num_components.',
  }),
  epochs: integer({
    min: 1,
    max: 1,
    default: 1,
    documentation: 'Passes over the training data. One says everything.',
  }),
  force_dense: boolean({
    default: true,
    documentation: 'Sent by the SageMaker SDK. Sparse rows are written out where that is cheaper, whatever it says.',
  }),
} as const;

export type PCAHyperparameters = HyperparametersOf<typeof table>;

export const pcaHyperparameters = defineHyperparameters(table, {
  internal: { ...internalHyperparameters, _kvstore: 'dist_sync', _num_kv_servers: 'auto' },
  rules: [
    {
      about: ['feature_dim', 'num_components'],
      holds: ({ feature_dim, num_components }) => feature_dim === 'auto' || num_components <= feature_dim,
      message: 'The value of num_components must be less than or equal to feature_dim.',
      hint: 'Lower num_components.',
    },
  ],
});
