import { boolean, integer, real } from '../hyperparameter-fields.js';
import { defineHyperparameters, type HyperparametersOf } from '../hyperparameter-schema.js';
import { internalHyperparameters } from '../internal-hyperparameters.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/lda_hyperparameters.html */
const table = {
  num_topics: integer({ min: 1, required: true, documentation: 'Topics of the finished model.' }),
  feature_dim: integer({ min: 1, required: true, documentation: 'Words of the vocabulary: columns of a document.' }),
  mini_batch_size: integer({
    min: 1,
    required: true,
    documentation: 'The guide: the total number of documents. All documents are used whatever it says.',
  }),
  alpha0: real({
    min: 0,
    exclusive: true,
    default: 1,
    documentation:
      'Sum of the Dirichlet prior, as far as it is known: small where documents have few topics each, large where they have many.',
  }),
  max_restarts: integer({
    min: 1,
    default: 10,
    documentation: 'Most starts of alternating least squares, of which the one with the smallest error is kept.',
  }),
  max_iterations: integer({ min: 1, default: 1000, documentation: 'Most iterations of one start.' }),
  tol: real({
    min: 0,
    exclusive: true,
    default: 1e-8,
    documentation: 'A start ends when an iteration changes the error by less.',
  }),
  allow_svd_init: boolean({
    default: true,
    documentation: 'Not in the guide, seen in logs: the first start is the singular vectors of the tensor, not chance.',
  }),
  epochs: integer({
    min: 1,
    default: 1,
    documentation: 'Not in the guide, seen in logs. The documents are read once, whatever it says.',
  }),
  _extra_topics_factor: real({
    min: 1,
    documentation:
      'Ours, SageMaker has no such name: ceil(num_topics * factor) topics are looked for. 1.25 as SageMaker does; 1 looks for num_topics alone.',
  }),
} as const;

export type LdaHyperparameters = HyperparametersOf<typeof table>;

export const ldaHyperparameters = defineHyperparameters(table, {
  internal: { ...internalHyperparameters, _kvstore: 'local' },
});
