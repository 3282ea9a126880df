import { describe, expect, test } from 'vitest';
import { linearLearnerHyperparameters as schema } from '../../../../src/algorithms/linear-learner/hyperparameters.js';
import { LOSSES_OF, objectiveName, PREDICTOR_TYPES } from '../../../../src/algorithms/linear-learner/losses.js';
import { objectiveOf } from '../../../../src/algorithms/linear-learner/objective.js';
import { positiveWeight, switchOrAuto } from '../../../../src/algorithms/linear-learner/own-fields.js';
import { classes, numbers, run } from './helpers.js';

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

describe('each of them changes what is learned or told', () => {
  const [binary, regressor] = [{ predictor_type: 'binary_classifier' }, { predictor_type: 'regressor' }];
  const several = { predictor_type: 'multiclass_classifier', num_classes: 4 };
  const falling = { ...binary, lr_scheduler_step: 1, lr_scheduler_factor: 0.1 };
  const criterion = (binary_classifier_model_selection_criteria: string, given: object) => ({
    ...{ ...binary, binary_classifier_model_selection_criteria },
    ...given,
  });
  const cases: readonly [name: string, value: unknown, given: Record<string, unknown>][] = [
    ...Object.entries({
      ...{ mini_batch_size: 25, epochs: 1, use_bias: false, loss: 'hinge_loss', optimizer: 'sgd', learning_rate: 0.02 },
      ...{ wd: 0.5, l1: 0.1, beta_1: 0.5, beta_2: 0.9, bias_lr_mult: 3, bias_wd_mult: 3, use_lr_scheduler: false },
      ...{ lr_scheduler_step: 3, num_models: 4, num_calibration_samples: 20 },
      ...{ init_method: 'normal', init_scale: 0.5, init_bias: 2, normalize_data: false, unbias_data: false },
      ...{ num_point_for_scaler: 60, positive_example_weight_mult: 5 },
      binary_classifier_model_selection_criteria: 'f_beta',
    }).map(([name, value]): [string, unknown, typeof binary] => [name, value, binary]),
    ['num_classes', 5, several],
    ['balance_multiclass_weights', true, several],
    ['accuracy_top_k', 2, several],
    ['momentum', 0.9, { ...binary, optimizer: 'sgd' }],
    ['lr_scheduler_factor', 0.5, falling],
    ['lr_scheduler_minimum_lr', 0.01, falling],
    ['early_stopping_tolerance', 0.9, { ...regressor, epochs: 5, early_stopping_patience: 1 }],
    ['init_sigma', 0.5, { ...binary, init_method: 'normal' }],
    ['normalize_label', false, regressor],
    ['unbias_label', false, regressor],
    ['early_stopping_patience', 1, { ...binary, epochs: 5, learning_rate: 1e-9 }],
    ['target_recall', 0.3, criterion('precision_at_target_recall', { target_recall: 0.9 })],
    ['target_precision', 0.99, criterion('recall_at_target_precision', { target_precision: 0.6 })],
    ['f_beta', 5, criterion('f_beta', {})],
    ['margin', 3, { ...binary, loss: 'hinge_loss' }],
    ['quantile', 0.9, { ...regressor, loss: 'quantile_loss' }],
    ['loss_insensitivity', 0.5, { ...regressor, loss: 'eps_insensitive_absolute_loss' }],
    ['huber_delta', 0.1, { ...regressor, loss: 'huber_loss' }],
  ];

  const outcome = async (given: Record<string, unknown>) => {
    const noisy = ({ features, labels }: ReturnType<typeof classes>, count: number) => ({
      features,
      labels: labels.map((label, row) => (count > 1 && row % 7 === 0 ? (label + 1) % count : label)),
    });
    const count = { binary_classifier: 2, multiclass_classifier: 4 }[given.predictor_type as string];
    const rows = count === undefined ? numbers(200) : noisy(classes(count, 200), count);
    const { steps, epochs, model } = await run({ train: rows, validation: rows, given: { epochs: 2, ...given } });
    const told = [steps.map(({ metrics }) => metrics), epochs.map(({ bestValue }) => bestValue)];
    return JSON.stringify([told, model.describe(), [...model.bias]]);
  };

  test.each(cases)('%s %s', async (name, value, given) => {
    expect(await outcome({ ...given, [name]: value })).not.toBe(await outcome(given));
  });

  test('none is forgotten', () => {
    const untried = ['predictor_type', 'feature_dim'];
    const names = Object.keys(check({})).filter((name) => !name.startsWith('_'));
    expect([...cases.map(([name]) => name), ...untried]).toEqual(expect.arrayContaining(names));
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
