import { pythonFloat } from '../../data/python-float.js';
import type { XgboostModel } from '../xgboost-model.js';
import type { BoosterInTraining } from './boosters/booster-in-training.js';
import type { EarlyStopping } from './early-stopping.js';

/** The model as it is saved: up to its best round, where rounds were watched, with what users look for in its attributes. */
export function finishedModel(
  start: XgboostModel,
  booster: BoosterInTraining,
  stopping: EarlyStopping | undefined,
  warn: (message: string) => void,
): XgboostModel {
  const best = stopping?.best;
  const all = booster.booster();
  if (best === undefined) return { ...start, booster: all };
  if (all.kind === 'gblinear') {
    warn('early_stopping_rounds: a linear model has no rounds to go back to; it is saved as the last round left it.');
    return { ...start, booster: all };
  }
  const earlierRounds = start.booster.kind === 'gblinear' ? 0 : start.booster.iterationStarts.length - 1;
  const bestRound = earlierRounds + best.round;
  const attributes = {
    ...start.attributes,
    best_iteration: String(bestRound),
    best_score: pythonFloat(best.score),
  };
  return { ...start, attributes, booster: booster.booster(bestRound + 1) };
}
