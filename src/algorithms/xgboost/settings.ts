import type { XgboostHyperparameters } from './hyperparameter-table.js';
import { POISSON_MAX_DELTA_STEP } from './objectives/index.js';
import { imageOf } from './versions.js';

/** Above so many rows, old versions find exact splits too slow. */
const MOST_EXACT_ROWS = 2 ** 22;

const METHOD_OF_UPDATER: Readonly<Record<string, TreeMethod>> = {
  grow_colmaker: 'exact',
  grow_histmaker: 'approx',
  grow_quantile_histmaker: 'hist',
};

export type TreeMethod = 'exact' | 'approx' | 'hist';

/** How trees are grown: `updater` says it by name, `tree_method` may leave it to XGBoost. */
export function treeMethod(hyperparameters: XgboostHyperparameters, rows: number): TreeMethod {
  const { updater, tree_method: method, _image_version: version } = hyperparameters;
  const named = updater?.map((name) => METHOD_OF_UPDATER[name]).find((one) => one !== undefined);
  if (named !== undefined) return named;
  if (method !== 'auto' && method !== 'gpu_hist') return method;
  if (imageOf(version).histByDefault) return 'hist';
  return rows <= MOST_EXACT_ROWS ? 'exact' : 'approx';
}

/** XGBoost's defaults where nothing is said and they depend on something else. */
export function boostingSettings(hyperparameters: XgboostHyperparameters) {
  const { booster, objective, eta, lambda, max_delta_step: maxDeltaStep } = hyperparameters;
  const isLinear = booster === 'gblinear';
  return {
    ...hyperparameters,
    eta: eta ?? (isLinear ? 0.5 : 0.3),
    lambda: lambda ?? (isLinear ? 0 : 1),
    max_delta_step: maxDeltaStep ?? (objective === 'count:poisson' ? POISSON_MAX_DELTA_STEP : 0),
  };
}

export type BoostingSettings = ReturnType<typeof boostingSettings>;
