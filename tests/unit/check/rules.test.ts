import { expect, test } from 'vitest';
import type { Algorithm } from '../../../src/algorithms/algorithm.js';
import { type Facts, PROBLEM_RULES, WARNING_RULES } from '../../../src/check/rules.js';
import { Survey } from '../../../src/check/survey.js';
import { fakeAlgorithm } from '../training/support/fake-algorithm.js';

test('nothing is said of data that could not be read', () => {
  const facts: Facts = {
    algorithm: fakeAlgorithm() as unknown as Algorithm,
    channel: 'train',
    file: 'a.csv',
    contentType: 'text/csv',
    labelSizeAbsent: true,
    given: { feature_dim: '3', mini_batch_size: '100', predictor_type: 'binary_classifier' },
    rule: { label: 'required' },
    survey: new Survey({ mostSpots: 3 }),
    partial: false,
  };
  expect([...PROBLEM_RULES, ...WARNING_RULES].map((rule) => rule(facts)).filter((said) => said !== undefined)).toEqual(
    [],
  );
});
