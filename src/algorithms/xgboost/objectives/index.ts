import type { Kernels } from '../../../kernels/kernels.js';
import { isEarlyRaw } from '../base-margin.js';
import type { XgboostHyperparameters } from '../hyperparameter-table.js';
import { type ImageVersion, imageOf, isAtLeast } from '../versions.js';
import { elementwise } from './elementwise.js';
import { float, floatText } from './float32.js';
import { LOSSES, type Loss, poisson, tweedie } from './losses.js';
import { multiclass } from './multiclass.js';
import type { ObjectiveName } from './names.js';
import type { Objective } from './objective.js';
import { LAMBDA_MART, ONE_PAIR, type RankingName, ranking } from './ranking.js';
import { aft, cox } from './survival.js';

/** What an objective depends on, beside its name. */
export type ObjectiveSettings = Pick<
  XgboostHyperparameters,
  | 'objective'
  | 'num_class'
  | 'scale_pos_weight'
  | 'max_delta_step'
  | 'tweedie_variance_power'
  | 'aft_loss_distribution'
  | 'aft_loss_distribution_scale'
  | '_image_version'
>;

/** What XGBoost lets a leaf of `count:poisson` answer at most, where nothing else is said. */
export const POISSON_MAX_DELTA_STEP = 0.7;

type Maker = (settings: ObjectiveSettings, kernels: Kernels | undefined) => Objective;

/** Every objective there is, by SageMaker's name. */
const OBJECTIVES: Readonly<Record<ObjectiveName, Maker>> = {
  'reg:squarederror': scaled,
  'reg:linear': scaled,
  'reg:logistic': scaled,
  // Under XGBoost 1 the rows of label 1 could count for more here, and could not with reg:gamma.
  'reg:squaredlogerror': since('3.0-5', plain('reg:squaredlogerror', {}), (settings, kernels) =>
    scaled(settings, kernels, { ...LOSSES['reg:squaredlogerror'], scalesPositives: true }),
  ),
  'reg:pseudohubererror': plain('reg:pseudohubererror', { pseudo_huber_param: { huber_slope: '1' } }),
  'reg:absoluteerror': plain('reg:absoluteerror', {}),
  'reg:gamma': since('3.0-5', scaled, () =>
    elementwise('reg:gamma', { ...LOSSES['reg:gamma'], defaultMetric: 'gamma-nloglik' }, NOTHING_RECORDED),
  ),
  'reg:tweedie': ({ tweedie_variance_power: power }, kernels) =>
    elementwise('reg:tweedie', tweedie(power), {
      kernels,
      scalePositives: 1,
      parameters: { tweedie_regression_param: { tweedie_variance_power: floatText(power) } },
    }),
  'count:poisson': ({ max_delta_step: step = POISSON_MAX_DELTA_STEP }, kernels) =>
    elementwise('count:poisson', poisson(step), {
      kernels,
      scalePositives: 1,
      parameters: { poisson_regression_param: { max_delta_step: floatText(step) } },
    }),
  'binary:logistic': scaled,
  'binary:logitraw': (settings, kernels) =>
    scaled(settings, kernels, {
      ...LOSSES['binary:logitraw'],
      startsInside01: isEarlyRaw(settings.objective, imageOf(settings._image_version).library),
    }),
  'binary:hinge': plain('binary:hinge', {}),
  'multi:softmax': ({ num_class: classes }, kernels) => multiclass('multi:softmax', classes as number, kernels),
  'multi:softprob': ({ num_class: classes }, kernels) => multiclass('multi:softprob', classes as number, kernels),
  'rank:pairwise': ranked('rank:pairwise', 'ndcg'),
  'rank:ndcg': ranked('rank:ndcg', 'ndcg'),
  'rank:map': ranked('rank:map', 'map'),
  'survival:aft': (settings) => aft(settings.aft_loss_distribution, settings.aft_loss_distribution_scale),
  'survival:cox': () => cox,
};

/** @param kernels where they are given, what they can compute is left to them */
export function objectiveOf(settings: ObjectiveSettings, kernels?: Kernels): Objective {
  return OBJECTIVES[settings.objective](settings, kernels);
}

function plain(name: keyof typeof LOSSES, parameters: Objective['parameters']): Maker {
  return () => elementwise(name, LOSSES[name], { scalePositives: 1, parameters });
}

/** Of losses under which the rows of label 1 may count for more. */
function scaled(
  { objective, scale_pos_weight: scale }: ObjectiveSettings,
  kernels: Kernels | undefined,
  loss: Loss = LOSSES[objective as keyof typeof LOSSES],
): Objective {
  return elementwise(objective, loss, {
    kernels,
    scalePositives: float(scale),
    parameters: { reg_loss_param: { scale_pos_weight: floatText(scale) } },
  });
}

const NOTHING_RECORDED = { scalePositives: 1, parameters: {} };

function since(version: ImageVersion, then: Maker, before: Maker): Maker {
  return (settings, kernels) => (isAtLeast(settings._image_version, version) ? then : before)(settings, kernels);
}

/** XGBoost 3 measures as many documents as it pairs; before, every objective of ranking was measured by `map`. */
function ranked(name: RankingName, metric: 'ndcg' | 'map'): Maker {
  return since(
    '3.0-5',
    () => ranking(name, `${metric}@32`, LAMBDA_MART),
    () => ranking(name, 'map', ONE_PAIR),
  );
}
