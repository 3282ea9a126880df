import {
  type LinearInput,
  type LinearKernels,
  type LinearRows,
  type LinearState,
  type LinearTraining,
  PANEL,
} from '../kernels.js';
import { checkLosses, checkScores, checkTraining } from '../lengths/linear.js';
import { lossOf, softmax } from '../linear-losses.js';

export const linearTwins: LinearKernels = {
  async trainLinear(input, training, state, losses) {
    checkTraining(input, training, state, losses);
    trainLinear(input, training, state, losses);
  },
  async addLinearLosses(input, output) {
    checkLosses(input, output);
    addLinearLosses(input, output);
  },
  async linearScores(input, scores) {
    checkScores(input, scores);
    linearScores(input, scores);
  },
};

type LossInput = Parameters<LinearKernels['addLinearLosses']>[0];
type LossOutput = Parameters<LinearKernels['addLinearLosses']>[1];
type ScoreInput = Parameters<LinearKernels['linearScores']>[0];

/** The twin of `LinearKernels.trainLinear`. */
export function trainLinear(
  input: LinearInput,
  training: LinearTraining,
  state: LinearState,
  losses: Float64Array,
): void {
  const { points, labels, rowWeights, models } = input;
  const { batchRows, rowsBefore, positiveWeights, steps, decays } = training;
  const row = new ScaledRow(input);
  const outputs = new Float64Array(models * input.classes);
  for (let index = 0; index < points.rows; index++) {
    const batch = Math.floor((rowsBefore + index) / batchRows);
    row.moveTo(index);
    row.multiply(state.weights, outputs);
    const label = labels[index] as number;
    const weight = rowWeights?.[index] ?? 1;
    // From here on `outputs` holds the derivatives of the loss by the outputs.
    addLosses(input, outputs, label, weight, losses.subarray(batch * models, (batch + 1) * models));
    for (let column = 0; column < outputs.length; column++) {
      const positive = label === 1 ? (positiveWeights?.[column] ?? 1) : 1;
      outputs[column] = (outputs[column] as number) * weight * positive;
    }
    row.addTimes(outputs, state.gradients);
    if ((rowsBefore + index + 1) % batchRows !== 0) continue;
    takeStep(steps.subarray(batch * decays.length), points.cols, training, state);
  }
}

/** The twin of `LinearKernels.addLinearLosses`. */
export function addLinearLosses(input: LossInput, { losses, outputs }: LossOutput): void {
  const { points, models, classes, labels, rowWeights, shift, stretch } = input;
  const row = new ScaledRow(input);
  const own = new Float64Array(models * classes);
  for (let index = 0; index < points.rows; index++) {
    row.moveTo(index);
    row.multiply(input.weights, own);
    for (let column = 0; column < own.length; column++) own[column] = shift + stretch * (own[column] as number);
    outputs?.set(own, index * own.length);
    addLosses(input, own, labels[index] as number, rowWeights?.[index] ?? 1, losses);
  }
}

/** Adds the loss of every model and turns its outputs into the derivatives of that loss. */
function addLosses(
  input: LinearInput,
  outputs: Float64Array,
  label: number,
  weight: number,
  losses: Float64Array,
): void {
  const { models, classes, loss, parameter } = input;
  for (let model = 0; model < models; model++) {
    if (loss === 'softmax_loss') {
      losses[model]! += weight * softmax(outputs.subarray(model * classes, (model + 1) * classes), label);
      continue;
    }
    const output = outputs[model] as number;
    const { value, slope } = lossOf(loss, output, label, parameter);
    // An output that is not finite, which some losses would forgive, makes NaN.
    losses[model]! += weight * value + 0 * output;
    outputs[model] = slope;
  }
}

/** One row at a time as the models see it, written out and scaled. */
class ScaledRow {
  readonly #input: LinearInput;
  readonly #values: Float64Array;

  constructor(input: LinearInput) {
    this.#input = input;
    this.#values = new Float64Array(input.points.cols);
  }

  moveTo(row: number): void {
    const values = this.#values;
    const { points, means, scales } = this.#input;
    values.fill(0);
    eachEntry(points, row, (column, value) => {
      values[column]! += value;
    });
    for (let column = 0; column < values.length; column++) {
      values[column] = ((values[column] as number) - (means[column] as number)) * (scales[column] as number);
    }
  }

