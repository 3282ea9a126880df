import { boolean, integer, listOf } from '../hyperparameter-fields.js';
import { defineHyperparameters, type HyperparametersOf } from '../hyperparameter-schema.js';
import { internalHyperparameters } from '../internal-hyperparameters.js';

/** The only size of a mini-batch that the container and the SageMaker SDK accept. */
const MINI_BATCH_SIZE = 1000;

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/rcf_hyperparameters.html */
const table = {
  feature_dim: integer({
    min: 1,
    max: 10_000,
    auto: true,
    default: 'auto',
    documentation: 'Features in a row. The guide calls it required; as newer images do, auto takes it from the data.',
  }),
  num_trees: integer({
    min: 50,
    max: 1000,
    default: 100,
    documentation: 'Trees of the forest. More of them make the scores less noisy.',
  }),
  num_samples_per_tree: integer({
    min: 1,
    max: 2048,
    default: 256,
    documentation:
      'Rows that each tree is grown on. One over this number should be about the share of anomalies in the data.',
  }),
  eval_metrics: listOf(['accuracy', 'precision_recall_fscore'], {
    default: ['accuracy', 'precision_recall_fscore'],
    documentation: 'Scores of the test channel, whose labels say 1 for an anomaly.',
  }),
  mini_batch_size: integer({
    min: 1,
    default: MINI_BATCH_SIZE,
    documentation: `Rows that are read at once. Fixed: only ${MINI_BATCH_SIZE} is accepted.`,
  }),
  epochs: integer({
    min: 1,
    default: 1,
    documentation: 'Passes over the training data. One is enough for a sample: only 1 is accepted.',
  }),
  force_dense: boolean({
    default: true,
    documentation: 'Sent by the SageMaker SDK. Sparse rows are always computed with as dense ones.',
  }),
} as const;

export type RandomCutForestHyperparameters = HyperparametersOf<typeof table>;

export const randomCutForestHyperparameters = defineHyperparameters(table, {
  internal: {
    ...internalHyperparameters,
    _ftp_port: '8999',
    _kvstore: 'dist_async',
    _num_kv_servers: 'auto',
  },
  rules: [
    {
      about: ['mini_batch_size'],
      holds: ({ mini_batch_size: size }) => size === MINI_BATCH_SIZE,
      // The words of the SageMaker SDK.
      message: `Random Cut Forest uses a fixed mini_batch_size of ${MINI_BATCH_SIZE}`,
      hint: 'Leave mini_batch_size out.',
    },
    {
      about: ['epochs'],
      holds: ({ epochs }) => epochs === 1,
      message: 'Random Cut Forest samples the training data in 1 epoch',
      hint: 'Leave epochs out.',
    },
  ],
});
