/** Trees beside those that the XGBoost of this machine grows, over settings drawn by chance. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadKernels } from '../../src/kernels/choose.js';
import { boost, type Data, type Given, labelsFor, madeSet, metricOf } from '../support/boosting.js';
import { expectSameTree, type FrozenTree } from '../support/frozen-trees.js';

const kernels = await loadKernels();
const python = process.env.SAGELOCAL_PEERS_PYTHON;
if (python === undefined) console.warn('SKIPPED: real XGBoost is not asked; set SAGELOCAL_PEERS_PYTHON.');
const ROUNDS = 4;

/** Constraints of monotony and of interaction, sampling and limits, in any mixture that XGBoost takes. */
const parameters: fc.Arbitrary<Given> = fc
  .record({
    objective: fc.constantFrom('reg:squarederror', 'count:poisson', 'reg:tweedie'),
    tree_method: fc.constantFrom('hist', 'hist', 'approx'),
    max_depth: fc.constantFrom(2, 4, 6),
    max_bin: fc.constantFrom(2, 5, 64, 256),
    eta: fc.constantFrom(0.1, 0.5),
    lambda: fc.constantFrom(0, 1, 7),
    alpha: fc.constantFrom(0, 0, 0.5),
    gamma: fc.constantFrom(0, 0, 0.3),
    min_child_weight: fc.constantFrom(1, 4),
    max_delta_step: fc.constantFrom(0.7, 1.5),
    subsample: fc.constantFrom(1, 0.6),
    colsample_bylevel: fc.constantFrom(1, 0.5),
    colsample_bynode: fc.constantFrom(1, 0.7),
    grow_policy: fc.constantFrom('depthwise', 'lossguide'),
    max_leaves: fc.constantFrom(0, 11),
    tweedie_variance_power: fc.constant(1.4),
    monotone_constraints: fc.constantFrom('(0,0)', '(1,-1,0,1)'),
    weights: fc.boolean(),
    seed: fc.nat(1000),
  })
  .map(({ weights, ...rest }) => {
    // How XGBoost adds up weights of equal values follows no order, and few bins would show it: see the fidelity table.
    const isApprox = rest.tree_method === 'approx';
    return { ...rest, ...(isApprox ? { max_bin: 64 + rest.max_bin } : weights && { weights }) };
  });

interface Case {
  readonly set: string;
  readonly parameters: Given;
  readonly rounds: number;
  /** So many trees are told node by node. */
  readonly kept: number;
}

/** The metric of every round, and trees. */
interface Trained {
  readonly values: number[];
  readonly trees: FrozenTree[];
}

/** What real XGBoost makes of them. */
function trained(cases: readonly Case[]): Trained[] {
  const folder = mkdtempSync(join(tmpdir(), 'sagelocal-xgboost-'));
  try {
    const path = join(folder, 'cases.json');
    writeFileSync(path, JSON.stringify(cases));
    const script = fileURLToPath(new URL('../oracle/xgboost-hist/make.py', import.meta.url));
    return JSON.parse(execFileSync(python as string, [script, path], { encoding: 'utf8', maxBuffer: 1 << 28 })).results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sets = ['abalone-sized', 'abalone-sized, values missing', 'one-hot'];

test.skipIf(python === undefined)(
  'the same trees as real XGBoost, over many settings',
  async () => {
    const drawn = fc.sample(fc.tuple(fc.constantFrom(...sets), parameters), { numRuns: 20, seed: 7 });
    const cases = drawn.map(([set, given]) => ({ set, parameters: given, rounds: ROUNDS, kept: ROUNDS }));
    const answer = trained(cases);
    for (const [at, { set, parameters: given }] of cases.entries()) {
      const data = madeSet(set) as Data;
      const labels = labelsFor(given, data.labels);
      const { trees, values } = answer[at] as Trained;
      let round = 0;
      for await (const step of boost(kernels, { ...data, labels }, given)) {
        const name = `${set} ${JSON.stringify(given)}, tree ${round}`;
        step.trees.forEach((tree) => {
          expectSameTree(tree, trees[round] as FrozenTree, name);
        });
        const expected = values[round] as number;
        const value = metricOf(given, step.margins, labels);
        expect(Math.abs(value - expected), name).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)));
        if (++round === ROUNDS) break;
      }
    }
  },
  120_000,
);

test.skipIf(python === undefined).each(['binary:logistic', 'reg:squarederror'])(
  'of a set of 70,000 rows, the metric of 100 rounds of %s within 0.1 %',
  async (objective) => {
    const given = { objective, max_depth: 6 };
    const [real] = trained([{ set: 'large', parameters: given, rounds: 100, kept: 0 }]) as [Trained];
    const { features, labels } = madeSet('large') as Data;
    const values: number[] = [];
    for await (const { margins } of boost(kernels, { features, labels }, given)) {
      values.push(metricOf(given, margins, labels));
      if (values.length === real.values.length) break;
    }
    real.values.forEach((expected, round) => {
      expect(Math.abs((values[round] as number) / expected - 1), `round ${round}`).toBeLessThan(1e-3);
    });
  },
  120_000,
);