  /** outputs = row . weights + bias */
  multiply(weights: Float32Array, outputs: Float64Array): void {
    const cols = this.#values.length;
    for (let column = 0; column < outputs.length; column++) {
      const at = startOf(column, cols);
      let sum = weights[at + cols * PANEL] as number;
      for (let feature = 0; feature < cols; feature++) {
        sum += (this.#values[feature] as number) * (weights[at + feature * PANEL] as number);
      }
      outputs[column] = sum;
    }
  }

  /** gradients += (row, 1) x slopes */
  addTimes(slopes: Float64Array, gradients: Float32Array): void {
    const cols = this.#values.length;
    for (let column = 0; column < slopes.length; column++) {
      const slope = slopes[column] as number;
      const at = startOf(column, cols);
      for (let feature = 0; feature < cols; feature++) {
        gradients[at + feature * PANEL]! += (this.#values[feature] as number) * slope;
      }
      gradients[at + cols * PANEL]! += slope;
    }
  }
}

/** Where the first weight of a column lies; the next one is {@link PANEL} further. */
function startOf(column: number, cols: number): number {
  return Math.floor(column / PANEL) * (cols + 1) * PANEL + (column % PANEL);
}

function eachEntry(points: LinearRows, row: number, visit: (column: number, value: number) => void): void {
  const { values, columns, rowStarts, cols } = points;
  if (columns === undefined || rowStarts === undefined) {
    for (let column = 0; column < cols; column++) visit(column, values[row * cols + column] as number);
    return;
  }
  const end = rowStarts[row + 1] as number;
  for (let entry = rowStarts[row] as number; entry < end; entry++) {
    visit(columns[entry] as number, values[entry] as number);
  }
}

const EPSILON = 1e-8;
const RMSPROP_DECAY = 0.9;

/** One step of the optimizer in every weight; the gradients are zero afterwards. */
function takeStep(
  steps: Float32Array,
  cols: number,
  { optimizer, decays, l1, biasStep, biasDecay, momentum, beta2, batchRows }: LinearTraining,
  { weights, gradients, first, second }: LinearState,
): void {
  for (let at = 0; at < weights.length; at++) {
    const row = Math.floor(at / PANEL) % (cols + 1);
    const column = Math.floor(at / (PANEL * (cols + 1))) * PANEL + (at % PANEL);
    const [stepTimes, decayTimes] = row === cols ? [biasStep, biasDecay] : [1, 1];
    const step = (steps[column] as number) * stepTimes;
    const weight = weights[at] as number;
    const penalty = (decays[column] as number) * weight + (l1[column] as number) * Math.sign(weight);
    const gradient = (gradients[at] as number) / batchRows + decayTimes * penalty;
    gradients[at] = 0;
    if (optimizer === 'sgd') {
      first[at] = momentum * (first[at] as number) - step * gradient;
      weights[at] = weight + (first[at] as number);
      continue;
    }
    const kept = optimizer === 'adam' ? beta2 : RMSPROP_DECAY;
    second[at] = kept * (second[at] as number) + (1 - kept) * gradient * gradient;
    if (optimizer === 'rmsprop') {
      weights[at] = weight - (step * gradient) / Math.sqrt((second[at] as number) + EPSILON);
      continue;
    }
    first[at] = momentum * (first[at] as number) + (1 - momentum) * gradient;
    weights[at] = weight - (step * (first[at] as number)) / (Math.sqrt(second[at] as number) + EPSILON);
  }
}

/** Float64 sums side by side: the products of two float32 are exact, so that only the order of addition decides the bits. */
const LANES = 8;

/** The twin of `LinearKernels.linearScores`. */
export function linearScores({ points, weights, bias, classes }: ScoreInput, scores: Float32Array): void {
  // A single output adds up its features in turns, so that eight can be added at once; several outputs are side by side already.
  const turns = classes === 1 ? LANES : 1;
  const sums = new Float64Array(turns * classes);
  for (let row = 0; row < points.rows; row++) {
    sums.fill(0);
    eachEntry(points, row, (column, value) => {
      for (let one = 0; one < classes; one++) {
        sums[(column % turns) * classes + one]! += value * (weights[column * classes + one] as number);
      }
    });
    for (let one = 0; one < classes; one++) {
      let sum = sums[one] as number;
      for (let turn = 1; turn < turns; turn++) sum += sums[turn * classes + one] as number;
      scores[row * classes + one] = sum + (bias[one] as number);
    }
  }
}
