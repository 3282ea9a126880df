import type { HyperparametersOf } from '../hyperparameter-schema.js';
import { choice, flag, integer, nestedLists, real, tuple, words } from './container-fields.js';
import { METRIC_NAMES, metricProblem } from './metric-names.js';
import { OBJECTIVE_NAMES } from './objectives/names.js';
import { DEFAULT_IMAGE, IMAGE_VERSIONS } from './versions.js';

/** XGBoost's longer names for the same things. */
export const ALIASES: ReadonlyMap<string, string> = new Map([
  ['learning_rate', 'eta'],
  ['min_split_loss', 'gamma'],
  ['reg_lambda', 'lambda'],
  ['reg_alpha', 'alpha'],
]);

const UPDATERS = [
  'grow_colmaker',
  'distcol',
  'grow_histmaker',
  'grow_local_histmaker',
  'grow_quantile_histmaker',
  'grow_skmaker',
  'sync',
  'refresh',
  'prune',
  'shotgun',
  'coord_descent',
] as const;

const data = {
  csv_weights: integer({
    range: '[0, 1]',
    default: 0,
    documentation: '1: the second column of CSV is the weight of the row.',
  }),
  num_class: integer({ range: '[2, +inf)', documentation: 'Classes of multi:softmax and multi:softprob.' }),
};

const boosting = {
  num_round: integer({ range: '[1, +inf)', required: true, documentation: 'Rounds of boosting.' }),
  booster: choice(['gbtree', 'gblinear', 'dart'], {
    default: 'gbtree',
    documentation: 'What is boosted: trees, linear models, or trees of which some are dropped while the next is grown.',
  }),
  objective: choice(OBJECTIVE_NAMES, { default: 'reg:squarederror', documentation: 'What is minimised.' }),
  eta: real({
    range: '[0, 1]',
    documentation: 'Learning rate: what part of each new tree counts. Default 0.3, of gblinear 0.5.',
  }),
  base_score: real({
    range: '[0, +inf)',
    documentation:
      'The prediction before the first tree. By default image 3.0-5 takes it from the labels, older ones take 0.5.',
  }),
  num_parallel_tree: integer({
    range: '[1, +inf)',
    default: 1,
    documentation: 'Trees of one round, grown side by side: with subsample below 1 a random forest.',
  }),
  process_type: choice(['default', 'update'], {
    default: 'default',
    documentation: 'update: no new trees; the updaters refresh or prune those of the earlier model.',
  }),
  refresh_leaf: integer({
    range: '[0, 1]',
    default: 1,
    documentation: '1: the updater refresh renews the answers of the leaves too, not the statistics alone.',
  }),
  updater: words(UPDATERS, { documentation: 'What grows and prunes the trees, or fits the linear model, by name.' }),
  seed: integer({ range: '(-2147483648, 2147483647)', default: 0, documentation: 'Where all randomness comes from.' }),
};

const trees = {
  tree_method: choice(['auto', 'exact', 'approx', 'hist', 'gpu_hist'], {
    default: 'auto',
    documentation: 'How splits are searched: every value, quantiles renewed per tree, or quantiles made once.',
  }),
  max_depth: integer({ range: '[0, +inf)', default: 6, documentation: 'Levels of a tree; 0 sets no limit.' }),
  max_leaves: integer({ range: '[0, +inf)', default: 0, documentation: 'Leaves of a tree; 0 sets no limit.' }),
  max_bin: integer({
    range: '[0, +inf)',
    default: 256,
    documentation: 'Bins a feature is cut into, of hist and approx.',
  }),
  grow_policy: choice(['depthwise', 'lossguide'], {
    default: 'depthwise',
    documentation: 'Which node is split next: those nearest the root, or the one that gains most.',
  }),
  gamma: real({ range: '[0, +inf)', default: 0, documentation: 'Least gain of a split.' }),
  min_child_weight: real({
    range: '[0, +inf)',
    default: 1,
    documentation: 'Least sum of second derivatives in a child.',
  }),
  max_delta_step: real({ range: '[0, +inf)', documentation: 'Largest answer of a leaf before eta; 0 sets no limit.' }),
  lambda: real({ range: '[0, +inf)', documentation: 'L2 penalty of the leaves. Default 1, of gblinear 0.' }),
  alpha: real({ range: '[0, +inf)', default: 0, documentation: 'L1 penalty of the leaves.' }),
  lambda_bias: real({ range: '[0, 1]', default: 0, documentation: 'L2 penalty of the bias of gblinear.' }),
  sketch_eps: real({
    range: '(0, 1)',
    default: 0.03,
    documentation: 'Accuracy of the quantiles of approx in old images; max_bin decides now.',
  }),
  monotone_constraints: tuple([-1, 0, 1], {
    since: '1.0-1',
    documentation: 'One per feature: predictions may only rise (1) or fall (-1) with it.',
  }),
  interaction_constraints: nestedLists('[1, +inf)', {
    since: '1.0-1',
    documentation: 'Groups of features that may meet on a path from root to leaf.',
  }),
};

