import { describe, expect, test } from 'vitest';
import { knnVectors } from '../../../../src/algorithms/factorization-machines/recommender.js';
import { matrix, QUICK, ratings, run, USERS } from './helpers.js';

const { model } = await run({ train: ratings(200), given: QUICK });

describe('vectors for k-nearest neighbours', () => {
  test('rank the items of a user as predictions do', async () => {
    const { items, users } = model.knnVectors(USERS);
    expect(knnVectors(model, USERS)).toEqual({ items, users });
    expect([users.shape, items.shape]).toEqual([
      [12, 3],
      [9, 3],
    ]);
    for (let user = 0; user < USERS; user++) {
      const rows = Array.from({ length: 9 }, (_, item) =>
        Array.from({ length: 21 }, (_, feature) => (feature === user || feature === USERS + item ? 1 : 0)),
      );
      const { score } = await model.predict(matrix(rows));
      const products = Array.from({ length: 9 }, (_, item) =>
        [0, 1, 2].reduce((sum, at) => sum + users.get(user, at) * items.get(item, at), 0),
      );
      const own = model.bias + model.weights.get(user, 0);
      products.forEach((product, item) => {
        expect(product + own).toBeCloseTo(score[item] as number, 4);
      });
    }
  });

  test.each([0, 21, 1.5, -1])('%d users are none', (users) => {
    expect(() => model.knnVectors(users)).toThrow(expect.objectContaining({ code: 'E_USERS' }));
  });
});
