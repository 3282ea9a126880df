import { type Batch, whereIs } from '../../data/batches.js';
import { UserError } from '../../errors.js';
import type { Objective } from './objective.js';

/** @throws UserError E_LABEL with file and row where a label is no class of the classifier */
export function checkLabels(batch: Batch, channel: string, { predictorType, classes }: Objective): Float32Array {
  const labels = batch.labels as Float32Array;
  if (predictorType === 'regressor') return labels;
  const count = predictorType === 'binary_classifier' ? 2 : classes;
  const row = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < count));
  if (row < 0) return labels;
  const known = predictorType === 'binary_classifier' ? '0 and 1' : `0 to ${count - 1}`;
  const other =
    predictorType === 'binary_classifier'
      ? 'For more classes use multiclass_classifier, for numbers regressor.'
      : 'Raise num_classes, or number the classes from 0.';
  throw new UserError(
    'E_LABEL',
    `Label ${labels[row]} in ${channel} dataset is no class of a ${predictorType}: classes are ${known}.`,
    {
      where: { record: row, ...whereIs(batch, row) },
      hint: `Change the label of that row. ${other}`,
    },
  );
}
