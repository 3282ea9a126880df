import type { XgboostModel } from '../../xgboost-model.js';
import type { Objective } from '../objectives/objective.js';
import { MersenneTwister } from '../random-stream.js';
import { boostingSettings } from '../settings.js';
import type { BoostingJob } from '../train.js';
import { makeGrower } from '../trees/make-grower.js';
import type { BoosterInTraining } from './booster-in-training.js';
import { MarginCache } from './margin-cache.js';
import { TreeBoosting } from './tree-boosting.js';

interface Making extends BoostingJob {
  readonly objective: Objective;
  /** Without trees, or an earlier model that training goes on from. */
  readonly start: XgboostModel;
}

/** What the job boosts: `booster` and `process_type` decide. */
export async function makeBooster(making: Making): Promise<BoosterInTraining> {
  const { train, hyperparameters, context, objective, start } = making;
  const settings = boostingSettings(hyperparameters);
  const stream = new MersenneTwister(settings.seed);
  const caches = new MarginCache(start, context.kernels, context.signal);
  const grower = await makeGrower(train, settings, { kernels: context.kernels, stream });
  return new TreeBoosting({
    grower,
    objective,
    train,
    caches,
    numParallelTree: settings.num_parallel_tree,
    eta: settings.eta,
    earlier: start.booster.kind === 'gblinear' ? undefined : start.booster,
  });
}