const sampling = {
  subsample: real({ range: '(0, 1]', default: 1, documentation: 'Share of the rows that each tree sees.' }),
  sampling_method: choice(['uniform', 'gradient_based'], {
    default: 'uniform',
    since: '1.3-1',
    documentation: 'Rows are drawn evenly, or in proportion to the length of their gradient.',
  }),
  prob_buffer_row: real({
    range: '(1, +inf)',
    since: '1.3-1',
    documentation: 'Of external memory on GPUs; without effect here.',
  }),
  colsample_bytree: real({ range: '(0, 1]', default: 1, documentation: 'Share of the features that each tree sees.' }),
  colsample_bylevel: real({ range: '(0, 1]', default: 1, documentation: 'Of these, the share that each level sees.' }),
  colsample_bynode: real({ range: '(0, 1]', default: 1, documentation: 'Of these, the share that each node sees.' }),
};

const dart = {
  sample_type: choice(['uniform', 'weighted'], {
    default: 'uniform',
    documentation: 'dart: trees are dropped evenly, or in proportion to their weight.',
  }),
  normalize_type: choice(['tree', 'forest'], {
    default: 'tree',
    documentation: 'dart: a new tree weighs as much as each dropped one, or as much as all of them.',
  }),
  rate_drop: real({ range: '[0, 1]', default: 0, documentation: 'dart: share of the earlier trees that are dropped.' }),
  one_drop: integer({ range: '[0, 1]', default: 0, documentation: 'dart: 1 drops at least one tree.' }),
  skip_drop: real({ range: '[0, 1]', default: 0, documentation: 'dart: chance of a round without any drop.' }),
};

const losses = {
  scale_pos_weight: real({
    range: '(0, +inf)',
    default: 1,
    documentation: 'What a row of class 1 counts for, where classes are out of balance.',
  }),
  tweedie_variance_power: real({
    range: '(1, 2)',
    default: 1.5,
    documentation: 'reg:tweedie: near 1 as a Poisson, near 2 as a gamma distribution.',
  }),
  aft_loss_distribution: choice(['normal', 'logistic', 'extreme'], {
    default: 'normal',
    since: '1.2-1',
    documentation: 'survival:aft: how the logarithm of the time varies around its prediction.',
  }),
  aft_loss_distribution_scale: real({
    range: '[0, +inf)',
    default: 1,
    since: '1.2-1',
    documentation: 'survival:aft: how widely.',
  }),
};

const evaluation = {
  eval_metric: words(
    METRIC_NAMES,
    { documentation: 'What is reported of each channel in each round. Default: what suits the objective.' },
    metricProblem,
  ),
  early_stopping_rounds: integer({
    range: '[1, +inf)',
    documentation:
      'Training ends after so many rounds in which the last metric of the validation channel did not improve.',
  }),
  _tuning_objective_metric: choice(
    METRIC_NAMES.flatMap((metric) => [`train:${metric}`, `validation:${metric}`]),
    { documentation: 'The metric a tuning job looks at; reported beside those of eval_metric.' },
  ),
  _kfold: integer({ range: '[2, +inf)', since: '1.2-1', documentation: 'Folds of a cross validation.' }),
  _num_cv_round: integer({ range: '[1, +inf)', default: 1, since: '1.2-1', documentation: 'Times it is repeated.' }),
};

const machine = {
  verbosity: integer({ range: '[0, 3]', default: 1, documentation: 'Without effect here.' }),
  silent: integer({ range: '[0, 1]', until: '1.0-1', documentation: 'Without effect here.' }),
  nthread: integer({ range: '[1, +inf)', documentation: 'Without effect here: the answer does not depend on it.' }),
  dsplit: choice(['row', 'col'], { documentation: 'Of training on several machines; without effect here.' }),
  predictor: choice(['auto', 'cpu_predictor', 'gpu_predictor'], { documentation: 'Only the processor is used here.' }),
  deterministic_histogram: flag({ since: '1.2-1', documentation: 'Histograms are always deterministic here.' }),
  single_precision_histogram: flag({ since: '1.2-1', until: '1.5-1', documentation: 'Without effect here.' }),
  save_model_on_termination: flag({
    default: false,
    since: '1.0-1',
    documentation: 'The model of every round is kept, so that a job that is stopped leaves one.',
  }),
  use_dask_gpu_training: flag({ default: false, since: '1.5-1', documentation: 'Of several GPUs: refused here.' }),
  _image_version: choice(IMAGE_VERSIONS, {
    default: DEFAULT_IMAGE,
    documentation: "Whose defaults, lines and files: a version of SageMaker's image.",
  }),
};

export const table = { ...boosting, ...trees, ...sampling, ...dart, ...losses, ...evaluation, ...data, ...machine };

export type XgboostHyperparameters = HyperparametersOf<typeof table>;
