import type { Kernels } from '../../../kernels/kernels.js';
import { labelRefused } from './elementwise.js';
import { EPSILON, expf, float } from './float32.js';
import type { Objective, RowInfo } from './objective.js';

/**
 * Softmax: one margin per class, whose exponentials share the probability among them. Each round grows a tree per class. The true curvature couples the
 * classes; XGBoost takes twice its diagonal, which bounds it.
 */
export function multiclass(name: 'multi:softmax' | 'multi:softprob', classes: number, kernels?: Kernels): Objective {
  const probabilities = (margins: Float32Array) => {
    for (let from = 0; from < margins.length; from += classes) softmax(margins, from, from + classes);
    return margins;
  };
  return {
    name,
    groups: classes,
    defaultMetric: 'mlogloss',
    parameters: { softmax_multiclass_param: { num_class: String(classes) } },
    start: 'half',
    checkLabels({ labels }) {
      const row = labels.findIndex((label) => !(label >= 0 && label < classes));
      if (row >= 0) throw labelRefused('SoftmaxMultiClassObj: label must be in [0, num_class).', labels, row);
    },
    async gradients(margins, info, _round, out) {
      if (kernels !== undefined) return kernels.softmaxGradients({ ...info, margins, classes }, out);
      const point = new Float32Array(classes);
      for (let row = 0; row < info.rows; row++) {
        point.set(margins.subarray(row * classes, (row + 1) * classes));
        softmax(point);
        rowGradients(point, row, info, out);
      }
    },
    transform: name === 'multi:softprob' ? probabilities : (margins) => mostLikely(margins, classes),
    transformForMetrics: probabilities,
    marginOf: float,
  };
}

function rowGradients(probabilities: Float32Array, row: number, info: RowInfo, out: Float32Array): void {
  const weight = info.weights === undefined ? 1 : (info.weights[row] as number);
  // As XGBoost does, a label of 1.5 counts for no class at all.
  const label = info.labels[row] as number;
  for (let one = 0; one < probabilities.length; one++) {
    const p = probabilities[one] as number;
    const at = 2 * (one * info.rows + row);
    out[at] = float(label === one ? float(p - 1) : p) * weight;
    out[at + 1] = Math.max(float(float(float(2 * p) * float(1 - p)) * weight), EPSILON);
  }
}

/** The margins `from` to `to`, in place. */
function softmax(margins: Float32Array, from = 0, to = margins.length): void {
  let [largest, sum] = [-Infinity, 0];
  for (let one = from; one < to; one++) largest = Math.max(largest, margins[one] as number);
  for (let one = from; one < to; one++) {
    margins[one] = expf(float((margins[one] as number) - largest));
    sum += margins[one] as number;
  }
  const all = float(sum);
  for (let one = from; one < to; one++) margins[one] = (margins[one] as number) / all;
}

/** `[rows]`; among equal margins the first class. */
function mostLikely(margins: Float32Array, classes: number): Float32Array {
  return Float32Array.from({ length: margins.length / classes }, (_, row) => {
    let best = 0;
    for (let one = 1; one < classes; one++) {
      if ((margins[row * classes + one] as number) > (margins[row * classes + best] as number)) best = one;
    }
    return best;
  });
}
