import { boolean, choice, integer, real } from '../hyperparameter-fields.js';
import { defineHyperparameters, type HyperparametersOf, type Rule } from '../hyperparameter-schema.js';
import { internalHyperparameters } from '../internal-hyperparameters.js';
import { LOSSES_OF, PREDICTOR_TYPES } from './losses.js';
import { positiveWeight, switchOrAuto } from './own-fields.js';
import { CRITERIA } from './threshold.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/ll_hyperparameters.html */
const table = {
  predictor_type: choice(PREDICTOR_TYPES, {
    required: true,
    documentation: 'What is predicted: one of two classes, one of several, or a number.',
  }),
  num_classes: integer({
    min: 1,
    max: 1_000_000,
    default: 1,
    documentation:
      'Classes of a multiclass_classifier, labelled 0 to num_classes - 1; 3 or more. Ignored by the other types.',
  }),
  feature_dim: integer({
    min: 1,
    auto: true,
    default: 'auto',
    documentation: 'Features in a row. auto takes it from the data.',
  }),
  mini_batch_size: integer({
    min: 1,
    default: 1000,
    documentation:
      'Rows of one step of the optimizer. An incomplete last batch is not trained on; fewer rows than one batch are an error.',
  }),
  epochs: integer({
    min: 1,
    default: 15,
    documentation: 'Most passes over the training data; early stopping may end sooner.',
  }),
  use_bias: boolean({ default: true, documentation: 'Whether the models have a constant term.' }),
  loss: choice([...new Set(PREDICTOR_TYPES.flatMap((type) => LOSSES_OF[type])), 'auto'] as const, {
    default: 'auto',
    documentation: 'How a miss is counted. auto is logistic, softmax_loss or squared_loss.',
  }),
  optimizer: choice(['auto', 'adam', 'sgd', 'rmsprop'], {
    default: 'auto',
    documentation: 'How weights follow the gradient. auto is adam.',
  }),
  learning_rate: real({
    min: 0,
    exclusive: true,
    auto: true,
    default: 'auto',
    documentation: 'Length of a step. auto tries several.',
  }),
  wd: real({
    min: 0,
    auto: true,
    default: 'auto',
    documentation: 'Weight decay, that is L2 regularisation. auto tries several.',
  }),
  l1: real({
    min: 0,
    auto: true,
    default: 'auto',
    documentation: 'L1 regularisation. auto is 0, and for several classes tries several.',
  }),
  momentum: real({
    min: 0,
    max: 1,
    auto: true,
    default: 'auto',
    documentation: 'Momentum of sgd, below 1. auto is 0.',
  }),
  beta_1: real({
    min: 0,
    max: 1,
    auto: true,
    default: 'auto',
    documentation: "Adam's memory of gradients, below 1. auto is 0.9.",
  }),
  beta_2: real({
    min: 0,
    max: 1,
    auto: true,
    default: 'auto',
    documentation: "Adam's memory of squared gradients, below 1. auto is 0.999.",
  }),
  bias_lr_mult: real({
    min: 0,
    exclusive: true,
    auto: true,
    default: 'auto',
    documentation: 'By which the learning rate of the bias is multiplied. auto is 10.',
  }),
  bias_wd_mult: real({
    min: 0,
    auto: true,
    default: 'auto',
    documentation: 'By which the regularisation of the bias is multiplied. auto is 0.',
  }),
  use_lr_scheduler: boolean({
    default: true,
    documentation: 'Whether the learning rate falls while training goes on.',
  }),
  lr_scheduler_step: integer({
    min: 1,
    auto: true,
    default: 'auto',
    documentation: 'Steps of the optimizer between two falls of the learning rate. auto tries several.',
  }),
  lr_scheduler_factor: real({
    min: 0,
    max: 1,
    exclusive: true,
    auto: true,
    default: 'auto',
    documentation: 'What is left of the learning rate after each fall. auto is 0.99.',
  }),
  lr_scheduler_minimum_lr: real({
    min: 0,
    exclusive: true,
    auto: true,
    default: 'auto',
    documentation: 'The learning rate falls no lower. auto tries several.',
  }),
  num_models: integer({
    min: 1,
    auto: true,
    default: 'auto',
    documentation: 'Models trained side by side, of which the best is kept. auto is 32, and 28 for several classes.',
  }),
  num_calibration_samples: integer({
    min: 1,
    auto: true,
    default: 10_000_000,
    documentation: 'Most rows that the threshold of a binary classifier is searched on.',
  }),
  init_method: choice(['uniform', 'normal'], {
    default: 'uniform',
    documentation: 'Distribution of the first weights.',
  }),
  init_scale: real({
    min: 0,
    exclusive: true,
    default: 0.07,
    documentation: 'uniform draws from -init_scale to init_scale.',
  }),
  init_sigma: real({ min: 0, exclusive: true, default: 0.01, documentation: 'Standard deviation of normal.' }),
  init_bias: real({ default: 0, documentation: 'First value of the bias.' }),
  normalize_data: switchOrAuto({
    default: 'true',
    documentation: 'Whether features are divided by their standard deviation. auto is true.',
  }),
  normalize_label: switchOrAuto({
    default: 'auto',
    documentation: 'The same for the label of a regressor. auto is true; ignored by classifiers.',
  }),
  unbias_data: switchOrAuto({
    default: 'auto',
    documentation: 'Whether the mean is taken off the features. auto is what use_bias is.',
  }),
  unbias_label: switchOrAuto({
    default: 'auto',
    documentation: 'The same for the label of a regressor. auto is what use_bias is.',
  }),
  num_point_for_scaler: integer({
    min: 1,
    default: 10_000,
    documentation: 'Rows from which means and standard deviations are taken: whole batches until there are more.',
  }),
  positive_example_weight_mult: positiveWeight({
    default: 1,
    documentation:
      'What a row of class 1 counts in a binary_classifier. balanced makes both classes count the same; auto tries several.',
  }),
  balance_multiclass_weights: boolean({
    default: false,
    documentation: 'Whether each class of a multiclass_classifier counts the same, however rare.',
  }),
  binary_classifier_model_selection_criteria: choice(CRITERIA, {
    default: 'accuracy',
    documentation: 'What the best model of a binary_classifier, and its threshold, are the best at.',
  }),
  target_recall: real({
    min: 0,
    max: 1,
    exclusive: true,
    documentation: 'The recall that precision_at_target_recall holds.',
  }),
  target_precision: real({
    min: 0,
    max: 1,
    exclusive: true,
    documentation: 'The precision that recall_at_target_precision holds.',
  }),
  f_beta: real({
    min: 0,
    exclusive: true,
    default: 1,
    documentation: 'How much more recall counts than precision in the F score.',
  }),
  accuracy_top_k: integer({
    min: 1,
    max: 1_000_000,
    default: 3,
    documentation: 'A multiclass prediction counts as right in top_k_accuracy where the true class is among so many.',
  }),
  margin: real({
    min: 0,
    default: 1,
    documentation: 'Distance from the border within which hinge_loss still counts a miss.',
  }),
  quantile: real({
    min: 0,
    max: 1,
    exclusive: true,
    default: 0.5,
    documentation: 'Share of the labels that quantile_loss wants below the prediction.',
  }),
  loss_insensitivity: real({
    min: 0,
    exclusive: true,
    default: 0.01,
    documentation: 'Errors that the eps_insensitive losses do not count.',
  }),
  huber_delta: real({ min: 0, default: 1, documentation: 'Errors up to which huber_loss is a square.' }),
  early_stopping_patience: integer({
    min: 1,
    default: 3,
    documentation:
      'Training ends when more epochs than this, one after the other, did not improve. A value above epochs turns it off.',
  }),
  early_stopping_tolerance: real({
    min: 0,
    exclusive: true,
    default: 0.001,
    documentation: 'An epoch improves where it betters the best so far by this share of it.',
  }),
} as const;

