import { describe, expect, test } from 'vitest';
import { likes, matrix, ratings, run } from './helpers.js';

const rows = (scale: number) =>
  matrix(Array.from({ length: 40 }, (_, row) => [scale * (row % 7), 1, scale * (row % 3)]));
const labels = Float32Array.from({ length: 40 }, (_, row) => row % 2);

describe('a warning where raw features will ruin the training', () => {
  test('with numbers', async () => {
    const given = { predictor_type: 'binary_classifier', mini_batch_size: 40 };
    const { warnings } = await run({ train: { features: rows(10_000), labels }, given });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('The absolute values of a row sum up to 38500 on average; feature 0 reaches 60000.');
    expect(warnings[0]).toContain('moves the score of such a row by about 53.3,');
    expect(warnings[0]).toContain('scale them');
  });

  test('not for features of about 1, dense or one-hot', async () => {
    const given = { predictor_type: 'binary_classifier' };
    expect((await run({ train: { features: rows(0.2), labels }, given })).warnings).toEqual([]);
    expect((await run({ train: likes(40), given })).warnings).toEqual([]);
    expect((await run({ train: ratings(40) })).warnings).toEqual([]);
  });

  test('nor where labels are as large', async () => {
    const large = labels.map((label) => 1e6 * label);
    expect((await run({ train: { features: rows(10_000), labels: large } })).warnings).toEqual([]);
    expect((await run({ train: { features: rows(10_000), labels } })).warnings).toHaveLength(1);
  });
});
