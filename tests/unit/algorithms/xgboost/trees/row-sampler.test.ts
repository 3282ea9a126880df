import { expect, test } from 'vitest';
import { MersenneTwister } from '../../../../../src/algorithms/xgboost/random-stream.js';
import { RowSampler } from '../../../../../src/algorithms/xgboost/trees/row-sampler.js';
import { treeParameters } from '../../../../support/boosting.js';

test('rows are drawn, others have no derivatives; the caller’s stay as they are', () => {
  const gradients = new Float32Array(2000).fill(1);
  const sampler = new RowSampler(treeParameters({ subsample: 0.3 }), new MersenneTwister(1));
  const first = sampler.sample(gradients).slice();
  const drawn = first.reduce((sum, value) => sum + value, 0) / 2;
  expect(drawn).toBeGreaterThan(240);
  expect(drawn).toBeLessThan(360);
  expect(first.every((value, at) => value === first[at ^ 1])).toBe(true);
  expect(sampler.sample(gradients)).not.toEqual(first);
  expect(gradients.every((value) => value === 1)).toBe(true);
});

test('all rows: the same array', () => {
  const gradients = Float32Array.of(1, 2);
  expect(new RowSampler(treeParameters({}), new MersenneTwister(1)).sample(gradients)).toBe(gradients);
});

test('by gradients: refused in XGBoost’s words', () => {
  const parameters = { ...treeParameters({}), sampling_method: 'gradient_based' as const };
  expect(() => new RowSampler(parameters, new MersenneTwister(1))).toThrow(
    'Only uniform sampling is supported, gradient-based sampling is only support by GPU Hist.',
  );
});
