import { isEarlyRaw } from './base-margin.js';
import type { XgboostHyperparameters } from './hyperparameter-table.js';
import { type ImageVersion, imageOf, isAtLeast } from './versions.js';

/** What must hold between several hyperparameters. Looked at only where each of them is right by itself. */
export interface ContainerRule {
  readonly about: readonly (keyof XgboostHyperparameters)[];
  /** In the container's words where it has a rule of the kind. `given`: names that were set, and not filled in. */
  readonly problem: (values: XgboostHyperparameters, given: ReadonlyMap<string, unknown>) => string | undefined;
  readonly hint?: string;
}

const TREE_UPDATERS = [
  'grow_colmaker',
  'distcol',
  'grow_histmaker',
  'grow_local_histmaker',
  'grow_skmaker',
  'sync',
  'refresh',
  'prune',
  'grow_quantile_histmaker',
];
const GROWERS = ['grow_colmaker', 'distcol', 'grow_histmaker', 'grow_local_histmaker', 'grow_quantile_histmaker'];
/** No XGBoost of these images has them any more, or they need several machines. */
const ABSENT_UPDATERS = ['distcol', 'grow_local_histmaker', 'grow_skmaker'];

/** Values of these that came with an image: a value, and the first image that takes it. */
const NEWER_VALUES: readonly (readonly [keyof XgboostHyperparameters, string, ImageVersion])[] = [
  ['tree_method', 'gpu_hist', '1.2-1'],
  ['predictor', 'gpu_predictor', '1.2-1'],
  ['objective', 'survival:aft', '1.2-1'],
  ['objective', 'reg:pseudohubererror', '1.2-1'],
  ['objective', 'reg:absoluteerror', '1.7-1'],
];

export const RULES: readonly ContainerRule[] = [
  ...NEWER_VALUES.map(
    ([name, value, since]): ContainerRule => ({
      about: [name, '_image_version'],
      problem: (values) =>
        values[name] === value && !isAtLeast(values._image_version, since)
          ? `Hyperparameter ${name}: ${value} is not in the range of image ${values._image_version}`
          : undefined,
      hint: `Image ${since} was the first to take ${name} ${value}.`,
    }),
  ),
  { about: ['updater', 'booster', 'process_type'], problem: updaterProblem },
  {
    about: ['objective', 'num_class'],
    problem({ objective, num_class: classes }) {
      const isMulticlass = objective.startsWith('multi:');
      if (isMulticlass && classes === undefined) {
        return "Require input for parameter 'num_class' for multi-classification";
      }
      if (isMulticlass || classes === undefined) return undefined;
      return "Do not need to setup parameter 'num_class' for learning task other than multi-classification.";
    },
  },
  {
    about: ['eval_metric', 'objective'],
    problem({ eval_metric: metrics = [], objective }) {
      if (metrics.includes('auc') && !/^(binary|rank):/.test(objective)) {
        return "Metric 'auc' can only be applied for classification and ranking problems.";
      }
      if (metrics.includes('aft-nloglik') && objective !== 'survival:aft') {
        return "Metric 'aft-nloglik' can only be applied for 'survival:aft' objective.";
      }
      return undefined;
    },
  },
  {
    about: ['monotone_constraints', 'tree_method'],
    problem: ({ monotone_constraints: constraints, tree_method: method }) =>
      constraints === undefined || ['exact', 'hist'].includes(method)
        ? undefined
        : "monotone_constraints can be used only when the tree_method parameter is set to either 'exact' or 'hist'.",
  },
  {
    about: ['interaction_constraints', 'tree_method'],
    problem: ({ interaction_constraints: constraints, tree_method: method }) =>
      constraints === undefined || ['exact', 'hist', 'approx'].includes(method)
        ? undefined
        : 'interaction_constraints can be used only when the tree_method parameter is set to ' +
          "either 'exact', 'hist' or 'approx'.",
  },
  {
    about: ['objective', 'base_score'],
    // XGBoost would find out when training starts; the words are its own.
    problem({ objective, base_score: score, _image_version: version }) {
      const isProbability = LOGISTIC.includes(objective) || isEarlyRaw(objective, imageOf(version).library);
      if (score === undefined || !isProbability || (score > 0 && score < 1)) return undefined;
      return `base_score must be in (0,1) for logistic loss, got: ${score}`;
    },
  },
  {
    about: ['tree_method'],
    problem: ({ tree_method: method }) =>
      method === 'gpu_hist' ? 'tree_method gpu_hist needs a GPU, and there is no training on GPUs here.' : undefined,
    hint: 'tree_method hist gives the same kind of trees.',
  },
  {
    about: ['use_dask_gpu_training'],
    problem: ({ use_dask_gpu_training: dask }) =>
      dask ? 'use_dask_gpu_training needs GPUs, and there is no training on GPUs here.' : undefined,
  },
  {
    about: ['grow_policy', 'tree_method'],
    problem: ({ grow_policy: policy, tree_method: method }) =>
      policy === 'lossguide' && method === 'exact'
        ? 'grow_policy lossguide can be used only when the tree_method parameter is set to hist or approx.'
        : undefined,
  },
  {
    about: ['max_depth', 'max_leaves', 'grow_policy'],
    // XGBoost's own check, once training starts.
    problem: ({ max_depth: depth, max_leaves: leaves, booster }) =>
      depth === 0 && leaves === 0 && booster !== 'gblinear'
        ? 'max_depth and max_leaves cannot both be 0: a tree needs a limit.'
        : undefined,
  },
];

const LOGISTIC = ['binary:logistic', 'reg:logistic'];

function updaterProblem({ updater, booster, process_type: processType }: XgboostHyperparameters): string | undefined {
  if (booster === 'gblinear') {
    if (updater === undefined) return undefined;
    const isLinear = updater.length === 1 && ['shotgun', 'coord_descent'].includes(updater[0] as string);
    return isLinear ? undefined : "Linear updater should be one of these options: 'shotgun', 'coord_descent'.";
  }
  if (processType === 'update') {
    if (updater?.every((name) => ['refresh', 'prune'].includes(name))) return undefined;
    return "process_type 'update' can only be used with updater 'refresh' and 'prune'";
  }
  if (updater === undefined) return undefined;
  if (!updater.every((name) => TREE_UPDATERS.includes(name))) {
    return (
      "Tree updater should be selected from these options: 'grow_colmaker', 'distcol', 'grow_histmaker', " +
      "'grow_local_histmaker', 'grow_skmaker', 'grow_quantile_histmaker', 'sync', 'refresh', 'prune', " +
      "'shortgun', 'coord_descent'."
    );
  }
  if (updater.filter((name) => GROWERS.includes(name)).length > 1) {
    return (
      'Only one tree grow plugin can be selected. Choose one from the' +
      "following: 'grow_colmaker', 'distcol', 'grow_histmaker', 'grow_local_histmaker', 'grow_skmaker'"
    );
  }
  const absent = updater.find((name) => ABSENT_UPDATERS.includes(name));
  return absent === undefined ? undefined : `Unknown tree updater ${absent}`;
}
