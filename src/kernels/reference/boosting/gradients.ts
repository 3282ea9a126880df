import type { BoostingKernels, RowLoss } from '../../kernels.js';
import { HISTOGRAM_CHUNK_ROWS } from '../../kernels.js';
import { checkLeafValues, checkLossGradients, checkSoftmax, checkSums } from '../../lengths/boosting.js';

const float = Math.fround;
const expf = (x: number): number => float(Math.exp(x));
const SMALLEST_HESSIAN = float(1e-16);

type Twins = Pick<BoostingKernels, 'lossGradients' | 'softmaxGradients' | 'sumGradients' | 'addLeafValues'>;

export const gradientTwins: Twins = {
  async lossGradients(input, gradients) {
    checkLossGradients(input, gradients);
    const { loss, parameter, positiveWeight, margins, labels, weights } = input;
    for (let row = 0; row < margins.length; row++) {
      const label = labels[row] as number;
      const weight = float((weights?.[row] ?? 1) * (label === 1 ? float(positiveWeight) : 1));
      const [first, second] = derivatives(loss, margins[row] as number, label, float(parameter));
      gradients[2 * row] = first * weight;
      gradients[2 * row + 1] = second * weight;
    }
  },

  async softmaxGradients(input, gradients) {
    checkSoftmax(input, gradients);
    const { margins, labels, weights, rows, classes } = input;
    for (let row = 0; row < rows; row++) {
      const own = margins.subarray(row * classes, (row + 1) * classes);
      // XGBoost starts from the smallest positive number, not from the lowest.
      const most = own.reduce((a, b) => Math.max(a, b), 2 ** -126);
      let sum = 0;
      for (const margin of own) sum += expf(float(margin - most));
      const given = labels[row] as number;
      const label = given >= 0 && given < classes ? given : 0;
      const weight = weights?.[row] ?? 1;
      for (let k = 0; k < classes; k++) {
        const share = float(expf(float((own[k] as number) - most)) / float(sum));
        const curvature = float(float(float(2 * share) * float(1 - share)) * weight);
        const at = 2 * (k * rows + row);
        gradients[at] = float(k === label ? share - 1 : share) * weight;
        gradients[at + 1] = Math.max(curvature, SMALLEST_HESSIAN);
      }
    }
  },

  async sumGradients(gradients, sums) {
    checkSums(gradients, sums);
    sums.fill(0);
    for (let begin = 0; begin < gradients.length; begin += 2 * HISTOGRAM_CHUNK_ROWS) {
      let [first, second] = [0, 0];
      const end = Math.min(gradients.length, begin + 2 * HISTOGRAM_CHUNK_ROWS);
      for (let at = begin; at < end; at += 2) {
        first += gradients[at] as number;
        second += gradients[at + 1] as number;
      }
      sums[0] = (sums[0] as number) + first;
      sums[1] = (sums[1] as number) + second;
    }
  },

  async addLeafValues(input, margins) {
    checkLeafValues(input, margins);
    const { leafOfRow, leafValues, groups, group } = input;
    for (let row = 0; row < leafOfRow.length; row++) {
      const at = row * groups + group;
      margins[at] = (margins[at] as number) + (leafValues[leafOfRow[row] as number] as number);
    }
  },
};

/** First and second derivative of the loss by the margin, each operation rounded to single precision as in XGBoost. */
function derivatives(loss: RowLoss, margin: number, label: number, parameter: number): readonly [number, number] {
  switch (loss) {
    case 'squarederror':
      return [float(margin - label), 1];
    case 'logistic': {
      const p = float(1 / float(expf(Math.min(-margin, float(88.7))) + 1));
      return [float(p - label), Math.max(float(p * float(1 - p)), SMALLEST_HESSIAN)];
    }
    case 'poisson':
      return [float(expf(margin) - label), expf(float(margin + parameter))];
    case 'gamma': {
      const ratio = float(label / expf(margin));
      return [float(1 - ratio), ratio];
    }
    case 'tweedie': {
      const [one, two] = [float(1 - parameter), float(2 - parameter)];
      const [a, b] = [expf(float(one * margin)), expf(float(two * margin))];
      return [float(float(-label * a) + b), float(float(float(-label * one) * a) + float(two * b))];
    }
  }
}
