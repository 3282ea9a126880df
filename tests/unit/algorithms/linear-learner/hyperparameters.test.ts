import { describe, expect, test } from 'vitest';
import { linearLearnerHyperparameters as schema } from '../../../../src/algorithms/linear-learner/hyperparameters.js';
import { LOSSES_OF, objectiveName, PREDICTOR_TYPES } from '../../../../src/algorithms/linear-learner/losses.js';
import { objectiveOf } from '../../../../src/algorithms/linear-learner/objective.js';
import { positiveWeight, switchOrAuto } from '../../../../src/algorithms/linear-learner/own-fields.js';

const check = (given: Record<string, unknown>) => schema.check({ predictor_type: 'binary_classifier', ...given });

test('the defaults are those the container prints', () => {
  expect(schema.packagedDefaults).toMatchObject({
    mini_batch_size: '1000',
    epochs: '15',
    optimizer: 'auto',
    loss: 'auto',
    num_models: 'auto',
    num_calibration_samples: '10000000',
    normalize_data: 'true',
    normalize_label: 'auto',
    unbias_data: 'auto',
    positive_example_weight_mult: '1',
    early_stopping_patience: '3',
    early_stopping_tolerance: '0.001',
    binary_classifier_model_selection_criteria: 'accuracy',
  });
});

test('texts as SageMaker sends them', () => {
  const values = check({
    use_bias: 'False',
    unbias_data: 'auto',
    normalize_label: 'True',
    positive_example_weight_mult: '2.5',
    learning_rate: '1e-3',
  });
  expect(values).toMatchObject({
    use_bias: false,
    unbias_data: 'auto',
    normalize_label: true,
    positive_example_weight_mult: 2.5,
    learning_rate: 0.001,
  });
  expect(check({ positive_example_weight_mult: 'balanced' }).positive_example_weight_mult).toBe('balanced');
});

describe('what must go together', () => {
  test('several classes need their number', () => {
    const message =
      "For predictor_type 'multiclass_classifier', 'num_classes' should be set to a value greater than 2.";
    expect(() => schema.check({ predictor_type: 'multiclass_classifier' })).toThrow(message);
    expect(() => schema.check({ predictor_type: 'multiclass_classifier', num_classes: 2 })).toThrow(message);
    expect(schema.check({ predictor_type: 'multiclass_classifier', num_classes: '3' }).num_classes).toBe(3);
  });

  test.each(
    PREDICTOR_TYPES.flatMap((type) =>
      PREDICTOR_TYPES.flatMap((other) => LOSSES_OF[other].map((loss) => [type, loss] as const)),
    ),
  )('%s with %s', (predictor_type, loss) => {
    const checking = () => schema.check({ predictor_type, loss, num_classes: 5 });
    if (LOSSES_OF[predictor_type].some((one) => one === loss)) expect(checking().loss).toBe(loss);
    else
      expect(checking).toThrow(
        expect.objectContaining({ code: 'E_HYPERPARAMETERS', message: expect.stringContaining('loss') }),
      );
  });

  test.each([
    ['precision_at_target_recall', 'target_recall'],
    ['recall_at_target_precision', 'target_precision'],
  ])('%s needs %s', (binary_classifier_model_selection_criteria, target) => {
    expect(() => check({ binary_classifier_model_selection_criteria })).toThrow(target);
    expect(check({ binary_classifier_model_selection_criteria, [target]: '0.9' })).toMatchObject({ [target]: 0.9 });
  });

  test.each(['momentum', 'beta_1', 'beta_2'])('%s is below 1', (name) => {
    expect(check({ [name]: 0 })).toMatchObject({ [name]: 0 });
    expect(() => check({ [name]: '1' })).toThrow(name);
  });
});

test('every problem at once, each by its name', () => {
  const given = {
    predictor_type: 'classifier',
    wd: '-1',
    quantile: '1',
    unbias_data: 'maybe',
    positive_example_weight_mult: '0',
    epohcs: '3',
  };
  expect(() => schema.check(given)).toThrow(
    expect.objectContaining({
      issues: expect.objectContaining({ length: 6 }),
      message: expect.stringContaining('unbias_data'),
    }),
  );
});

test('fields with words of their own say what they accept', () => {
  expect(switchOrAuto({ default: 'auto', documentation: '' }).accepts).toBe('true or false, or auto');
  expect(positiveWeight({ default: 1, documentation: '' }).accepts).toBe('a number above 0, or balanced or auto');
});

test('the objective and its name in the log', () => {
  expect(objectiveOf(check({}))).toEqual({
    predictorType: 'binary_classifier',
    loss: 'logistic',
    parameter: 0,
    classes: 1,
  });
  expect(objectiveOf(check({ loss: 'hinge_loss', margin: 2 }))).toMatchObject({ loss: 'hinge_loss', parameter: 2 });
  const regressor = { predictor_type: 'regressor' };
  expect(objectiveOf(schema.check({ ...regressor, loss: 'huber_loss', huber_delta: 3 })).parameter).toBe(3);
  expect(objectiveOf(schema.check({ ...regressor, loss: 'quantile_loss', quantile: 0.9 })).parameter).toBe(0.9);
  expect(objectiveOf(schema.check({ ...regressor, loss: 'eps_insensitive_absolute_loss' })).parameter).toBe(0.01);
  expect(
    ['logistic', 'softmax_loss', 'squared_loss', 'absolute_loss', 'huber_loss'].map((loss) =>
      objectiveName(loss as 'logistic'),
    ),
  ).toEqual([
    'binary_classification_cross_entropy_objective',
    'multiclass_cross_entropy_objective',
    'mse_objective',
    'absolute_loss_objective',
    'huber_loss_objective',
  ]);
});
