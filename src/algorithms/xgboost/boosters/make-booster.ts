import { UserError } from '../../../errors.js';
import type { TreeBooster, XgboostModel } from '../../xgboost-model.js';
import type { BoostingJob } from '../boosting-job.js';
import { Dropout } from '../dart.js';
import { CoordinateDescent } from '../linear/coordinate-descent.js';
import type { Objective } from '../objectives/objective.js';
import { MersenneTwister } from '../random-stream.js';
import { type BoostingSettings, boostingSettings, treeMethod } from '../settings.js';
import { etaOfTree } from '../trees/exact-parameters.js';
import { makeGrower } from '../trees/make-grower.js';
import { isAtLeast } from '../versions.js';
import type { BoosterInTraining } from './booster-in-training.js';
import { DartBoosting } from './dart-boosting.js';
import { LinearBoosting } from './linear-boosting.js';
import { MarginCache } from './margin-cache.js';
import { mending } from './mend.js';
import { TreeBoosting } from './tree-boosting.js';
import { TreeUpdating } from './tree-updating.js';

interface Making extends BoostingJob {
  readonly objective: Objective;
  /** Without trees, or an earlier model that training goes on from. */
  readonly start: XgboostModel;
}

/** What the job boosts: `booster` and `process_type` decide. */
export async function makeBooster(making: Making): Promise<BoosterInTraining> {
  const settings = boostingSettings(making.hyperparameters);
  if (settings.booster === 'gblinear') return linear(making, settings);
  if (settings.process_type === 'update') return updating(making, settings);
  const { train, context, objective, start } = making;
  const { kernels, signal } = context;
  const stream = new MersenneTwister(settings.seed);
  const earlier = treesOf(start);
  const grower = await makeGrower(train, settings, { kernels, stream, objective, signal });
  const { num_parallel_tree: numParallelTree } = settings;
  const method = treeMethod(settings, train.info.rows);
  // XGBoost 1.7 took the whole quantile, whatever the learning rate.
  const eta = isAtLeast(making.hyperparameters._image_version, '3.0-5') ? etaOfTree(settings.eta, numParallelTree) : 1;
  const mend = mending({ objective, train, eta, method });
  const common = { grower, mend, train, numParallelTree, groups: objective.groups };
  if (settings.booster === 'dart') {
    const weights = earlier.treeWeights ?? new Float32Array(earlier.trees.length).fill(1);
    const dropout = new Dropout(settings, stream, weights);
    return new DartBoosting({ ...common, dropout, start, kernels, signal });
  }
  const caches = await MarginCache.create(start, [train, ...making.watched], context);
  return new TreeBoosting({ ...common, kernels, caches, earlier });
}

function treesOf({ booster }: XgboostModel): TreeBooster {
  if (booster.kind !== 'gblinear') return booster;
  throw new UserError('E_START_FROM', 'The earlier model is linear: no trees can be added to it.', {
    hint: 'Set booster to gblinear.',
  });
}

function linear({ train, context, objective, start }: Making, settings: BoostingSettings): BoosterInTraining {
  const { groups } = objective;
  const { rows, weights } = train.info;
  const { booster } = start;
  if (booster.kind !== 'gblinear' && booster.trees.length > 0) {
    throw new UserError('E_START_FROM', 'The earlier model is one of trees: gblinear cannot go on from it.');
  }
  const descent = new CoordinateDescent(
    {
      features: train.features,
      groups,
      sumOfWeights: weights?.reduce((sum, weight) => sum + weight, 0) ?? rows,
      stream: new MersenneTwister(settings.seed),
    },
    // XGBoost lets shotgun go over the columns in a new order each round, and coord_descent in the order they stand.
    { ...settings, feature_selector: 'cyclic' },
    booster.kind === 'gblinear' ? booster.weights.slice() : undefined,
  );
  return new LinearBoosting({ descent, start, train, groups, kernels: context.kernels, signal: context.signal });
}

async function updating(making: Making, settings: BoostingSettings): Promise<BoosterInTraining> {
  const { train, context, objective, start } = making;
  const earlier = treesOf(start);
  if (earlier.trees.length === 0) {
    throw new UserError(
      'E_XGBOOST_UPDATE',
      "process_type 'update' changes the trees of an earlier model, and there is none.",
      {
        hint: 'Give one: the channel model, or --model.',
      },
    );
  }
  const { numParallelTree } = earlier;
  const withoutTrees = {
    ...start,
    booster: {
      ...earlier,
      kind: 'gbtree',
      trees: [],
      treeGroups: new Int32Array(),
      iterationStarts: Int32Array.of(0),
      numParallelTree,
    },
  } as const;
  return new TreeUpdating({
    updaters: settings.updater ?? [],
    parameters: settings,
    earlier,
    train,
    groups: objective.groups,
    caches: await MarginCache.create(withoutTrees, [train, ...making.watched], context),
  });
}
