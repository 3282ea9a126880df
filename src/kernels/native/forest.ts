import type { ForestKernels } from '../kernels.js';
import { checkAddDepths, checkBound, checkGrow } from '../lengths/forest.js';
import { ours } from './ours.js';

/** See native/node/src/forest.rs. */
export interface ForestAddon {
  growTrees(
    samples: Float32Array,
    seeds: Uint32Array,
    size: number,
    cols: number,
    leafCounts: Int32Array,
    cutColumns: Int32Array,
    cutValues: Float32Array,
    leftLeaves: Int32Array,
    leafRows: Int32Array,
    masses: Int32Array,
  ): Promise<void>;
  boundCuts(
    cols: number,
    leafCounts: Int32Array,
    cutColumns: Int32Array,
    cutValues: Float32Array,
    leftLeaves: Int32Array,
    points: Float32Array,
    boxes: Float32Array,
    extents: Float64Array,
  ): Promise<void>;
  addInverseDepths(
    cols: number,
    leafCounts: Int32Array,
    cutColumns: Int32Array,
    cutValues: Float32Array,
    leftLeaves: Int32Array,
    leafPoints: Float32Array,
    boxes: Float32Array,
    extents: Float64Array,
    logMasses: Float64Array,
    points: Float32Array,
    sums: Float64Array,
  ): Promise<void>;
}

export function nativeForest(addon: ForestAddon): ForestKernels {
  return {
    growTrees: async (input, output) => {
      checkGrow(input, output);
      const { samples, seeds, size, cols } = input;
      const { leafCounts, cutColumns, cutValues, leftLeaves, leafRows, masses } = output;
      const cuts = [leafCounts, cutColumns, cutValues, leftLeaves] as const;
      await ours(() => addon.growTrees(samples, seeds, size, cols, ...cuts, leafRows, masses));
    },
    boundCuts: async (forest, output) => {
      checkBound(forest, output);
      const { cols, leafCounts, cutColumns, cutValues, leftLeaves, points } = forest;
      const arrays = [leafCounts, cutColumns, cutValues, leftLeaves, points] as const;
      await ours(() => addon.boundCuts(cols, ...arrays, output.boxes, output.extents));
    },
    addInverseDepths: async (input, sums) => {
      checkAddDepths(input, sums);
      const { forest, bounds, logMasses, points } = input;
      const { cols, leafCounts, cutColumns, cutValues, leftLeaves } = forest;
      const arrays = [leafCounts, cutColumns, cutValues, leftLeaves, forest.points] as const;
      const derived = [bounds.boxes, bounds.extents, logMasses] as const;
      await ours(() => addon.addInverseDepths(cols, ...arrays, ...derived, points, sums));
    },
  };
}
