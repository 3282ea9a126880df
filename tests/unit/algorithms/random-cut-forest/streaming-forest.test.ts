import { describe, expect, test } from 'vitest';
import { StreamingForest } from '../../../../src/algorithms/random-cut-forest/streaming-forest.js';
import { Random } from '../../../../src/data/random.js';
import { cloud, matrix, run } from './helpers.js';

function follow(
  options: Partial<ConstructorParameters<typeof StreamingForest>[0]>,
  rows: number,
  at = (_: number) => 0,
) {
  const forest = new StreamingForest({ featureDim: 2, numTrees: 20, samplesPerTree: 64, ...options });
  const random = new Random(9);
  for (let row = 0; row < rows; row++) forest.update([at(row) + random.normal(), random.normal()]);
  return forest;
}

test('scores as the model does: the middle low, far out high', async () => {
  const forest = follow({}, 1500);
  const { model } = await run({ train: cloud(3200) });
  expect(model.samplesPerTree).toBe(64);
  for (const row of [
    [0, 0],
    [2, 2],
    [9, -9],
  ]) {
    const { score } = await model.predict(matrix([row]));
    expect(Math.abs(forest.score(row) - (score[0] as number))).toBeLessThan(0.35);
  }
  expect(forest.score([0, 0])).toBeLessThan(forest.score([9, -9]));
});

test('every tree keeps as many rows as it may, each of the stream with equal chance', () => {
  const forest = new StreamingForest({ featureDim: 1, numTrees: 2000, samplesPerTree: 4 });
  for (let row = 0; row < 16; row++) forest.update([row]);
  expect(new Set(forest.masses)).toEqual(new Set([4]));
  for (const row of [0, 7, 15])
    expect(Math.abs(forest.forget([row]) / 2000 - 0.25)).toBeLessThan(5 * Math.sqrt(0.1875 / 2000));
});

test('with decay it forgets: what was usual long ago is unusual now', () => {
  const shift = (row: number) => (row < 1000 ? 0 : 20);
  expect(follow({ timeDecay: 0.01 }, 1500, shift).score([0, 0])).toBeGreaterThan(3);
  expect(follow({}, 1500, shift).score([0, 0])).toBeLessThan(1.5);
});

test('a row that is forgotten is no longer known, and makes room', () => {
  const forest = new StreamingForest({ featureDim: 1, numTrees: 10, samplesPerTree: 8 });
  for (const value of [1, 2, 3, 100]) forest.update([value]);
  expect(forest.forget([100])).toBe(10);
  expect(forest.forget([100])).toBe(0);
  expect(forest.masses).toEqual(Array(10).fill(3));
  forest.update([5]);
  expect(forest.masses).toEqual(Array(10).fill(4));
});

test('same seed, same stream, same scores', () => {
  expect(follow({ seed: 4 }, 500).score([1, 1])).toBe(follow({ seed: 4 }, 500).score([1, 1]));
  expect(follow({ seed: 4 }, 500).score([1, 1])).not.toBe(follow({ seed: 5 }, 500).score([1, 1]));
  expect(new StreamingForest({ featureDim: 2 }).score([1, 1])).toBe(0);
});

describe('refuses', () => {
  test.each([
    { featureDim: 0 },
    { featureDim: 1, numTrees: 1.5 },
    { featureDim: 1, samplesPerTree: -1 },
    { featureDim: 1, timeDecay: 1 },
    { featureDim: 1, timeDecay: Number.NaN },
  ])('%j', (options) => {
    expect(() => new StreamingForest(options)).toThrow(expect.objectContaining({ code: 'E_STREAMING_FOREST' }));
  });

  test('rows that do not fit', () => {
    const forest = new StreamingForest({ featureDim: 2 });
    expect(() => forest.score([1])).toThrow(expect.objectContaining({ code: 'E_FEATURE_DIM' }));
    expect(() => forest.update([1, Number.NaN])).toThrow(expect.objectContaining({ code: 'E_NOT_FINITE' }));
  });
});
