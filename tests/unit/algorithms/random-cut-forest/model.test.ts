import { describe, expect, test } from 'vitest';
import { loadRandomCutForest, responseForm } from '../../../../src/algorithms/random-cut-forest/model.js';
import { plain } from '../../../conformance/support/training.js';
import { cloud, kernels, matrix, run } from './helpers.js';

describe('predict', () => {
  test('far out scores high, the middle low, and nothing above log2(samples + 1)', async () => {
    const { model } = await run({ train: cloud(5000) });
    expect(model.samplesPerTree).toBe(100);
    const { score } = await model.predict(
      matrix([
        [0, 0],
        [3, 3],
        [9, -9],
        [1e30, 1e30],
      ]),
    );
    expect(Array.from(score)).toEqual(Array.from(score).toSorted((a, b) => a - b));
    expect(score[0]).toBeLessThan(1);
    expect(score[3]).toBeCloseTo(Math.log2(101), 4);
  });

  test('by hand: every tree knows 0 and 10', async () => {
    const { model } = await run({ train: matrix(Array.from({ length: 100 }, (_, row) => [row % 2 === 0 ? 0 : 10])) });
    const { score } = await model.predict(matrix([[0], [4], [30]]));
    // 1 / depth: a row that is known stands at depth 1, one between beside a leaf at depth 1, one beyond is apart at the root 2 times in 3.
    const depths = [1, 1 / 2, 2 / 3 + 1 / 3 / 2];
    expect(Array.from(score)).toEqual(depths.map((inverse) => Math.fround(inverse * Math.log2(3))));
  });

  test('refuses another width, and stops on an abort', async () => {
    const { model } = await run({ train: cloud(50) });
    await expect(model.predict(matrix([[1, 2, 3]]))).rejects.toMatchObject({
      code: 'E_FEATURE_DIM',
      hint: 'Is the label still in the first column?',
    });
    await expect(model.predict(matrix([[1]]))).rejects.toMatchObject({ hint: 'Give rows of 2 features.' });
    await expect(model.predict(matrix([[1, 2]]), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect((await model.predict(matrix([[1, 2]]))).score).toHaveLength(1);
  });
});

test('saved and loaded, the scores are the same to the bit', async () => {
  const { model } = await run({ train: cloud(1000, [1, 20, 3]) });
  const loaded = loadRandomCutForest(model.save(), kernels);
  const rows = cloud(100, [2, 2, 2], 7);
  expect(plain((await loaded?.predict(rows)) ?? {})).toEqual(plain(await model.predict(rows)));
  expect(Object.keys(await model.predict(rows))).toEqual(responseForm.fields);
});
