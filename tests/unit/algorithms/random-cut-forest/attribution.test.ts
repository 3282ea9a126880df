import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/algorithms/random-cut-forest/attribution.js';
import { cloud, matrix, run } from './helpers.js';

const { model } = await run({ train: cloud(5000, [1, 1, 1]) });

async function sharesOf(rows: readonly (readonly number[])[]) {
  const { high, low } = await attribute(model, matrix(rows));
  return rows.map((row, at) => ({
    high: row.map((_, column) => high.get(at, column)),
    low: row.map((_, column) => low.get(at, column)),
  }));
}

describe('attribution', () => {
  test('adds up to the score, for rows far and near, known and new', async () => {
    const rows = [[0, 0, 0], [5, 0, -5], [100, 1, 2], Array.from(model.forest.points.subarray(0, 3))];
    const { score } = await model.predict(matrix(rows));
    (await sharesOf(rows)).forEach(({ high, low }, row) => {
      const total = [...high, ...low].reduce((sum, share) => sum + share, 0);
      expect(total).toBeCloseTo(score[row] as number, 5);
      expect(Math.min(...high, ...low)).toBeGreaterThanOrEqual(0);
    });
  });

  test('names the feature and the direction', async () => {
    const [up, down] = await sharesOf([
      [0, 30, 0],
      [0, 0, -30],
    ]);
    expect(up?.high[1]).toBeGreaterThan(0.95 * [...(up?.high ?? []), ...(up?.low ?? [])].reduce((a, b) => a + b));
    expect(down?.low[2]).toBeGreaterThan(0.95 * [...(down?.high ?? []), ...(down?.low ?? [])].reduce((a, b) => a + b));
  });

  test('where all rows are the same, every feature has an equal part', async () => {
    const constant = (await run({ train: matrix(Array(100).fill([1, 2])) })).model;
    const { high, low } = await attribute(constant, matrix([[1, 2]]));
    const { score } = await constant.predict(matrix([[1, 2]]));
    expect([...high.data, ...low.data]).toEqual(Array(4).fill((score[0] as number) / 4));
  });

  test('refuses rows of another width', async () => {
    await expect(attribute(model, matrix([[1]]))).rejects.toMatchObject({ code: 'E_FEATURE_DIM' });
  });
});
