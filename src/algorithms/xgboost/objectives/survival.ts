import { UserError } from '../../../errors.js';
import {
  type AftDistribution,
  accelerated,
  byAbsoluteLabel,
  type Interval,
  intervalOf,
} from '../../../metrics/survival.js';
import { expf, float, floatText, logf } from './float32.js';
import type { Objective } from './objective.js';

const exponential = (margins: Float32Array) => {
  for (let row = 0; row < margins.length; row++) margins[row] = expf(margins[row] as number);
  return margins;
};

/**
 * Accelerated failure time: the logarithm of the time until the event is the margin plus noise. What is known of a row is an interval that the time lies
 * in; a single number where the event was seen.
 *
 * @see https://arxiv.org/abs/2006.04920
 */
export function aft(distribution: AftDistribution, scale: number): Objective {
  const { gradient, hessian } = accelerated(distribution, float(scale));
  return {
    name: 'survival:aft',
    groups: 1,
    defaultMetric: 'aft-nloglik',
    parameters: {
      aft_loss_param: { aft_loss_distribution: distribution, aft_loss_distribution_scale: floatText(scale) },
    },
    start: 'half',
    checkLabels({ labels, labelLowerBounds }) {
      if (labelLowerBounds !== undefined || labels.every((label) => label !== 0)) return;
      throw new UserError('E_XGBOOST_LABEL', 'AFT: a time of 0 has no logarithm.', {
        where: { record: labels.indexOf(0) },
        hint: 'Labels are times above 0; a negative one says that nothing had happened until then.',
      });
    },
    async gradients(margins, info, _round, out) {
      for (let row = 0; row < info.rows; row++) {
        const known: Interval = intervalOf(info, row);
        const weight = info.weights === undefined ? 1 : (info.weights[row] as number);
        out[2 * row] = float(gradient(known, margins[row] as number)) * weight;
        out[2 * row + 1] = float(hessian(known, margins[row] as number)) * weight;
      }
    },
    transform: exponential,
    // Its metrics look at the margins.
    transformForMetrics: (margins) => margins,
    marginOf: (baseScore) => logf(float(baseScore)),
  };
}

/**
 * Cox's proportional hazards: of all who are still at risk when somebody's event comes, that it is this one. A negative label is the time until which
 * nothing had happened. Rows of equal time share the set at risk (Breslow).
 */
export const cox: Objective = {
  name: 'survival:cox',
  groups: 1,
  defaultMetric: 'cox-nloglik',
  parameters: {},
  start: 'newton',
  checkLabels: () => undefined,
  async gradients(margins, { labels, weights, rows }, _round, out) {
    const order = byAbsoluteLabel(labels);
    let atRisk = 0;
    for (const row of order) atRisk += expf(margins[row] as number);
    /** Sums over the events so far of 1 / atRisk, and of its square. */
    let [hazard, hazardSquares, leaving, previousRisk, previousTime] = [0, 0, 0, 0, 0];
    for (let at = 0; at < rows; at++) {
      const row = order[at] as number;
      const risk = Math.exp(margins[row] as number);
      const label = labels[row] as number;
      leaving += previousRisk;
      if (previousTime < Math.abs(label)) {
        atRisk -= leaving;
        leaving = 0;
      }
      if (label > 0) {
        hazard += 1 / atRisk;
        hazardSquares += 1 / (atRisk * atRisk);
      }
      const weight = weights === undefined ? 1 : (weights[row] as number);
      out[2 * row] = (risk * hazard - Number(label > 0)) * weight;
      out[2 * row + 1] = (risk * hazard - risk * risk * hazardSquares) * weight;
      previousTime = Math.abs(label);
      previousRisk = risk;
    }
  },
  transform: exponential,
  marginOf: (baseScore) => logf(float(baseScore)),
};
