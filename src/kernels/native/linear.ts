import {
  LINEAR_LOSSES,
  LINEAR_OPTIMIZERS,
  type LinearInput,
  type LinearKernels,
  type LinearRows,
  type LinearTraining,
} from '../kernels.js';
import { checkLosses, checkScores, checkTraining } from '../lengths/linear.js';
import { ours } from './ours.js';

/** Losses and optimizers travel as their place in the list. */
type CoreInput = Omit<LinearInput, 'loss'> & { readonly loss: number };
type CoreTraining = Omit<LinearTraining, 'optimizer'> & { readonly optimizer: number };

/** See native/node/src/linear.rs. */
export interface LinearAddon {
  trainLinear(
    input: CoreInput,
    training: CoreTraining,
    weights: Float32Array,
    gradients: Float32Array,
    first: Float32Array,
    second: Float32Array,
    losses: Float64Array,
  ): Promise<void>;
  addLinearLosses(
    input: CoreInput,
    weights: Float32Array,
    shift: number,
    stretch: number,
    outputs: Float32Array | undefined,
    losses: Float64Array,
  ): Promise<void>;
  linearScores(
    points: LinearRows,
    weights: Float32Array,
    bias: Float32Array,
    classes: number,
    scores: Float32Array,
  ): Promise<void>;
}

export function nativeLinear(addon: LinearAddon): LinearKernels {
  return {
    trainLinear: async (input, training, state, losses) => {
      checkTraining(input, training, state, losses);
      const { weights, gradients, first, second } = state;
      const core = { ...training, optimizer: LINEAR_OPTIMIZERS.indexOf(training.optimizer) };
      await ours(() => addon.trainLinear(toCore(input), core, weights, gradients, first, second, losses));
    },
    addLinearLosses: async (input, output) => {
      checkLosses(input, output);
      const { weights, shift, stretch } = input;
      await ours(() => addon.addLinearLosses(toCore(input), weights, shift, stretch, output.outputs, output.losses));
    },
    linearScores: async (input, scores) => {
      checkScores(input, scores);
      const { points, weights, bias, classes } = input;
      await ours(() => addon.linearScores(points, weights, bias, classes, scores));
    },
  };
}

function toCore(input: LinearInput): CoreInput {
  return { ...input, loss: LINEAR_LOSSES.indexOf(input.loss) };
}
