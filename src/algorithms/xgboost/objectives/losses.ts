import type { RowLoss } from '../../../kernels/kernels.js';
import { EPSILON, expf, float, log1pf, logf, sigmoid } from './float32.js';
import type { StartingPoint } from './objective.js';

/** A loss that is summed over rows, each of which has one margin: all that boosting must know of it. */
export interface Loss {
  readonly defaultMetric: string;
  /** Margin to prediction, and back. */
  readonly predict: (margin: number) => number;
  readonly marginOf: (prediction: number) => number;
  /** Of the loss by the margin: the slope, */
  readonly gradient: (prediction: number, label: number, margin: number) => number;
  /** and the curvature. */
  readonly hessian: (prediction: number, label: number, margin: number) => number;
  readonly start: StartingPoint;
  readonly accepts?: (label: number) => boolean;
  /** XGBoost's words for a label that is not accepted. */
  readonly complaint?: string;
  /** `scale_pos_weight` counts for rows of label 1. */
  readonly scalesPositives?: true;
  /** Base scores must be probabilities. */
  readonly startsInside01?: boolean;
  readonly leafQuantile?: number;
  /** Every row curves alike. */
  readonly constantHessian?: true;
  /** The same as a kernel, which is faster. */
  readonly kernel?: { readonly loss: RowLoss; readonly parameter: number };
}

const identity = (value: number): number => value;

const byLogarithm = { predict: expf, marginOf: logf } as const;

/** ½ (p - y)²: the slope is the error itself, so a leaf answers with the mean of what is left over. */
const squaredError: Loss = {
  defaultMetric: 'rmse',
  predict: identity,
  marginOf: identity,
  gradient: (prediction, label) => prediction - label,
  hessian: () => 1,
  start: 'mean',
  scalesPositives: true,
  constantHessian: true,
  kernel: { loss: 'squarederror', parameter: 0 },
};

/** -y ln p - (1 - y) ln (1 - p), where the margin is the logarithm of the odds: again the slope is the error, while certain rows curve little. */
const logistic: Loss = {
  defaultMetric: 'rmse',
  predict: sigmoid,
  marginOf: (probability) => float(-logf(float(float(1 / probability) - 1))),
  gradient: (prediction, label) => prediction - label,
  hessian: (prediction) => Math.max(float(prediction * float(1 - prediction)), EPSILON),
  start: 'mean',
  accepts: (label) => label >= 0 && label <= 1,
  complaint: 'label must be in [0,1] for logistic regression',
  scalesPositives: true,
  startsInside01: true,
  kernel: { loss: 'logistic', parameter: 0 },
};

/** The same loss, but the user is told the margin. */
const logitRaw: Loss = {
  ...logistic,
  defaultMetric: 'logloss',
  predict: identity,
  marginOf: identity,
  startsInside01: false,
  gradient: (margin, label) => sigmoid(margin) - label,
  hessian: (margin, label) => logistic.hessian(sigmoid(margin), label, margin),
};

/** max(0, 1 - y p) with classes -1 and 1. It does not curve: each row short of its margin pulls with the same force. */
const hinge: Loss = {
  defaultMetric: 'error',
  predict: (margin) => (margin > 0 ? 1 : 0),
  marginOf: identity,
  gradient: (_class, label, margin) => (margin * (2 * label - 1) < 1 ? 1 - 2 * label : 0),
  hessian: (_class, label, margin) => (margin * (2 * label - 1) < 1 ? 1 : SMALLEST_NORMAL),
  start: 'newton',
};

/** ½ (ln (p + 1) - ln (y + 1))²: errors count by their ratio. */
const squaredLogError: Loss = {
  defaultMetric: 'rmsle',
  predict: identity,
  marginOf: identity,
  gradient(prediction, label) {
    const p = Math.max(prediction, LOWEST_LOG_ERROR);
    return float(float(log1pf(p) - log1pf(label)) / float(p + 1));
  },
  hessian(prediction, label) {
    const p = Math.max(prediction, LOWEST_LOG_ERROR);
    const plusOne = float(p + 1);
    return Math.max(float(float(float(log1pf(label) - log1pf(p)) + 1) / (plusOne * plusOne)), float(1e-6));
  },
  start: 'newton',
  accepts: (label) => label > -1,
  complaint: 'label must be greater than -1 for rmsle so that log(label + 1) can be valid.',
};

