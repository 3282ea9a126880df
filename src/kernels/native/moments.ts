import type { MomentKernels } from '../kernels.js';
import { checkMoments, checkSparseProducts } from '../lengths/moments.js';
import { ours } from './ours.js';

/** See native/node/src/moments.rs. */
export interface MomentAddon {
  addMoments(
    points: Float32Array,
    rows: number,
    cols: number,
    stride: number,
    chunkRows: number,
    seen: number,
    mean: Float64Array,
    scatter: Float64Array,
  ): Promise<void>;
  addSparseProducts(
    rowStarts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    cols: number,
    sums: Float64Array,
    products: Float64Array,
  ): Promise<void>;
}

export function nativeMoments(addon: MomentAddon): MomentKernels {
  return {
    addMoments: async (input, moments) => {
      checkMoments(input, moments);
      const { points, rows, cols, stride = cols, chunkRows, seen } = input;
      const { mean, scatter } = moments;
      await ours(() => addon.addMoments(points, rows, cols, stride, chunkRows, seen, mean, scatter));
    },
    addSparseProducts: async (rows, accumulator) => {
      checkSparseProducts(rows, accumulator);
      const { rowStarts, columns, values, cols } = rows;
      await ours(() =>
        addon.addSparseProducts(rowStarts, columns, values, cols, accumulator.sums, accumulator.products),
      );
    },
  };
}
