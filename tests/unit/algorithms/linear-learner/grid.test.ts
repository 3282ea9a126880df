import { describe, expect, test } from 'vitest';
import { candidates, optimizerSettings } from '../../../../src/algorithms/linear-learner/grid.js';
import { linearLearnerHyperparameters } from '../../../../src/algorithms/linear-learner/hyperparameters.js';
import { LearningRate } from '../../../../src/algorithms/linear-learner/schedule.js';

const check = (given: Record<string, unknown>) =>
  linearLearnerHyperparameters.check({ predictor_type: 'regressor', ...given });
const grid = (given: Record<string, unknown> = {}) => candidates(check(given));
const several = { predictor_type: 'multiclass_classifier', num_classes: 3 };

describe('the parallel models', () => {
  test.each(['binary_classifier', 'regressor'])(
    "of a %s are SageMaker's 32: i = 8a + 4b + 2c + d",
    (predictor_type) => {
      const found = grid({ predictor_type });
      expect(found).toHaveLength(32);
      found.forEach((candidate, i) => {
        expect(candidate).toEqual({
          wd: [1e-4, 1e-2, 1, 100][Math.floor(i / 8)],
          learningRate: [0.005, 0.1][Math.floor(i / 4) % 2],
          lrSchedulerMinimumLr: [1e-5, 1e-4][Math.floor(i / 2) % 2],
          lrSchedulerStep: [10, 100][i % 2],
          l1: 0,
          lrSchedulerFactor: 0.99,
        });
      });
    },
  );

  test("all have the user's values", () => {
    const found = grid({ learning_rate: 0.03, l1: 0.5 });
    expect(found).toHaveLength(16);
    expect(new Set(found.map(({ learningRate, l1 }) => `${learningRate} ${l1}`))).toEqual(new Set(['0.03 0.5']));
    expect(new Set(found.map((candidate) => JSON.stringify(candidate))).size).toBe(16);
  });

  test('everything fixed is one model', () => {
    const fixed = {
      learning_rate: 0.03,
      wd: 0,
      lr_scheduler_step: 7,
      lr_scheduler_minimum_lr: 1e-3,
      lr_scheduler_factor: 0.5,
    };
    const only = {
      learningRate: 0.03,
      wd: 0,
      l1: 0,
      lrSchedulerStep: 7,
      lrSchedulerMinimumLr: 1e-3,
      lrSchedulerFactor: 0.5,
    };
    expect(grid(fixed)).toEqual([only]);
    expect(grid({ ...fixed, num_models: 5 })).toEqual([only]);
  });

  test('num_models takes the first of them, and draws more where they do not suffice', () => {
    expect(grid({ num_models: 1 })).toEqual(grid().slice(0, 1));
    expect(grid({ num_models: 5 })).toEqual(grid().slice(0, 5));
    const more = grid({ num_models: 40, wd: 0.25 });
    expect(more.slice(0, 8)).toEqual(grid({ wd: 0.25 }));
    expect(more).toHaveLength(40);
    expect(more.every(({ wd, l1 }) => wd === 0.25 && l1 === 0)).toBe(true);
    expect(new Set(more.map((candidate) => JSON.stringify(candidate))).size).toBe(40);
  });

  test('without a scheduler its settings make no models', () => {
    expect(grid({ use_lr_scheduler: false })).toHaveLength(8);
    expect(grid({ use_lr_scheduler: false, wd: 1, learning_rate: 1, num_models: 9 })).toHaveLength(1);
  });

  test('several classes: 28, a few of a grid and a draw that is always the same', () => {
    const found = grid(several);
    expect(found).toHaveLength(28);
    expect(found).toEqual(grid(several));
    expect(found.slice(0, 8).map(({ l1 }) => l1)).toEqual(new Array(8).fill(0));
    expect(new Set(found.slice(8).map(({ l1 }) => l1)).size).toBe(20);
    const fixed = grid({ ...several, wd: 0.125 });
    expect(fixed.every(({ wd }) => wd === 0.125)).toBe(true);
    expect(fixed).toHaveLength(28);
  });
});

test('what auto means for the optimizer', () => {
  expect(optimizerSettings(check({}))).toEqual({
    optimizer: 'adam',
    momentum: 0.9,
    beta2: 0.999,
    biasLrMult: 10,
    biasWdMult: 0,
    useBias: true,
    useLrScheduler: true,
  });
  expect(optimizerSettings(check({ optimizer: 'sgd' })).momentum).toBe(0);
  expect(optimizerSettings(check({ optimizer: 'sgd', momentum: 0.5, beta_1: 0.25 })).momentum).toBe(0.5);
  expect(optimizerSettings(check({ beta_1: 0.25, momentum: 0.5 })).momentum).toBe(0.25);
});

test('the learning rate falls after every step updates, as far as the minimum', () => {
  const candidate = {
    learningRate: 1,
    wd: 0,
    l1: 0,
    lrSchedulerStep: 2,
    lrSchedulerFactor: 0.5,
    lrSchedulerMinimumLr: 0.2,
  };
  const rates = (scheduled: boolean) => {
    const rate = new LearningRate(candidate, scheduled);
    return Array.from({ length: 9 }, () => rate.next());
  };
  expect(rates(true)).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2]);
  expect(rates(false)).toEqual(new Array(9).fill(1));
});
