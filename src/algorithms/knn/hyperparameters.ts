import { choice, integer } from '../hyperparameter-fields.js';
import { defineHyperparameters, type HyperparametersOf } from '../hyperparameter-schema.js';
import { internalHyperparameters } from '../internal-hyperparameters.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/kNN_hyperparameters.html */
const table = {
  feature_dim: integer({
    min: 1,
    auto: true,
    default: 'auto',
    documentation: 'Features in a row. The guide calls it required; as newer images do, auto takes it from the data.',
  }),
  k: integer({ min: 1, required: true, documentation: 'Neighbours that are asked for each row.' }),
  predictor_type: choice(['classifier', 'regressor'], {
    required: true,
    documentation: 'What the neighbours tell: the label most of them have, or the mean of their labels.',
  }),
  sample_size: integer({
    min: 1,
    required: true,
    documentation: 'Rows of the training data that are kept, drawn evenly; all of them where there are no more.',
  }),
  dimension_reduction_type: choice(['sign', 'fjlt'], {
    documentation:
      'Shortens rows before they are compared: by a matrix of random signs, or by the fast Johnson-Lindenstrauss transform.',
  }),
  dimension_reduction_target: integer({
    min: 1,
    documentation:
      'Features that are left, fewer than feature_dim. Required where there is a dimension_reduction_type.',
  }),
  index_type: choice(['faiss.Flat', 'faiss.IVFFlat', 'faiss.IVFPQ'], {
    default: 'faiss.Flat',
    documentation:
      'How neighbours are found: among all rows, among those of the nearest cells, or there among codes of a few bytes a row.',
  }),
  index_metric: choice(['L2', 'INNER_PRODUCT', 'COSINE'], {
    default: 'L2',
    documentation: 'What near means. faiss.IVFPQ knows L2 only.',
  }),
  faiss_index_ivf_nlists: integer({
    min: 1,
    auto: true,
    default: 'auto',
    documentation: 'Cells of faiss.IVFFlat and faiss.IVFPQ. auto is the square root of the number of rows kept.',
  }),
  faiss_index_pq_m: integer({
    min: 1,
    documentation:
      'Bytes that faiss.IVFPQ keeps of a row. Where it does not divide the features, zeros are added, or dimension_reduction_target is raised.',
  }),
  mini_batch_size: integer({ min: 1, default: 5000, documentation: 'Rows that are read at a time.' }),
  epochs: integer({ min: 1, default: 1, documentation: 'Sent by the container to itself. The data is read once.' }),
  _faiss_index_nprobe: integer({
    min: 1,
    default: 5,
    documentation: 'Cells that faiss.IVFFlat and faiss.IVFPQ look at for each row.',
  }),
} as const;

export type KNNHyperparameters = HyperparametersOf<typeof table>;

export const knnHyperparameters = defineHyperparameters(table, {
  internal: internalHyperparameters,
  rules: [
    {
      about: ['dimension_reduction_type', 'dimension_reduction_target'],
      holds: (values) =>
        values.dimension_reduction_type === undefined || values.dimension_reduction_target !== undefined,
      message: "The hyperparameter 'dimension_reduction_target' is required when 'dimension_reduction_type' is set.",
      hint: 'Say how many features shall be left, fewer than feature_dim.',
    },
    {
      about: ['dimension_reduction_type', 'dimension_reduction_target', 'feature_dim'],
      holds: ({ dimension_reduction_type: type, dimension_reduction_target: target = 0, feature_dim: features }) =>
        type === undefined || features === 'auto' || target < features,
      message: "The value for hyperparameter 'dimension_reduction_target' must be less than 'feature_dim'.",
      hint: 'Lower dimension_reduction_target, or leave the reduction out.',
    },
    {
      about: ['index_type', 'index_metric'],
      holds: (values) => values.index_type !== 'faiss.IVFPQ' || values.index_metric === 'L2',
      message: "The index_type 'faiss.IVFPQ' supports only the index_metric 'L2'.",
      hint: 'Set index_metric to L2, or index_type to faiss.IVFFlat.',
    },
    {
      about: ['index_type', 'faiss_index_pq_m'],
      holds: (values) => values.index_type !== 'faiss.IVFPQ' || values.faiss_index_pq_m !== undefined,
      message: "The hyperparameter 'faiss_index_pq_m' is required when 'index_type' is 'faiss.IVFPQ'.",
      hint: 'Usual are 8 or 16: the bytes that are kept of each row.',
    },
    {
      about: ['k', 'sample_size'],
      holds: (values) => values.k <= values.sample_size,
      message: "The value for hyperparameter 'k' must not exceed 'sample_size'.",
      hint: 'A row cannot have more neighbours than there are rows.',
    },
  ],
});

const inCells = (values: KNNHyperparameters) => values.index_type !== 'faiss.Flat';

/** Where a hyperparameter does something. */
const EFFECTIVE = [
  {
    name: 'dimension_reduction_target',
    where: 'dimension_reduction_type is set',
    holds: (values: KNNHyperparameters) => values.dimension_reduction_type !== undefined,
  },
  { name: 'faiss_index_ivf_nlists', where: 'index_type is faiss.IVFFlat or faiss.IVFPQ', holds: inCells },
  { name: '_faiss_index_nprobe', where: 'index_type is faiss.IVFFlat or faiss.IVFPQ', holds: inCells },
  {
    name: 'faiss_index_pq_m',
    where: 'index_type is faiss.IVFPQ',
    holds: (values: KNNHyperparameters) => values.index_type === 'faiss.IVFPQ',
  },
] as const;

/** What was asked for to no effect, and why: SageMaker takes it without a word. */
export function idleHyperparameters(values: KNNHyperparameters): string[] {
  const idle = EFFECTIVE.filter(({ name, holds }) => values[name] !== table[name].default && !holds(values));
  return idle.map(({ name, where }) => `${name} is ${values[name]}: it has an effect only where ${where}.`);
}
