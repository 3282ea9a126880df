import { expect, test } from 'vitest';
import { largestTopics, topicsOf } from '../../../../src/algorithms/lda/topics.js';
import { rowMajor } from '../../../../src/data/dense.js';
import { kernels } from './helpers.js';

const alpha0 = 1;
const whitening = { rank: 2, dewhitener: Float64Array.of(0.3, -0.1, 0.2, 0.4, 0, -0.2) };

test('α and β are those of the theorem; negatives are clipped, the sign is the one that makes sense', async () => {
  const found = await topicsOf(
    { components: Float64Array.of(-1, 0, 0, 1), weights: Float64Array.of(2, 4), whitening, alpha0 },
    { kernels },
  );
  expect([...found.alpha]).toEqual([8 / (9 * 4), 8 / (9 * 16)]);
  expect([...rowMajor(found.beta)].map((share) => share.toFixed(4))).toEqual([
    ...['0.6000', '0.4000', '0.0000'],
    ...['0.0000', '1.0000', '0.0000'],
  ]);
  [1.5 * 2 * 0.5, 1.5 * 4 * 0.1].forEach((mass, at) => {
    expect(found.mass[at]).toBeCloseTo(mass, 12);
  });
});

test('a component without weight says nothing', async () => {
  const found = await topicsOf(
    { components: new Float64Array(4), weights: Float64Array.of(0, 0), whitening, alpha0 },
    { kernels },
  );
  expect([...found.alpha]).toEqual([0, 0]);
  expect(rowMajor(found.beta).every((share) => share === Math.fround(1 / 3))).toBe(true);
});

test('the largest α are kept, noise only where nothing else is left', () => {
  const beta = { shape: [4, 1] } as never;
  const found = { alpha: Float64Array.of(0.1, 0.9, 0.3, 0.2), mass: Float64Array.of(0.7, 8, 1, 1.1), beta };
  expect(largestTopics(found, 3)).toEqual([2, 3, 0]);
  expect(largestTopics(found, 4)).toEqual([2, 3, 0, 1]);
});
