import type { ExactKernels } from '../kernels.js';
import { checkEntries, checkRoute, checkSearch } from '../lengths/exact.js';
import { ours } from './ours.js';

/** See native/node/src/exact.rs. */
export interface ExactAddon {
  sortColumns(starts: Uint32Array, values: Float32Array, rows: Uint32Array): Promise<void>;
  findExactSplits(
    starts: Uint32Array,
    values: Float32Array,
    rows: Uint32Array,
    firstColumn: number,
    walks: Uint8Array,
    monotone: Int8Array | undefined,
    nodeOfRow: Int32Array,
    gradients: Float32Array,
    nodeSums: Float64Array,
    nodeGains: Float32Array,
    nodeBounds: Float32Array,
    allowed: Uint8Array | undefined,
    penalty: Float32Array,
    bestGains: Float32Array,
    bestColumns: Int32Array,
    bestValues: Float32Array,
    defaultLeft: Uint8Array,
  ): Promise<void>;
  routeRows(
    starts: Uint32Array,
    values: Float32Array,
    rows: Uint32Array,
    firstColumn: number,
    nodeOfRow: Int32Array,
    splitColumns: Int32Array,
    splitValues: Float32Array,
    goesLeft: Uint8Array,
  ): Promise<void>;
}

export function nativeExact(addon: ExactAddon): ExactKernels {
  return {
    sortColumns: async (entries) => {
      checkEntries(entries);
      await ours(() => addon.sortColumns(entries.starts, entries.values, entries.rows));
    },
    findExactSplits: async (search, best) => {
      checkSearch(search, best);
      const { starts, values, rows } = search.entries;
      const { lambda, alpha, maxDeltaStep, minChildWeight } = search.penalty;
      const penalty = Float32Array.of(lambda, alpha, maxDeltaStep, minChildWeight);
      const columns = [starts, values, rows, search.firstColumn, search.walks, search.monotone] as const;
      const data = [search.nodeOfRow, search.gradients] as const;
      const nodes = [search.nodeSums, search.nodeGains, search.nodeBounds, search.allowed] as const;
      const output = [best.gains, best.columns, best.values, best.defaultLeft] as const;
      await ours(() => addon.findExactSplits(...columns, ...data, ...nodes, penalty, ...output));
    },
    routeRows: async (input, goesLeft) => {
      checkRoute(input, goesLeft);
      const { starts, values, rows } = input.entries;
      const { firstColumn, nodeOfRow, splitColumns, splitValues } = input;
      const nodes = [nodeOfRow, splitColumns, splitValues] as const;
      await ours(() => addon.routeRows(starts, values, rows, firstColumn, ...nodes, goesLeft));
    },
  };
}
