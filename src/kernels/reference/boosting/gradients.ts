import type { BoostingKernels, RowLoss } from '../../kernels.js';
import { HISTOGRAM_CHUNK_ROWS, MOST_STEPS } from '../../kernels.js';
import { checkLeafValues, checkLossGradients, checkMeasure, checkRound, checkSoftmax } from '../../lengths/boosting.js';

const float = Math.fround;
const expf = (x: number): number => float(Math.exp(x));
const SMALLEST_HESSIAN = float(1e-16);
/** Of 2^32. */
const GOLDEN_RATIO = 2_654_435_769;
/** Numbers whose sums are made side by side: both derivatives of every fourth row. */
const MEASURED_AT_ONCE = 8;

type Twins = Pick<
  BoostingKernels,
  'lossGradients' | 'softmaxGradients' | 'measureGradients' | 'roundGradients' | 'addLeafValues'
>;

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

  async measureGradients(gradients, extent) {
    checkMeasure(gradients, extent);
    const { sums, magnitudes, largest } = extent;
    for (const output of [sums, magnitudes, largest]) output.fill(0);
    for (let begin = 0; begin < gradients.length; begin += 2 * HISTOGRAM_CHUNK_ROWS) {
      const [chunkSums, chunkMagnitudes] = [new Float64Array(MEASURED_AT_ONCE), new Float64Array(MEASURED_AT_ONCE)];
      gradients.subarray(begin, begin + 2 * HISTOGRAM_CHUNK_ROWS).forEach((value, at) => {
        const size = Math.abs(value);
        increment(chunkSums, at % MEASURED_AT_ONCE, value);
        increment(chunkMagnitudes, at % MEASURED_AT_ONCE, size);
        if (size > (largest[at % 2] as number)) largest[at % 2] = size;
      });
      for (const which of [0, 1]) {
        increment(sums, which, sumOfEverySecond(chunkSums, which));
        increment(magnitudes, which, sumOfEverySecond(chunkMagnitudes, which));
      }
    }
  },

  async roundGradients(gradients, output) {
    checkRound(gradients, output);
    const { steps, units, sums } = output;
    sums.fill(0);
    gradients.forEach((value, at) => {
      const threshold = ((Math.imul(at >> 1, GOLDEN_RATIO) >>> 27) * 2 + 1) / 64;
      const step = Math.floor(float(float(value / (units[at % 2] as number)) + threshold));
      steps[at] = Math.max(-MOST_STEPS, Math.min(MOST_STEPS - 1, step));
      increment(sums, at % 2, (steps[at] as number) * (units[at % 2] as number));
    });
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

function increment(sums: Float64Array, at: number, by: number): void {
  sums[at] = (sums[at] as number) + by;
}

function sumOfEverySecond(values: Float64Array, first: number): number {
  return values.reduce((sum, value, at) => (at % 2 === first ? sum + value : sum), 0);
}

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
