import { describe, expect, test } from 'vitest';
import { editDistance, nearestName } from '../../../src/algorithms/nearest-name.js';

test.each([
  ['', '', 0],
  ['k', 'k', 0],
  ['', 'abc', 3],
  ['epoch', 'epochs', 1],
  ['eopchs', 'epochs', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
])('%s is %s but for %i edits', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

describe('nearestName', () => {
  const known = ['k', 'epochs', 'mini_batch_size', 'feature_dim', 'init_method'];

  test.each([
    ['epoch', 'epochs'],
    ['Epochs', 'epochs'],
    ['minibatchsize', 'mini_batch_size'],
    ['feature_dims', 'feature_dim'],
    ['n', 'k'],
  ])('%s means %s', (misspelt, meant) => {
    expect(nearestName(misspelt, known)).toBe(meant);
  });

  test.each(['learning_rate', '__proto__', 'x'.repeat(1_000_000)])('a name far from all stays a question', (name) => {
    expect(nearestName(name, known)).toBeUndefined();
  });
});