export type LinearLearnerHyperparameters = HyperparametersOf<typeof table>;

const rules: readonly Rule<LinearLearnerHyperparameters>[] = [
  {
    about: ['predictor_type', 'num_classes'],
    holds: ({ predictor_type, num_classes }) => predictor_type !== 'multiclass_classifier' || num_classes >= 3,
    message: "For predictor_type 'multiclass_classifier', 'num_classes' should be set to a value greater than 2.",
    hint: 'Classes are labelled 0 to num_classes - 1; for two classes use binary_classifier.',
  },
  {
    about: ['predictor_type', 'loss'],
    holds: ({ predictor_type, loss }) => loss === 'auto' || LOSSES_OF[predictor_type].some((one) => one === loss),
    message: 'The value of loss does not go with predictor_type.',
    hint: PREDICTOR_TYPES.map((type) => `${type} takes ${LOSSES_OF[type].join(', ')}.`).join(' '),
  },
  {
    about: ['binary_classifier_model_selection_criteria', 'target_recall'],
    holds: ({ binary_classifier_model_selection_criteria: criterion, target_recall: target }) =>
      criterion !== 'precision_at_target_recall' || target !== undefined,
    message:
      "binary_classifier_model_selection_criteria 'precision_at_target_recall' needs a value for 'target_recall'.",
    hint: 'Name the recall to hold; the guide suggests target_recall=0.8.',
  },
  {
    about: ['binary_classifier_model_selection_criteria', 'target_precision'],
    holds: ({ binary_classifier_model_selection_criteria: criterion, target_precision: target }) =>
      criterion !== 'recall_at_target_precision' || target !== undefined,
    message:
      "binary_classifier_model_selection_criteria 'recall_at_target_precision' needs a value for 'target_precision'.",
    hint: 'Name the precision to hold; the guide suggests target_precision=0.8.',
  },
  ...(['momentum', 'beta_1', 'beta_2'] as const).map(
    (name): Rule<LinearLearnerHyperparameters> => ({
      about: [name],
      holds: (values) => values[name] !== 1,
      message: `The value '1' is not valid for the '${name}' hyperparameter which must be below 1`,
      hint: `${name} must be at least 0 and below 1.`,
    }),
  ),
];

export const linearLearnerHyperparameters = defineHyperparameters(table, { rules, internal: internalHyperparameters });
