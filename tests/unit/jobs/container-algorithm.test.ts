import { expect, test } from 'vitest';
import { containerAlgorithm } from '../../../src/jobs/container-algorithm.js';
import { seedOf } from '../../../src/jobs/seed.js';

const IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost';

test.each([
  [{ SAGELOCAL_ALGORITHM: 'kmeans' }, 'kmeans', {}],
  [{ TRAINING_IMAGE: '1.dkr.ecr.eu-west-1.amazonaws.com/knn:1' }, 'knn', {}],
  [{ TRAINING_IMAGE: `${IMAGE}:1.7-1` }, 'xgboost', { _image_version: '1.7-1' }],
  [{ SAGELOCAL_ALGORITHM: 'xgboost', TRAINING_IMAGE: 'mine:3.0-5' }, 'xgboost', { _image_version: '3.0-5' }],
  [{ SAGELOCAL_ALGORITHM: 'pca', TRAINING_IMAGE: `${IMAGE}:1.7-1` }, 'pca', {}],
])('%j', (environment, name, hyperparameters) => {
  const found = containerAlgorithm(environment);
  expect(found.algorithm.name).toBe(name);
  expect(found.hyperparameters).toEqual(hyperparameters);
  expect(found.note).toBeUndefined();
});

test('an image whose version is not known', () => {
  expect(containerAlgorithm({ TRAINING_IMAGE: `${IMAGE}:latest` })).toMatchObject({
    hyperparameters: {},
    note: 'TrainingImage: version latest is not known here; 3.0-5 is taken.',
  });
});

test.each([
  [{}, 'Nothing says which algorithm is to be trained.'],
  [{ SAGELOCAL_ALGORITHM: '' }, 'Nothing says which algorithm is to be trained.'],
  [
    { TRAINING_IMAGE: 'python:3.12' },
    "TRAINING_IMAGE 'python:3.12' is not the image of a built-in algorithm known here.",
  ],
  [{ SAGELOCAL_ALGORITHM: 'kmeens' }, "There is no algorithm called 'kmeens'."],
])('%j is refused', (environment, message) => {
  expect(() => containerAlgorithm(environment)).toThrow(expect.objectContaining({ code: 'E_ALGORITHM', message }));
});

test('a seed comes from the environment', () => {
  expect(seedOf({})).toBeUndefined();
  expect(seedOf({ SAGELOCAL_SEED: '42' })).toBe(42);
  for (const text of ['-1', '1.5', 'x', '4294967296']) {
    expect(() => seedOf({ SAGELOCAL_SEED: text })).toThrow(expect.objectContaining({ code: 'E_SEED' }));
  }
});
