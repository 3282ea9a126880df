import { expect, test } from 'vitest';
import { algorithms } from '../../../src/algorithms/registry.js';
import { LABEL_RULES, labelRule } from '../../../src/check/label-rules.js';

test('every algorithm of the house has a row', () => {
  expect([...algorithms.keys()].filter((name) => !(name in LABEL_RULES))).toEqual([]);
});

test('rules follow algorithm, channel and hyperparameters', () => {
  expect(labelRule('kmeans', 'train').label).toBe('unused');
  expect(labelRule('randomcutforest', 'train').label).toBe('unused');
  expect(labelRule('randomcutforest', 'test').label).toBe('required');
  expect(labelRule('nobody', 'train').label).toBe('unused');
  const { classes } = labelRule('linear-learner', 'validation');
  expect(classes?.({ predictor_type: 'binary_classifier' })).toMatchObject({ count: 2 });
  expect(classes?.({ predictor_type: 'multiclass_classifier', num_classes: '3' })).toMatchObject({ count: 3 });
  expect(classes?.({ predictor_type: 'multiclass_classifier' })).toEqual({ says: expect.any(String) });
  expect(classes?.({ predictor_type: 'regressor' })).toBeUndefined();
});
