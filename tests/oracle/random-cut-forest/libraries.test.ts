/** AWS's Java library, its Rust port and rrcf on a few rows that every tree knows; see make.py beside this file. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { growTrees, plant } from '../../../src/algorithms/random-cut-forest/forest.js';
import { RandomCutForestModel } from '../../../src/algorithms/random-cut-forest/model.js';
import { everyPlace, pointOf, rootsOf } from '../../../src/algorithms/random-cut-forest/walk.js';
import { dense } from '../../../src/data/dense.js';
import { Random } from '../../../src/data/random.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { collect } from '../../support/collect.js';

interface Case {
  readonly name: string;
  readonly rows: readonly (readonly number[])[];
  readonly asked: readonly (readonly number[])[];
  readonly java: readonly number[];
  readonly krcf: readonly number[];
  readonly rrcf: { readonly first_columns: readonly number[]; readonly depths: readonly number[] };
}

const TREES = 1000;
const frozen = JSON.parse(readFileSync(new URL('./frozen.json', import.meta.url), 'utf8')) as {
  readonly cases: Case[];
};
const kernels = await loadKernels();

describe.each(frozen.cases)('$name', ({ rows, asked, java, krcf, rrcf }) => {
  const cols = rows[0]?.length ?? 0;
  const grown = (async () => {
    const samples = Float32Array.from(Array.from({ length: TREES }, () => rows.flat()).flat());
    const options = { random: new Random(1), kernels };
    return plant(await collect(growTrees(samples, { trees: TREES, size: rows.length }, options)));
  })();

  test('rows that no tree knows score as in the libraries of AWS', async () => {
    const model = new RandomCutForestModel({ kernels, forest: await grown, modelName: 'm' });
    const { score } = await model.predict(dense(Float32Array.from(asked.flat()), asked.length, cols));
    for (const [row, theirs] of java.entries()) {
      // The two of them lie up to 0.03 apart.
      expect(Math.abs((score[row] as number) - theirs), `row ${row}`).toBeLessThan(0.06);
      expect(Math.abs((score[row] as number) - (krcf[row] as number)), `row ${row}`).toBeLessThan(0.06);
    }
  });

  test('the first cuts and the depths are distributed as those of rrcf', async () => {
    const forest = await grown;
    const first = Array.from({ length: cols }, () => 0);
    const depths = new Map<string, number>();
    for (const root of rootsOf(forest)) {
      const column = forest.cutColumns[root.cut] as number;
      first[column] = (first[column] as number) + 1 / TREES;
      for (const place of everyPlace(forest, root)) {
        if (place.leaves > 1) continue;
        const key = pointOf(forest, place).join();
        depths.set(key, (depths.get(key) ?? 0) + place.depth / TREES);
      }
    }
    for (const [column, theirs] of rrcf.first_columns.entries()) {
      // Five standard deviations of the difference of two shares.
      expect(Math.abs((first[column] as number) - theirs)).toBeLessThan(
        5 * Math.sqrt((2 * theirs * (1 - theirs)) / TREES),
      );
    }
    for (const [row, theirs] of rrcf.depths.entries()) {
      const key = Float32Array.from(rows[row] ?? []).join();
      expect(Math.abs((depths.get(key) ?? 0) - theirs), `row ${row}`).toBeLessThan(0.6);
    }
  });
});
