import type { ProjectionKernels } from '../kernels.js';
import { checkCross, checkProject, checkProjectSparse, checkSparseCross } from '../lengths/projection.js';
import { ours } from './ours.js';

/** See native/node/src/projection.rs. */
export interface ProjectionAddon {
  project(
    points: Float32Array,
    origin: Float64Array | undefined,
    axes: Float32Array,
    rows: number,
    cols: number,
    count: number,
    projections: Float32Array,
  ): Promise<void>;
  addCrossProducts(
    weights: Float32Array,
    points: Float32Array,
    origin: Float64Array | undefined,
    rows: number,
    cols: number,
    count: number,
    products: Float64Array,
  ): Promise<void>;
  projectSparse(
    rowStarts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    axes: Float32Array,
    rows: number,
    cols: number,
    count: number,
    projections: Float32Array,
  ): Promise<void>;
  addSparseCrossProducts(
    weights: Float32Array,
    rowStarts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    rows: number,
    cols: number,
    count: number,
    products: Float64Array,
  ): Promise<void>;
}

export function nativeProjection(addon: ProjectionAddon): ProjectionKernels {
  return {
    project: async (input, projections) => {
      checkProject(input, projections);
      const { points, origin, axes, rows, cols, count } = input;
      await ours(() => addon.project(points, origin, axes, rows, cols, count, projections));
    },
    addCrossProducts: async (input, products) => {
      checkCross(input, products);
      const { weights, points, origin, rows, cols, count } = input;
      await ours(() => addon.addCrossProducts(weights, points, origin, rows, cols, count, products));
    },
    projectSparse: async (input, projections) => {
      checkProjectSparse(input, projections);
      const { rowStarts, columns, values, axes, rows, cols, count } = input;
      await ours(() => addon.projectSparse(rowStarts, columns, values, axes, rows, cols, count, projections));
    },
    addSparseCrossProducts: async (input, products) => {
      checkSparseCross(input, products);
      const { weights, rowStarts, columns, values, rows, cols, count } = input;
      await ours(() => addon.addSparseCrossProducts(weights, rowStarts, columns, values, rows, cols, count, products));
    },
  };
}
