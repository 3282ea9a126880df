import type { EigenKernels } from '../kernels.js';
import { checkEigenvectors, checkOrthonormalise, checkTridiagonalise } from '../lengths/eigen.js';
import { ours } from './ours.js';

/** See native/node/src/eigen.rs. */
export interface EigenAddon {
  tridiagonalise(
    n: number,
    from: number,
    to: number,
    matrix: Float64Array,
    diagonal: Float64Array,
    offDiagonal: Float64Array,
    scales: Float64Array,
    pending: Float64Array,
  ): Promise<void>;
  eigenvectors(
    matrix: Float64Array,
    scales: Float64Array,
    rotations: Float64Array,
    sweeps: Int32Array,
    wanted: Int32Array,
    n: number,
    count: number,
    vectors: Float64Array,
  ): Promise<void>;
  orthonormalise(count: number, cols: number, vectors: Float64Array): Promise<number>;
}

export function nativeEigen(addon: EigenAddon): EigenKernels {
  return {
    tridiagonalise: async (steps, reduction) => {
      checkTridiagonalise(steps, reduction);
      const { n, from, to } = steps;
      const { matrix, diagonal, offDiagonal, scales, pending } = reduction;
      await ours(() => addon.tridiagonalise(n, from, to, matrix, diagonal, offDiagonal, scales, pending));
    },
    eigenvectors: async (input, vectors) => {
      checkEigenvectors(input, vectors);
      const { matrix, scales, rotations, sweeps, wanted, n, count } = input;
      await ours(() => addon.eigenvectors(matrix, scales, rotations, sweeps, wanted, n, count, vectors));
    },
    orthonormalise: async (input, vectors) => {
      checkOrthonormalise(input, vectors);
      return ours(() => addon.orthonormalise(input.count, input.cols, vectors));
    },
  };
}
