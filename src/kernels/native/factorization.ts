import type { FactorizationKernels } from '../kernels.js';
import { checkFill, checkScores, checkTraining } from '../lengths/factorization.js';
import { ours } from './ours.js';

/** See native/node/src/factorization.rs. */
export interface FactorizationAddon {
  factorizationScores(
    rowStarts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    rows: number,
    features: number,
    bias: number,
    linear: Float32Array,
    factors: Float32Array,
    width: number,
    scores: Float32Array,
  ): Promise<void>;
  trainFactorization(
    rowStarts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    labels: Float32Array,
    rows: number,
    features: number,
    width: number,
    settings: {
      batchRows: number;
      logistic: boolean;
      steps: number;
      learningRates: number[];
      weightDecays: number[];
      rescale?: number | undefined;
      clip?: number | undefined;
      epsilon: number;
    },
    bias: Float32Array,
    linear: Float32Array,
    factors: Float32Array,
    scores: Float32Array,
  ): Promise<void>;
  fillRandom(
    seed: readonly number[],
    from: number,
    normal: boolean,
    scale: number,
    width: number,
    stride: number,
    values: Float32Array,
  ): Promise<void>;
}

export function nativeFactorization(addon: FactorizationAddon): FactorizationKernels {
  return {
    factorizationScores: async (input, parameters, scores) => {
      checkScores(input, parameters, scores);
      const { rowStarts, columns, values, rows, cols } = input;
      const { bias, linear, factors, width } = parameters;
      await ours(() =>
        addon.factorizationScores(
          ...([rowStarts, columns, values, rows, cols] as const),
          ...([bias, linear, factors, width, scores] as const),
        ),
      );
    },
    trainFactorization: async (input, labels, settings, state, scores) => {
      checkTraining(input, labels, settings, state, scores);
      const { rowStarts, columns, values, rows, cols } = input;
      const { loss, learningRate, weightDecay, ...rest } = settings;
      const flat = {
        ...rest,
        logistic: loss === 'logistic',
        learningRates: [learningRate.bias, learningRate.linear, learningRate.factors],
        weightDecays: [weightDecay.bias, weightDecay.linear, weightDecay.factors],
      };
      await ours(() =>
        addon.trainFactorization(
          ...([rowStarts, columns, values, labels, rows, cols, state.width, flat] as const),
          ...([state.bias, state.linear, state.factors, scores] as const),
        ),
      );
    },
    fillRandom: async (input, values) => {
      checkFill(input, values);
      const { seed, from, distribution, scale, width, stride } = input;
      await ours(() => addon.fillRandom(seed, from, distribution === 'normal', scale, width, stride, values));
    },
  };
}
