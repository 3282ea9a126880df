import { describe, expect, test } from 'vitest';
import { labelsOf, predictionsOf, Scorekeeper } from '../../../../src/algorithms/factorization-machines/scorekeeper.js';

describe('metrics of parts are those of the whole', () => {
  const predicted = Float32Array.of(0.9, 0.4, 0.5, 0.1);
  const labels = Float32Array.of(1, 1, 0, 0);

  test.each(['binary_classifier', 'regressor'] as const)('%s', (type) => {
    const [whole, parts] = [new Scorekeeper(type), new Scorekeeper(type)];
    whole.add(predicted, labels);
    for (const [from, to] of [
      [0, 1],
      [1, 4],
    ] as const)
      parts.add(predicted.subarray(from, to), labels.subarray(from, to));
    const sum = new Scorekeeper(type);
    sum.addAll(parts);
    for (const found of [parts, sum].map((keeper) => keeper.metrics('test'))) {
      for (const [name, value] of Object.entries(whole.metrics('test'))) expect(found[name]).toBeCloseTo(value, 12);
    }
  });

  test('of a classifier', () => {
    const keeper = new Scorekeeper('binary_classifier');
    keeper.add(predicted, labels);
    const metrics = keeper.metrics('train');
    expect(Object.keys(metrics)).toEqual([
      'train:binary_classification_accuracy',
      'train:binary_classification_cross_entropy',
      'train:binary_f_1.000',
    ]);
    const entropy = -(Math.log(0.9) + Math.log(0.4) + Math.log(0.5) + Math.log(0.9)) / 4;
    expect(metrics['train:binary_classification_accuracy']).toBe(0.5);
    expect(metrics['train:binary_classification_cross_entropy']).toBeCloseTo(entropy, 6);
    expect(metrics['train:binary_f_1.000']).toBe(0.5);
  });

  test('of a regressor', () => {
    const keeper = new Scorekeeper('regressor');
    keeper.add(Float32Array.of(1, 4), Float32Array.of(1, 2));
    expect(keeper.metrics('test')).toEqual({ 'test:rmse': Math.SQRT2, 'test:mse': 2, 'test:absolute_loss': 1 });
    expect(keeper.isFinite).toBe(true);
    keeper.add(Float32Array.of(Number.NaN), Float32Array.of(1));
    expect(keeper.isFinite).toBe(false);
  });
});

test('a classifier answers with probabilities, and with 1 from one half on', () => {
  const scores = Float32Array.of(-1000, 0, 1000);
  expect(predictionsOf(scores, 'binary_classifier')).toEqual(Float32Array.of(0, 0.5, 1));
  expect(predictionsOf(scores, 'regressor')).toEqual(scores);
  expect(labelsOf(Float32Array.of(0.49, 0.5))).toEqual(Float32Array.of(0, 1));
});
