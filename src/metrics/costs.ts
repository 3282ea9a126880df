import { logGamma } from './log-gamma.js';

/** What one prediction costs, in single precision as XGBoost computes it, and what is made of the mean of all. */
export interface Cost {
  readonly of: (label: number, predicted: number) => number;
  readonly final?: (mean: number) => number;
}

const float = Math.fround;
const logf = (x: number): number => float(Math.log(x));
const log1pf = (x: number): number => float(Math.log1p(x));

const square = (x: number): number => float(x * x);
const squared: Cost = { of: (label, predicted) => square(float(label - predicted)), final: Math.sqrt };

/** Metrics that are a mean over rows, by XGBoost's names. */
export const COSTS = {
  rmse: squared,
  rmsle: { of: (label, predicted) => square(float(log1pf(label) - log1pf(predicted))), final: Math.sqrt },
  mae: { of: (label, predicted) => Math.abs(float(label - predicted)) },
  mape: { of: (label, predicted) => Math.abs(float(float(label - predicted) / label)) },
  mphe: { of: (label, predicted) => float(float(Math.sqrt(float(1 + square(float(label - predicted))))) - 1) },
  logloss: { of: (label, predicted) => float(part(label, predicted) + part(float(1 - label), float(1 - predicted))) },
  'poisson-nloglik': {
    of(label, predicted) {
      const mean = Math.max(predicted, SMALLEST_PROBABILITY);
      return float(float(float(logGamma(float(label + 1))) + mean) - float(logf(mean) * label));
    },
  },
  'gamma-nloglik': {
    of(label, predicted) {
      const mean = Math.max(predicted, SMALLEST_RATE);
      const theta = float(-1 / mean);
      return float(-float(float(label * theta) + logf(-theta)));
    },
  },
  'gamma-deviance': {
    of(label, predicted) {
      const [y, mean] = [float(label + SMALLEST_RATE), float(predicted + SMALLEST_RATE)];
      return float(float(logf(float(mean / y)) + float(y / mean)) - 1);
    },
    final: (mean) => 2 * mean,
  },
} as const satisfies Readonly<Record<string, Cost>>;

/** Share of the rows on the wrong side of a threshold. */
export function thresholdError(threshold = 0.5): Cost {
  const limit = float(threshold);
  return { of: (label, predicted) => (predicted > limit ? float(1 - label) : label) };
}

/** -ln of the Tweedie likelihood, up to what no prediction changes. */
export function tweedieLoss(variancePower: number): Cost {
  const power = float(variancePower);
  const [fromOne, fromTwo] = [float(1 - power), float(2 - power)];
  return {
    of(label, predicted) {
      const margin = logf(predicted);
      const first = float(float(label * float(Math.exp(float(fromOne * margin)))) / fromOne);
      return float(float(float(Math.exp(float(fromTwo * margin))) / fromTwo) - first);
    },
  };
}

/** A cost's mean over the rows. @param predicted `[rows]` @param labels `[rows]` @param weights `[rows]`, all 1 where absent */
export function meanCost(
  { of, final = (mean) => mean }: Cost,
  predicted: Float32Array,
  labels: Float32Array,
  weights?: Float32Array,
): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    sum += float(of(labels[row] as number, predicted[row] as number) * weight);
    total += weight;
  }
  return final(total === 0 ? sum : sum / total);
}

/** -share ln probability; nothing where the share is 0, whatever the probability. */
function part(share: number, probability: number): number {
  return share === 0 ? 0 : float(-share * logf(Math.max(probability, SMALLEST_PROBABILITY)));
}

const SMALLEST_PROBABILITY = float(1e-16);
const SMALLEST_RATE = float(1e-6);
