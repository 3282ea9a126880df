import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dense } from '../../../src/data/dense.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { boost, type Data, type Given, labelsFor, madeSet, metricOf } from '../../support/boosting.js';
import { expectSameTree, type FrozenTree } from '../../support/frozen-trees.js';
import { structureOf } from '../../support/tree-structure.js';

interface Frozen {
  readonly sets: Readonly<Record<string, { readonly x: string; readonly y: string }>>;
  readonly cases: readonly {
    readonly set: string;
    readonly parameters: Given;
    readonly rounds: number;
    readonly metric: string;
    readonly values: readonly number[];
    /** The first. */
    readonly trees: readonly FrozenTree[];
    /** Of all. */
    readonly structures: readonly string[];
  }[];
}

const frozen: Frozen = JSON.parse(readFileSync(new URL('frozen.json', import.meta.url), 'utf8'));
const kernels = await loadKernels();

function floats(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}

function dataOf(name: string): Data {
  const made = madeSet(name);
  if (made !== undefined) return made;
  const { x, y } = frozen.sets[name] as { x: string; y: string };
  const labels = floats(y);
  const values = floats(x);
  return { features: dense(values, labels.length, values.length / labels.length), labels };
}

describe('trees and metrics of XGBoost 3.0.5', () => {
  test.each(frozen.cases.map((one) => [`${one.set} ${JSON.stringify(one.parameters)}`, one] as const))(
    '%s',
    async (_, { set, parameters, rounds, values, trees, structures }) => {
      const data = dataOf(set);
      const labels = labelsFor(parameters, data.labels);
      let [round, met] = [0, 0];
      // The twins are slow; a few rounds show that they are the same.
      const most = kernels.backend === 'native' ? rounds : 3;
      for await (const step of boost(kernels, { ...data, labels }, parameters)) {
        for (const tree of step.trees) {
          if (met < trees.length) expectSameTree(tree, trees[met] as FrozenTree, `tree ${met}`);
          expect(structureOf(tree), `tree ${met}`).toBe(structures[met]);
          met++;
        }
        const value = metricOf(parameters, step.margins, labels);
        const expected = values[round] as number;
        expect(Math.abs(value - expected), `round ${round}: ${value}`).toBeLessThan(1e-5 * Math.max(1, expected));
        if (++round === most) break;
      }
      expect(met).toBe((most * structures.length) / rounds);
    },
  );
});
