import { expect, test } from 'vitest';
import { apiMetricName } from '../../../src/jobs/metric-name.js';

test.each([
  ['validation:binary_classification_cross_entropy_objective', 'validation:objective_loss'],
  ['train:mse_objective', 'train:objective_loss'],
  ['test:binary_f_1.000', 'test:binary_f_beta'],
  ['validation:macro_f_0.500', 'validation:macro_f_beta'],
  ['test:multiclass_top_k_accuracy_3', 'test:multiclass_top_k_accuracy'],
])('%s is %s', (ofTheLog, ofTheApi) => expect(apiMetricName(ofTheLog)).toBe(ofTheApi));

test.each(['train:msd', 'test:binary_classification_accuracy', 'validation:rmse', 'validation:map@3', 'validation:f1'])(
  '%s stays',
  (name) => expect(apiMetricName(name)).toBe(name),
);
