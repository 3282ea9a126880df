import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TreeBooster } from '../../../src/algorithms/algorithm.js';
import { type Dense, dense } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { XGBoost } from '../../../src/index.js';

interface Frozen {
  readonly cases: readonly {
    readonly data: string;
    readonly parameters: Readonly<Record<string, string | number>>;
    readonly rounds: number;
    /** Of every tree */
    readonly leaves: readonly number[];
    /** By `train:rmse`, then by round */
    readonly values: Readonly<Record<string, readonly number[]>>;
  }[];
}

const ROOT = new URL('../../../', import.meta.url);
const FILES: Readonly<Record<string, string>> = {
  'breast-cancer': 'tests/oracle/linear-learner/breast-cancer.csv',
  diabetes: 'tests/oracle/linear-learner/diabetes.csv',
  digits: 'fixtures/digits/train.csv',
};

function channels(name: string) {
  const text = readFileSync(new URL(FILES[name] as string, ROOT), 'utf8');
  const table = text
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number));
  const half = Math.floor((table.length * 3) / 4);
  const [train, validation] = [table.slice(0, half), table.slice(half)].map((rows) => {
    const features: Dense = dense(
      Float32Array.from(rows.flatMap((row) => row.slice(1))),
      rows.length,
      (rows[0]?.length ?? 1) - 1,
    );
    return memoryDataset(features, { labels: Float32Array.from(rows, (row) => row[0] as number) });
  });
  return { train, validation } as {
    train: ReturnType<typeof memoryDataset>;
    validation: ReturnType<typeof memoryDataset>;
  };
}

/** The reference kernels take ten times as long: they do a part of the rounds. */
const roundsHere = (rounds: number) => (process.env.SAGELOCAL_BACKEND === 'reference' ? Math.min(5, rounds) : rounds);

describe.each([
  ['3.0-5', 'training-3.0.json'],
  ['1.7-1', 'training-1.7.json'],
])('image %s, as its XGBoost trains', (version, file) => {
  const { cases }: Frozen = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
  test.each(cases.map((one) => [one.data, JSON.stringify(one.parameters), one] as const))(
    '%s %s',
    async (_data, _name, one) => {
      const rounds = roundsHere(one.rounds);
      const given = { ...one.parameters, num_round: rounds, _image_version: version };
      const evaluations: Record<string, number>[] = [];
      const model = await new XGBoost(given as object).fit(channels(one.data), {
        onStep: (step) => void (step.phase === 'round' && evaluations.push({ ...step.metrics })),
      });
      for (const [name, values] of Object.entries(one.values)) {
        for (const [round, value] of values.slice(0, rounds).entries()) {
          const error = Math.abs((evaluations[round]?.[name] as number) - value) / Math.max(1, Math.abs(value));
          expect(error, `${name}, round ${round}: ${evaluations[round]?.[name]} for ${value}`).toBeLessThan(1e-5);
        }
      }
      const { booster } = model.model.models[0] as { booster: TreeBooster };
      if (one.leaves.length === 0) return;
      const leaves = booster.trees.map(
        (tree) => tree.leftChildren.filter((left, node) => left === -1 && !tree.deleted?.[node]).length,
      );
      expect(leaves).toEqual(one.leaves.slice(0, leaves.length));
    },
  );
});
