/** What must hold of random cut forests, whatever the data. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { growTrees, plant } from '../../src/algorithms/random-cut-forest/forest.js';
import { RandomCutForestModel } from '../../src/algorithms/random-cut-forest/model.js';
import { type Dense, dense } from '../../src/data/dense.js';
import { Random } from '../../src/data/random.js';
import { loadKernels } from '../../src/kernels/choose.js';
import { collect } from '../support/collect.js';

const kernels = await loadKernels();

/** A forest in which every tree knows the same rows. */
async function forestOver(rows: readonly (readonly number[])[], trees: number, seed = 1) {
  const samples = Float32Array.from(Array.from({ length: trees }, () => rows.flat()).flat());
  const options = { random: new Random(seed), kernels };
  return plant(await collect(growTrees(samples, { trees, size: rows.length }, options)));
}

async function scoresOf(rows: readonly (readonly number[])[], asked: Dense, trees: number, seed?: number) {
  const forest = await forestOver(rows, trees, seed);
  return (await new RandomCutForestModel({ kernels, forest, modelName: 'm' }).predict(asked)).score;
}

/** Five standard deviations of a share that was counted over so many trials. */
function tolerance(share: number, trials: number): number {
  return 5 * Math.sqrt((share * (1 - share)) / trials);
}

const coarse = fc.integer({ min: -4, max: 4 });

describe('cuts', () => {
  test('fall in proportion to the sides of the box, and evenly along each side', async () => {
    const sides = [1, 3, 6];
    const trees = 20_000;
    const { cutColumns, cutValues, leafCounts } = await forestOver([[0, 0, 0], sides], trees);
    expect(new Set(leafCounts)).toEqual(new Set([2]));
    for (const [column, side] of sides.entries()) {
      const places = cutValues.filter((_, cut) => cutColumns[cut] === column);
      expect(Math.abs(places.length / trees - side / 10)).toBeLessThan(tolerance(side / 10, trees));
      for (const quarter of [0, 1, 2, 3]) {
        const within = places.filter((value) => Math.floor((4 * value) / side) === quarter).length;
        expect(Math.abs(within / places.length - 0.25)).toBeLessThan(tolerance(0.25, places.length));
      }
    }
  });

  test('a column without spread is never cut', async () => {
    const { cutColumns } = await forestOver(
      [
        [0, 5, 1],
        [1, 5, 2],
        [2, 5, 4],
      ],
      200,
    );
    expect(new Set(cutColumns)).toEqual(new Set([0, 2]));
  });
});

test('equal rows share a leaf, masses add up, and every distinct row has one', async () => {
  const rows = fc.array(fc.tuple(coarse, coarse), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(rows, fc.nat(), async (given, seed) => {
      const { leafCounts, masses, points } = await forestOver(given, 1, seed);
      const expected = new Map<string, number>();
      for (const row of given) expected.set(row.join(), (expected.get(row.join()) ?? 0) + 1);
      expect(Array.from(leafCounts)).toEqual([expected.size]);
      const found = Array.from(
        masses,
        (mass, leaf) =>
          [
            points
              .subarray(2 * leaf, 2 * leaf + 2)
              .map((v) => v + 0)
              .join(),
            mass,
          ] as const,
      );
      expect(new Map(found)).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

describe('scores', () => {
  const random = new Random(7);
  const rows = Array.from({ length: 64 }, () => [random.normal(), 3 * random.normal(), 10 * random.normal()]);
  const asked = rows.slice(0, 8).concat([
    [0, 0, 0],
    [9, 0, 0],
    [0, 30, -5],
    [0, 0, 60],
  ]);

  const close = (a: Float32Array, b: Float32Array, within: number) =>
    a.forEach((score, row) => {
      expect(Math.abs(score - (b[row] as number))).toBeLessThan(within);
    });

  test('do not depend on the order of the columns', async () => {
    const turn = (row: readonly number[]) => [row[2], row[0], row[1]] as number[];
    const straight = await scoresOf(rows, dense(Float32Array.from(asked.flat()), 12, 3), 2000);
    const turned = await scoresOf(rows.map(turn), dense(Float32Array.from(asked.flatMap(turn)), 12, 3), 2000, 2);
    close(straight, turned, 0.1);
  });

  test('do not depend on where the data lies and how large it is', async () => {
    // Powers of two and whole numbers: nothing is rounded.
    const whole = rows.map((row) => row.map((value) => Math.round(16 * value)));
    const move = (row: readonly number[]) => row.map((value) => 4 * value + 1024);
    const there = asked.map((row) => row.map((value) => Math.round(16 * value)));
    const here = await scoresOf(whole, dense(Float32Array.from(there.flat()), 12, 3), 100);
    const moved = await scoresOf(whole.map(move), dense(Float32Array.from(there.flatMap(move)), 12, 3), 100);
    close(here, moved, 1e-4);
  });

  test('fall with the mass of a row, and lie between 0 and log2(rows + 1)', async () => {
    const thick = [...Array.from({ length: 8 }, () => [1, 1]), [5, 5], [0, 9], [7, 2]];
    const [heavy, light, far] = await scoresOf(thick, dense(Float32Array.of(1, 1, 5, 5, 1e6, 1e6), 3, 2), 500);
    expect(heavy).toBeLessThan(light as number);
    expect(light).toBeLessThan(far as number);
    expect(heavy).toBeGreaterThan(0);
    expect(far).toBeLessThanOrEqual(Math.fround(Math.log2(12)));
  });
});