/** √(1 + (p - y)²) - 1: squared near the label, absolute far from it, and smooth. */
const pseudoHuber: Loss = {
  defaultMetric: 'mphe',
  predict: identity,
  marginOf: identity,
  gradient(prediction, label) {
    const error = float(prediction - label);
    return float(error / float(Math.sqrt(float(1 + float(error * error)))));
  },
  hessian(prediction, label) {
    const error = float(prediction - label);
    const scale = float(1 + float(error * error));
    return float(1 / float(scale * float(Math.sqrt(scale))));
  },
  start: 'newton',
};

/** |p - y|. The slope says the direction and nothing else, so the answers of the leaves are put right afterwards: the median of what is left over. */
const absoluteError: Loss = {
  defaultMetric: 'mae',
  predict: identity,
  marginOf: identity,
  gradient: (prediction, label) => Math.sign(float(prediction - label)),
  hessian: () => 1,
  start: 'median',
  constantHessian: true,
  leafQuantile: 0.5,
};

/** ln p + y / p: positive labels whose spread grows with their mean, such as the cost of a claim. */
const gamma: Loss = {
  ...byLogarithm,
  defaultMetric: 'gamma-deviance',
  gradient: (prediction, label) => float(1 - float(label / prediction)),
  hessian: (prediction, label) => float(label / prediction),
  start: 'mean',
  accepts: (label) => label > 0,
  complaint: 'label must be positive for gamma regression.',
  scalesPositives: true,
  kernel: { loss: 'gamma', parameter: 0 },
};

/** p - y ln p: counts. What an empty leaf would answer has no bound, so the curvature is taken a step further on, where it is larger. */
export function poisson(maxDeltaStep: number): Loss {
  const step = float(maxDeltaStep);
  return {
    ...byLogarithm,
    defaultMetric: 'poisson-nloglik',
    gradient: (prediction, label) => float(prediction - label),
    hessian: (_prediction, _label, margin) => expf(float(margin + step)),
    start: 'mean',
    accepts: (label) => label >= 0,
    complaint: 'PoissonRegression: label must be nonnegative',
    kernel: { loss: 'poisson', parameter: step },
  };
}

/** Between Poisson (power 1) and gamma (power 2): a heap of zeros and a long tail, such as claims per policy. */
export function tweedie(variancePower: number): Loss {
  const power = float(variancePower);
  const [fromOne, fromTwo] = [float(1 - power), float(2 - power)];
  const terms = (margin: number) => [expf(float(fromOne * margin)), expf(float(fromTwo * margin))] as const;
  return {
    ...byLogarithm,
    defaultMetric: `tweedie-nloglik@${variancePower}`,
    gradient(_prediction, label, margin) {
      const [first, second] = terms(margin);
      return float(float(-label * first) + second);
    },
    hessian(_prediction, label, margin) {
      const [first, second] = terms(margin);
      return float(float(float(-label * fromOne) * first) + float(fromTwo * second));
    },
    start: 'mean',
    accepts: (label) => label >= 0,
    complaint: 'TweedieRegression: label must be nonnegative',
    kernel: { loss: 'tweedie', parameter: power },
  };
}

/** Losses that depend on no hyperparameter. */
export const LOSSES = {
  'reg:squarederror': squaredError,
  'reg:linear': squaredError,
  'reg:logistic': logistic,
  'binary:logistic': { ...logistic, defaultMetric: 'logloss' },
  'binary:logitraw': logitRaw,
  'binary:hinge': hinge,
  'reg:squaredlogerror': squaredLogError,
  'reg:pseudohubererror': pseudoHuber,
  'reg:absoluteerror': absoluteError,
  'reg:gamma': gamma,
} as const satisfies Readonly<Record<string, Loss>>;

/** Below this the logarithm of p + 1 would have no value. */
const LOWEST_LOG_ERROR = float(-1 + 1e-6);
/** The smallest normal number of single precision. */
const SMALLEST_NORMAL = 2 ** -126;
