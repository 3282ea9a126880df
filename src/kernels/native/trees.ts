import type { RowsOfTrees, TreeKernels, TreeTable } from '../kernels.js';
import { checkContributions, checkInteractions, checkLeaves, checkMargins } from '../lengths/trees.js';
import { ours } from './ours.js';

/** See native/node/src/trees.rs. */
export interface TreeAddon {
  addMargins(table: TreeTable, rows: RowsOfTrees, margins: Float32Array): Promise<void>;
  findLeaves(table: TreeTable, rows: RowsOfTrees, leaves: Uint32Array): Promise<void>;
  addContributions(
    table: TreeTable,
    rows: RowsOfTrees,
    covers: Float32Array,
    approximate: boolean,
    contributions: Float32Array,
  ): Promise<void>;
  addInteractions(table: TreeTable, rows: RowsOfTrees, covers: Float32Array, interactions: Float32Array): Promise<void>;
}

export function nativeTrees(addon: TreeAddon): TreeKernels {
  return {
    addMargins: async (input, margins) => {
      checkMargins(input, margins);
      await ours(() => addon.addMargins(input.table, input.rows, margins));
    },
    findLeaves: async (input, leaves) => {
      checkLeaves(input, leaves);
      await ours(() => addon.findLeaves(input.table, input.rows, leaves));
    },
    addContributions: async (input, contributions) => {
      checkContributions(input, contributions);
      const { table, rows, covers, approximate } = input;
      await ours(() => addon.addContributions(table, rows, covers, approximate, contributions));
    },
    addInteractions: async (input, interactions) => {
      checkInteractions(input, interactions);
      const { table, rows, covers } = input;
      await ours(() => addon.addInteractions(table, rows, covers, interactions));
    },
  };
}
