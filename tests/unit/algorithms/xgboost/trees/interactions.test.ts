import { expect, test } from 'vitest';
import { Interactions } from '../../../../../src/algorithms/xgboost/trees/interactions.js';

const columns = [0, 1, 2, 3, 4];

function allowed(interactions: Interactions, node: number): number[] {
  return columns.filter((column) => interactions.mayUse(node, column));
}

test('below a split, the groups that have its column', () => {
  const interactions = new Interactions([[0, 1], [1, 2], [3]], 100);
  expect(allowed(interactions, 0)).toEqual(columns);
  interactions.split(0, 1, [1, 2]);
  expect(allowed(interactions, 1)).toEqual([0, 1, 2]);
  interactions.split(1, 0, [3, 4]);
  expect(allowed(interactions, 3)).toEqual([0, 1]);
  expect(allowed(interactions, 2)).toEqual([0, 1, 2]);
});

test('a column of no group stands alone', () => {
  const interactions = new Interactions([[0, 1]], 100);
  interactions.split(0, 4, [1, 2]);
  expect(allowed(interactions, 1)).toEqual([4]);
});

test('as in XGBoost, the root may use no more columns than there are rows', () => {
  expect(allowed(new Interactions([[0, 1]], 3), 0)).toEqual([0, 1, 2]);
});
