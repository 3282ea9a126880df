import { expect, test } from 'vitest';
import {
  boxOf,
  everyPlace,
  goesLeft,
  leftOf,
  type Place,
  pointOf,
  rightOf,
  rootsOf,
} from '../../../../src/algorithms/random-cut-forest/walk.js';
import { cloud, run } from './helpers.js';

test('every place is met once; rows lie on the side their value says', async () => {
  const { forest } = (await run({ train: cloud(500) })).model;
  const roots = [...rootsOf(forest)];
  expect(roots).toHaveLength(50);
  for (const root of roots) {
    const places = [...everyPlace(forest, root)];
    expect(places).toHaveLength(2 * root.leaves - 1);
    expect(new Set(places.flatMap(({ leaves, leaf }) => (leaves === 1 ? [leaf] : []))).size).toBe(root.leaves);
    for (const place of places.filter(({ leaves }) => leaves > 1)) {
      const [left, right] = [leftOf(forest, place), rightOf(forest, place)];
      expect(left.leaves + right.leaves).toBe(place.leaves);
      expect(leaves(left).every((leaf) => goesLeft(forest, place, leaf))).toBe(true);
      expect(leaves(right).some((leaf) => goesLeft(forest, place, leaf))).toBe(false);
    }
  }
  function leaves(from: Place) {
    return [...everyPlace(forest, from)].filter((place) => place.leaves === 1).map((place) => pointOf(forest, place));
  }
});

test('a box holds all leaves below, and no more', async () => {
  const { forest } = (await run({ train: cloud(500) })).model;
  const [root] = rootsOf(forest);
  const { lows, highs } = boxOf(forest, root as Place);
  const xs = Array.from({ length: 10 }, (_, leaf) => forest.points[2 * leaf] as number);
  expect([lows[0], highs[0]]).toEqual([Math.min(...xs), Math.max(...xs)]);
});
