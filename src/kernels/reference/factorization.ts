import {
  type AdamSettings,
  type FactorizationKernels,
  type FactorizationState,
  SLOTS,
  type SparseRows,
} from '../kernels.js';
import { checkFill, checkScores, checkTraining } from '../lengths/factorization.js';
import { drawNormal, drawUniform } from './draws.js';

export const factorizationTwins: FactorizationKernels = {
  async factorizationScores(rows, parameters, scores) {
    checkScores(rows, parameters, scores);
    factorizationScores(rows, parameters, scores);
  },
  async trainFactorization(rows, labels, settings, state, scores) {
    checkTraining(rows, labels, settings, state, scores);
    trainFactorization(rows, labels, settings, state, scores);
  },
  async fillRandom(input, values) {
    checkFill(input, values);
    fillRandom(input, values);
  },
};

type ScoreParameters = Parameters<FactorizationKernels['factorizationScores']>[1];
type FillInput = Parameters<FactorizationKernels['fillRandom']>[0];

/** The twin of `FactorizationKernels.factorizationScores`. */
export function factorizationScores(rows: SparseRows, parameters: ScoreParameters, scores: Float32Array): void {
  const model = { ...parameters, slots: 1 };
  const sums = new Float64Array(model.width);
  for (let row = 0; row < rows.rows; row++) scores[row] = scoreRow(rows, row, model, sums.fill(0));
}

/** The twin of `FactorizationKernels.trainFactorization`. */
export function trainFactorization(
  rows: SparseRows,
  labels: Float32Array,
  settings: AdamSettings,
  state: FactorizationState,
  scores: Float32Array,
): void {
  const { width } = state;
  for (let from = 0, steps = settings.steps; from < rows.rows; from += settings.batchRows) {
    const to = Math.min(rows.rows, from + settings.batchRows);
    const model = { ...state, bias: state.bias[0] as number, slots: SLOTS };
    const sums = new Float64Array((to - from) * width);
    const gradients = new Float64Array(to - from);
    for (let row = from; row < to; row++) {
      const own = sums.subarray((row - from) * width, (row - from + 1) * width);
      scores[row] = scoreRow(rows, row, model, own);
      gradients[row - from] = lossGradient(settings.loss, scores[row] as number, labels[row] as number);
    }
    step(entriesByFeature(rows, from, to), gradients, sums, { ...settings, steps: ++steps }, state);
  }
}

/** A model alone, or one with Adam's moments between its numbers. */
interface Model {
  readonly bias: number;
  readonly linear: Float32Array;
  readonly factors: Float32Array;
  readonly width: number;
  readonly slots: number;
}

/**
 * The pairs are added as they come, every feature against the sum of those before it: that is half the square of the sum minus half the sum of
 * squares, without the cancellation. `sums` must come as zeros and leaves as the sum of `v x`.
 */
function scoreRow(rows: SparseRows, row: number, { bias, linear, factors, width, slots }: Model, sums: Float64Array) {
  let score = bias;
  const end = rows.rowStarts[row + 1] as number;
  for (let entry = rows.rowStarts[row] as number; entry < end; entry++) {
    const feature = rows.columns[entry] as number;
    const value = rows.values[entry] as number;
    score += (linear[feature * slots] as number) * value;
    for (let factor = 0; factor < width; factor++) {
      const term = (factors[feature * slots * width + factor] as number) * value;
      score += (sums[factor] as number) * term;
      sums[factor]! += term;
    }
  }
  return score;
}

function lossGradient(loss: AdamSettings['loss'], score: number, label: number): number {
  return (loss === 'squared' ? score : 1 / (1 + Math.exp(-score))) - label;
}

interface Entry {
  /** Counted from the start of the batch. */
  readonly row: number;
  readonly value: number;
}

function entriesByFeature(rows: SparseRows, from: number, to: number): Map<number, Entry[]> {
  const features = new Map<number, Entry[]>();
  for (let row = from; row < to; row++) {
    const end = rows.rowStarts[row + 1] as number;
    for (let at = rows.rowStarts[row] as number; at < end; at++) {
      const feature = rows.columns[at] as number;
      const entry = { row: row - from, value: rows.values[at] as number };
      const others = features.get(feature);
      if (others === undefined) features.set(feature, [entry]);
      else others.push(entry);
    }
  }
  return features;
}

/** @param settings with this step counted */
function step(
  features: ReadonlyMap<number, readonly Entry[]>,
  gradients: Float64Array,
  sums: Float64Array,
  settings: AdamSettings,
  { bias, linear, factors, width }: FactorizationState,
): void {
  const rescale = settings.rescale ?? 1 / gradients.length;
  adam(bias, 0, 1, rescale * gradients.reduce((sum, gradient) => sum + gradient, 0), 'bias', settings);
  for (const [feature, entries] of features) {
    let sum = 0;
    // The sum of a row's factors contains the feature's own: what that adds to the gradient is taken off again.
    let own = 0;
    const along = new Float64Array(width);
    for (const { row, value } of entries) {
      const weighted = (gradients[row] as number) * value;
      sum += weighted;
      own += weighted * value;
      for (let factor = 0; factor < width; factor++)
        along[factor]! += weighted * (sums[row * width + factor] as number);
    }
    adam(linear, feature * SLOTS, 1, rescale * sum, 'linear', settings);
    const first = feature * SLOTS * width;
    for (let factor = 0; factor < width; factor++) {
      const at = first + factor;
      adam(
        factors,
        at,
        width,
        rescale * ((along[factor] as number) - own * (factors[at] as number)),
        'factors',
        settings,
      );
    }
  }
}

const [BETA1, BETA2] = [0.9, 0.999];

/** One number at `at` moves; its two moments follow at a distance of `apart`. */
function adam(
  values: Float32Array,
  at: number,
  apart: number,
  lossGradient: number,
  group: keyof AdamSettings['learningRate'],
  { steps, learningRate, weightDecay, clip = Infinity, epsilon }: AdamSettings,
): void {
  const decayed = lossGradient + weightDecay[group] * (values[at] as number);
  const gradient = Math.max(-clip, Math.min(clip, decayed));
  const mean = BETA1 * (values[at + apart] as number) + (1 - BETA1) * gradient;
  const square = BETA2 * (values[at + 2 * apart] as number) + (1 - BETA2) * gradient * gradient;
  const rate = (learningRate[group] * Math.sqrt(1 - BETA2 ** steps)) / (1 - BETA1 ** steps);
  values[at + apart] = mean;
  values[at + 2 * apart] = square;
  values[at]! -= (rate * mean) / (Math.sqrt(square) + epsilon);
}

/** The twin of `FactorizationKernels.fillRandom`. */
export function fillRandom(input: FillInput, values: Float32Array): void {
  const { seed, from, distribution, scale, width, stride } = input;
  const draw = distribution === 'normal' ? drawNormal : drawUniform;
  for (let row = 0; row < values.length / stride; row++) {
    for (let column = 0; column < width; column++) {
      values[row * stride + column] = scale * draw(seed, from + row * width + column);
    }
  }
}
