import { LINEAR_LOSSES, LINEAR_OPTIMIZERS, type LinearInput, type LinearKernels, type LinearRows } from '../kernels.js';
import { checkGradients, checkLosses, checkScores, checkStep } from '../lengths/linear.js';
import { ours } from './ours.js';

/** Losses and optimizers travel as their place in the list. */
type CoreInput = Omit<LinearInput, 'loss'> & { readonly loss: number };
type CoreStep = Omit<Parameters<LinearKernels['stepLinear']>[0], 'optimizer'> & { readonly optimizer: number };

/** See native/node/src/linear.rs. */
export interface LinearAddon {
  addLinearGradients(
    input: CoreInput,
    positiveWeights: Float32Array | undefined,
    gradients: Float32Array,
    losses: Float64Array,
  ): Promise<void>;
  addLinearLosses(
    input: CoreInput,
    shift: number,
    stretch: number,
    outputs: Float32Array | undefined,
    losses: Float64Array,
  ): Promise<void>;
  stepLinear(
    input: CoreStep,
    weights: Float32Array,
    gradients: Float32Array,
    first: Float32Array,
    second: Float32Array,
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
    addLinearGradients: async (input, accumulator) => {
      checkGradients(input, accumulator);
      const { gradients, losses } = accumulator;
      await ours(() => addon.addLinearGradients(toCore(input), input.positiveWeights, gradients, losses));
    },
    addLinearLosses: async (input, output) => {
      checkLosses(input, output);
      const { shift, stretch } = input;
      await ours(() => addon.addLinearLosses(toCore(input), shift, stretch, output.outputs, output.losses));
    },
    stepLinear: async (input, state) => {
      checkStep(input, state);
      const { weights, gradients, first, second } = state;
      const core = { ...input, optimizer: LINEAR_OPTIMIZERS.indexOf(input.optimizer) };
      await ours(() => addon.stepLinear(core, weights, gradients, first, second));
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
