import { beforeAll, describe, expect, test } from 'vitest';
import type { TreeBooster, XgboostModel } from '../../../../../src/algorithms/algorithm.js';
import { Booster } from '../../../../../src/algorithms/xgboost/booster.js';
import type { BoosterInTraining, NewTree } from '../../../../../src/algorithms/xgboost/boosters/booster-in-training.js';
import { DartBoosting } from '../../../../../src/algorithms/xgboost/boosters/dart-boosting.js';
import { LinearBoosting } from '../../../../../src/algorithms/xgboost/boosters/linear-boosting.js';
import { makeBooster } from '../../../../../src/algorithms/xgboost/boosters/make-booster.js';
import { MarginCache } from '../../../../../src/algorithms/xgboost/boosters/margin-cache.js';
import { mending } from '../../../../../src/algorithms/xgboost/boosters/mend.js';
import { TreeBoosting } from '../../../../../src/algorithms/xgboost/boosters/tree-boosting.js';
import { TreeUpdating } from '../../../../../src/algorithms/xgboost/boosters/tree-updating.js';
import { xgboostHyperparameters } from '../../../../../src/algorithms/xgboost/hyperparameters.js';
import { objectiveOf } from '../../../../../src/algorithms/xgboost/objectives/index.js';
import { MersenneTwister } from '../../../../../src/algorithms/xgboost/random-stream.js';
import type { RowSet } from '../../../../../src/algorithms/xgboost/rows.js';
import { boostingSettings } from '../../../../../src/algorithms/xgboost/settings.js';
import { startingModel } from '../../../../../src/algorithms/xgboost/starting-model.js';
import { ExactGrower } from '../../../../../src/algorithms/xgboost/trees/exact-grower.js';
import { makeGrower } from '../../../../../src/algorithms/xgboost/trees/make-grower.js';
import { loadKernels } from '../../../../../src/kernels/choose.js';
import type { Kernels } from '../../../../../src/kernels/kernels.js';
import { collect } from '../../../../support/collect.js';
import { rowSet, steppedRows } from '../helpers.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await loadKernels();
});

const train = rowSet();
const validation = rowSet('validation', steppedRows(20, 4));

async function made(given: object, start?: XgboostModel) {
  const hyperparameters = xgboostHyperparameters.check({ num_round: 3, ...given });
  const objective = objectiveOf(hyperparameters);
  const watched = [train, validation];
  const from = start ?? (await startingModel({ train, watched, hyperparameters, startFrom: undefined, objective }));
  const context = { kernels, seed: 0, host: 'algo-1', warn: () => undefined };
  const booster = await makeBooster({ train, watched, hyperparameters, context, objective, start: from });
  return { booster, start: from, objective };
}

async function rounds(
  booster: BoosterInTraining,
  objective: ReturnType<typeof objectiveOf>,
  count: number,
): Promise<NewTree[]> {
  const trees: NewTree[] = [];
  const gradients = new Float32Array(2 * objective.groups * train.info.rows);
  for (let round = 0; round < count; round++) {
    await objective.gradients(await booster.marginsToImprove(round), train.info, round, gradients);
    trees.push(...(await collect(booster.improve(gradients, round))));
  }
  return trees;
}

async function expectMargins(booster: BoosterInTraining, start: XgboostModel, rows: RowSet): Promise<void> {
  const whole = await new Booster({ ...start, booster: booster.booster() }, kernels).margins(rows.features);
  expect(await booster.margins(rows)).toEqual(whole);
}

describe('whatever is boosted, its margins are those of the whole model', () => {
  test.each([
    [{}, TreeBoosting],
    [{ num_parallel_tree: 3, subsample: 0.5 }, TreeBoosting],
    [{ objective: 'reg:absoluteerror' }, TreeBoosting],
    [{ objective: 'multi:softprob', num_class: 2 }, TreeBoosting],
    [{ booster: 'dart', rate_drop: 0.5 }, DartBoosting],
    [{ booster: 'dart', objective: 'reg:absoluteerror', rate_drop: 0.5 }, DartBoosting],
    [{ booster: 'gblinear' }, LinearBoosting],
  ] as const)('%j', async (given, kind) => {
    const { booster, start, objective } = await made(given);
    expect(booster).toBeInstanceOf(kind);
    await rounds(booster, objective, 3);
    for (const rows of [train, validation]) await expectMargins(booster, start, rows);
  });

  test('also of trees that are changed', async () => {
    const { booster, start, objective } = await made({});
    await rounds(booster, objective, 3);
    const earlier = { ...start, booster: booster.booster() };
    const { booster: updating } = await made({ process_type: 'update', updater: 'refresh' }, earlier);
    expect(updating).toBeInstanceOf(TreeUpdating);
    expect(await rounds(updating, objective, 2)).toHaveLength(2);
    await expectMargins(updating, start, validation);
    expect((updating.booster() as TreeBooster).trees).toHaveLength(2);
    expect((updating.booster(1) as TreeBooster).trees).toHaveLength(1);
  });
});

describe('a booster can be cut', () => {
  test.each([{}, { booster: 'dart', rate_drop: 0.3 }])('%j: its first rounds stay', async (given) => {
    const { booster, objective } = await made(given);
    await rounds(booster, objective, 3);
    const [whole, first] = [booster.booster(), booster.booster(1)] as TreeBooster[];
    expect(first?.trees).toEqual(whole?.trees.slice(0, 1));
    expect(first?.iterationStarts).toEqual(Int32Array.of(0, 1));
  });
});

test('weights of columns that training rows do not have are 0', async () => {
  const { booster, start, objective } = await made({ booster: 'gblinear' });
  const wider = { ...start, numFeature: 5 };
  const { booster: wide } = await made({ booster: 'gblinear' }, wider);
  await rounds(booster, objective, 1);
  await rounds(wide, objective, 1);
  const narrow = booster.booster() as unknown as { weights: Float32Array };
  expect(wide.booster()).toMatchObject({
    weights: Float32Array.of(...narrow.weights.subarray(0, 3), 0, 0, narrow.weights[3] as number),
  });
});

test('margins of a channel are walked for new trees alone', async () => {
  const { start } = await made({});
  const cache = await MarginCache.create(start, [train, validation, train], { kernels });
  const before = cache.of(validation).slice();
  await cache.addTrees([], train);
  expect(cache.of(validation)).toEqual(before);
});

test('trees that are exact keep their leaves; others answer with a quantile where the objective asks for it', async () => {
  const objective = objectiveOf(xgboostHyperparameters.check({ num_round: 1, objective: 'reg:absoluteerror' }));
  const settings = boostingSettings(
    xgboostHyperparameters.check({ num_round: 1, tree_method: 'exact', objective: 'reg:absoluteerror' }),
  );
  const grower = await makeGrower(train, settings, { kernels, stream: new MersenneTwister(0), objective });
  expect(grower).toBeInstanceOf(ExactGrower);
  const margins = new Float32Array(train.info.rows);
  const gradients = new Float32Array(2 * train.info.rows);
  await objective.gradients(margins, train.info, 0, gradients);
  const grown = await grower.grow(gradients);
  const options = { objective, train, eta: 1, numParallelTree: 1 };
  expect(mending({ ...options, method: 'exact' })(grown, margins)).toBe(grown.tree);
  const mended = mending({ ...options, method: 'hist' })(grown, margins);
  const answers = new Set([...grown.leafOfRow].map((leaf) => mended.splitConditions[leaf]));
  expect([...answers].every((answer) => answer === 0 || answer === 1 || answer === 0.5)).toBe(true);
});
