import { expect, test } from 'vitest';
import { type DartParameters, Dropout } from '../../../../src/algorithms/xgboost/dart.js';
import { MersenneTwister } from '../../../../src/algorithms/xgboost/random-stream.js';

const parameters: DartParameters = {
  sample_type: 'uniform',
  normalize_type: 'tree',
  rate_drop: 1,
  one_drop: 0,
  skip_drop: 0,
  eta: 0.5,
};

function dropout(changed: Partial<DartParameters>, weights: readonly number[] = [1, 1]): Dropout {
  return new Dropout({ ...parameters, ...changed }, new MersenneTwister(4), weights);
}

test('a tree that takes the place of two weighs with each of them as they did', () => {
  const drops = dropout({});
  expect(drops.drop()).toEqual([0, 1]);
  expect(drops.add(1)).toEqual([0, 1]);
  expect([...drops.weights]).toEqual([0.8, 0.8, 0.4].map(Math.fround));
});

test('of a forest, as much as all of them together', () => {
  const drops = dropout({ normalize_type: 'forest' });
  drops.drop();
  drops.add(1);
  expect([...drops.weights]).toEqual([2 / 3, 2 / 3, 2 / 3].map(Math.fround));
});

test('nothing dropped, nothing weighed', () => {
  const drops = dropout({ rate_drop: 0 });
  expect(drops.drop()).toEqual([]);
  expect(drops.add(2)).toEqual([]);
  expect([...drops.weights]).toEqual([1, 1, 1, 1]);
});

test('one_drop drops one of those that have weight', () => {
  const drops = dropout({ rate_drop: 0, one_drop: 1, sample_type: 'weighted' }, [0, 1, 0]);
  for (let round = 0; round < 5; round++) expect(drops.drop()).toEqual([1]);
  expect(dropout({ rate_drop: 0, one_drop: 1 }, []).drop()).toEqual([]);
});

test('a round that is skipped drops none', () => {
  expect(dropout({ skip_drop: 1 }).drop()).toEqual([]);
});
