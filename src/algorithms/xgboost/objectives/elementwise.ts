import { UserError } from '../../../errors.js';
import type { Kernels } from '../../../kernels/kernels.js';
import { rowsPerCall } from '../../work.js';
import { float, floatText } from './float32.js';
import type { Loss } from './losses.js';
import type { Objective, RowInfo } from './objective.js';

interface Options {
  /** What a row of label 1 counts for. */
  readonly scalePositives: number;
  readonly parameters: Objective['parameters'];
  /** Where they are given, the losses that have one are computed by them. */
  readonly kernels?: Kernels | undefined;
}

/** An objective whose loss is a sum over rows of one margin each. */
export function elementwise(name: string, loss: Loss, options: Options): Objective {
  const { scalePositives, parameters, kernels } = options;
  const scale = loss.scalesPositives ? float(scalePositives) : 1;
  return {
    name,
    groups: 1,
    defaultMetric: loss.defaultMetric,
    parameters,
    // The best constant is no longer the mean where the classes do not count the same.
    start: loss.start === 'mean' && scale !== 1 ? 'newton' : loss.start,
    checkLabels({ labels }) {
      const row = loss.accepts === undefined ? -1 : labels.findIndex((label) => !loss.accepts?.(label));
      if (row >= 0) throw labelRefused(loss.complaint as string, labels, row);
    },
    async gradients(margins, { labels, weights }, _round, out) {
      if (kernels !== undefined && loss.kernel !== undefined) {
        const input = { ...loss.kernel, positiveWeight: scale, margins, labels, ...(weights && { weights }) };
        return kernelGradients(kernels, input, out);
      }
      for (let row = 0; row < labels.length; row++) {
        const margin = margins[row] as number;
        const label = labels[row] as number;
        const prediction = loss.predict(margin);
        const weight = float((weights === undefined ? 1 : (weights[row] as number)) * (label === 1 ? scale : 1));
        out[2 * row] = float(loss.gradient(prediction, label, margin)) * weight;
        out[2 * row + 1] = float(loss.hessian(prediction, label, margin)) * weight;
      }
    },
    transform(margins) {
      for (let row = 0; row < margins.length; row++) margins[row] = loss.predict(margins[row] as number);
      return margins;
    },
    marginOf(baseScore) {
      if (loss.startsInside01 && !(baseScore > 0 && baseScore < 1)) throw notAProbability(baseScore);
      return float(loss.marginOf(float(baseScore)));
    },
    ...(loss.constantHessian && { constantHessian: true }),
    ...(loss.leafQuantile === undefined ? {} : { leafQuantile: loss.leafQuantile }),
  };
}

/** In XGBoost's words, and which row it was. */
export function labelRefused(complaint: string, labels: RowInfo['labels'], row: number): UserError {
  return new UserError('E_XGBOOST_LABEL', complaint, {
    where: { record: row },
    hint: `The label of that row, counted from 0, is ${floatText(labels[row] as number)}.`,
  });
}

function notAProbability(baseScore: number): UserError {
  return new UserError(
    'E_XGBOOST_BASE_SCORE',
    `base_score must be in (0,1) for logistic loss, got: ${floatText(baseScore)}`,
    { hint: 'Without base_score it is the mean of the labels: they must lie in [0,1], and not be all 0 or all 1.' },
  );
}

/** What the derivatives of a row cost, in multiply-adds. */
const OPERATIONS_PER_ROW = 64;

async function kernelGradients(
  kernels: Kernels,
  input: Parameters<Kernels['lossGradients']>[0],
  out: Float32Array,
): Promise<void> {
  const { margins, labels, weights } = input;
  const perCall = rowsPerCall(kernels, OPERATIONS_PER_ROW);
  for (let from = 0; from < labels.length; from += perCall) {
    const to = Math.min(labels.length, from + perCall);
    const piece = {
      ...input,
      margins: margins.subarray(from, to),
      labels: labels.subarray(from, to),
      ...(weights && { weights: weights.subarray(from, to) }),
    };
    await kernels.lossGradients(piece, out.subarray(2 * from, 2 * to));
  }
}
