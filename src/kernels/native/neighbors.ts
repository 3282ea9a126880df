import type { NeighborKernels } from '../kernels.js';
import { checkCodesOffer, checkHadamard, checkProjection, checkRowsOffer } from '../lengths/neighbors.js';
import { ours } from './ours.js';

/** See native/node/src/neighbors.rs. */
export interface NeighborAddon {
  offerRows(
    queries: Float32Array,
    rows: number,
    cols: number,
    k: number,
    innerProduct: boolean,
    values: Float32Array,
    sketch: Int16Array | undefined,
    sketchScale: number,
    halfNorms: Float32Array,
    rowIds: Int32Array,
    starts: Int32Array | undefined,
    lists: Int32Array | undefined,
    ids: Int32Array,
    distances: Float64Array,
  ): Promise<void>;
  offerCodes(
    queries: Float32Array,
    rows: number,
    cols: number,
    k: number,
    m: number,
    centres: Float32Array,
    codewords: Float32Array,
    codes: Uint8Array,
    codeIds: Int32Array,
    starts: Int32Array,
    lists: Int32Array,
    ids: Int32Array,
    distances: Float64Array,
  ): Promise<void>;
  projectRows(
    points: Float32Array,
    matrix: Float32Array,
    rows: number,
    cols: number,
    width: number,
    projected: Float32Array,
  ): Promise<void>;
  hadamardRows(values: Float32Array, rows: number, cols: number): Promise<void>;
}

export function nativeNeighbors(addon: NeighborAddon): NeighborKernels {
  return {
    offerRows: async (input, nearest) => {
      checkRowsOffer(input, nearest);
      const { queries, rows, cols, k, metric, panels, probes } = input;
      await ours(() =>
        addon.offerRows(
          ...([queries, rows, cols, k, metric === 'INNER_PRODUCT'] as const),
          ...([panels.values, panels.sketch?.values, panels.sketch?.scale ?? 1, panels.halfNorms, panels.ids] as const),
          ...([probes?.starts, probes?.lists] as const),
          ...([nearest.ids, nearest.distances] as const),
        ),
      );
    },
    offerCodes: async (input, nearest) => {
      checkCodesOffer(input, nearest);
      const { queries, rows, cols, k, m, centres, codewords, codes, ids, probes } = input;
      await ours(() =>
        addon.offerCodes(
          ...([queries, rows, cols, k, m, centres, codewords, codes, ids] as const),
          ...([probes.starts, probes.lists, nearest.ids, nearest.distances] as const),
        ),
      );
    },
    projectRows: async (input, projected) => {
      checkProjection(input, projected);
      const { points, matrix, rows, cols, width } = input;
      await ours(() => addon.projectRows(points, matrix, rows, cols, width, projected));
    },
    hadamardRows: async (input, values) => {
      checkHadamard(input, values);
      await ours(() => addon.hadamardRows(values, input.rows, input.cols));
    },
  };
}
