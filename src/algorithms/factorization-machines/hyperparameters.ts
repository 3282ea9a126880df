import { boolean, choice, integer, real } from '../hyperparameter-fields.js';
import { defineHyperparameters, type HyperparametersOf, type Rule } from '../hyperparameter-schema.js';
import { internalHyperparameters } from '../internal-hyperparameters.js';

const INIT_METHODS = ['normal', 'uniform', 'constant'] as const;

const initMethod = (what: string) =>
  choice(INIT_METHODS, { default: 'normal', documentation: `How ${what} begin${what === 'the bias' ? 's' : ''}.` });
const sigma = (what: string, value: number) =>
  real({ min: 0, default: value, documentation: `Standard deviation that ${what} drawn with, for the method normal.` });
const scale = (what: string) =>
  real({ min: 0, documentation: `For the method uniform: ${what} drawn between minus that and that.` });
const value = (what: string) => real({ documentation: `Where ${what}, for the method constant.` });
const rate = (what: string, value: number) =>
  real({ min: 0, default: value, documentation: `Learning rate of ${what}.` });
const decay = (what: string, value: number) =>
  real({ min: 0, default: value, documentation: `Weight decay of ${what}: how strongly it is pulled towards 0.` });

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/fact-machines-hyperparameters.html */
const table = {
  feature_dim: integer({ min: 1, required: true, documentation: 'Features in a row.' }),
  num_factors: integer({ min: 1, required: true, documentation: 'Factors of each feature; 64 is a good start.' }),
  predictor_type: choice(['binary_classifier', 'regressor'], {
    required: true,
    documentation: 'binary_classifier learns labels 0 and 1 by cross entropy, regressor any numbers by squared error.',
  }),
  mini_batch_size: integer({ min: 1, default: 1000, documentation: 'Rows of one step of Adam.' }),
  epochs: integer({ min: 1, default: 1, documentation: 'Passes over the training data.' }),
  clip_gradient: real({
    documentation:
      'Gradients are cut to this in absolute value, weight decay included; below 0, and by default, not at all.',
  }),
  eps: real({ min: 0, documentation: "What Adam's divisor has added, so that it is never 0; default 1e-8." }),
  rescale_grad: real({
    documentation: 'What the gradients of a mini-batch, summed, are multiplied by; default one over its rows.',
  }),
  bias_lr: rate('the bias', 0.1),
  linear_lr: rate('the weights', 0.001),
  factors_lr: rate('the factors', 0.0001),
  bias_wd: decay('the bias', 0.01),
  linear_wd: decay('the weights', 0.001),
  factors_wd: decay('the factors', 0.00001),
  bias_init_method: initMethod('the bias'),
  bias_init_sigma: sigma('the bias is', 0.01),
  bias_init_scale: scale('the bias is'),
  bias_init_value: value('the bias begins'),
  linear_init_method: initMethod('the weights'),
  linear_init_sigma: sigma('the weights are', 0.01),
  linear_init_scale: scale('the weights are'),
  linear_init_value: value('the weights begin'),
  factors_init_method: initMethod('the factors'),
  factors_init_sigma: sigma('the factors are', 0.001),
  factors_init_scale: scale('the factors are'),
  factors_init_value: value('the factors begin'),
  use_bias: boolean({
    default: true,
    documentation: 'Without it the bias is 0 and stays 0. Packaged, not documented.',
  }),
  use_linear: boolean({
    default: true,
    documentation: 'Without it the weights are 0 and stay 0. Packaged, not documented.',
  }),
  batch_metrics_publish_interval: integer({
    min: 1,
    default: 500,
    documentation: 'Mini-batches between two of which the log tells the metrics. Packaged, not documented.',
  }),
  _optimizer: choice(['adam'], { default: 'adam', documentation: 'Packaged, not documented.' }),
  _learning_rate: real({
    min: 0,
    default: 1,
    documentation: 'Multiplies the three learning rates. Packaged, not documented.',
  }),
  _wd: real({ min: 0, default: 1, documentation: 'Multiplies the three weight decays. Packaged, not documented.' }),
} as const;

export type FactorizationMachinesHyperparameters = HyperparametersOf<typeof table>;

/** Groups of parameters, as the names of their hyperparameters begin. */
export const GROUPS = ['bias', 'linear', 'factors'] as const;

/** A method that has no value to go by is refused: what the container would do is not known. */
const rules = GROUPS.flatMap((group): Rule<FactorizationMachinesHyperparameters>[] => [
  needs(group, 'uniform', 'scale'),
  needs(group, 'constant', 'value'),
]);

function needs(
  group: (typeof GROUPS)[number],
  method: 'uniform' | 'constant',
  what: 'scale' | 'value',
): Rule<FactorizationMachinesHyperparameters> {
  const [methodName, valueName] = [`${group}_init_method`, `${group}_init_${what}`] as const;
  return {
    about: [methodName, valueName as keyof FactorizationMachinesHyperparameters],
    holds: (given) =>
      given[methodName] !== method || given[valueName as keyof FactorizationMachinesHyperparameters] !== undefined,
    message: `'${valueName}' is required when '${methodName}' is '${method}'.`,
    hint: `Set ${valueName}, or leave ${methodName} at normal.`,
  };
}

export const factorizationMachinesHyperparameters = defineHyperparameters(table, {
  rules,
  internal: {
    ...internalHyperparameters,
    _data_format: 'record',
    _learning_rate: '1.0',
    _use_full_symbolic: 'true',
    _wd: '1.0',
  },
});
