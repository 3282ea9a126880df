import type { BinCodes, HistogramLayout, TreeOfSplits, WholeTreeKernels } from '../kernels.js';
import { checkGrowTree } from '../lengths/whole-trees.js';
import { ours } from './ours.js';

interface Bins extends Omit<HistogramLayout, 'cols' | 'slots'> {
  readonly byColumn: BinCodes;
  readonly codes: BinCodes;
  readonly stride: number;
  readonly groups: number;
  readonly width: number;
}

interface Places extends TreeOfSplits {
  readonly order: Uint32Array;
  readonly scratch: Uint32Array;
  readonly pool: Float64Array;
}

/** See native/node/src/boosting/growth.rs. */
export interface WholeTreeAddon {
  growTree(bins: Bins, gradients: Float32Array, maxDepth: number, rules: Float32Array, places: Places): Promise<number>;
}

export function nativeWholeTrees(addon: WholeTreeAddon): Required<WholeTreeKernels> {
  return {
    growTree: async (input, output) => {
      checkGrowTree(input, output);
      const { gradients, rules, maxDepth, gamma } = input;
      const { lambda, alpha, minChildWeight, maxDeltaStep } = rules;
      const told = Float32Array.of(lambda, alpha, minChildWeight, maxDeltaStep, gamma);
      const bins = { ...input.bins, ...input.bins.layout };
      return ours(() => addon.growTree(bins, gradients, maxDepth, told, output));
    },
  };
}
