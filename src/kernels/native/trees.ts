import type { RowsOfTrees, TreeKernels, TreeTable } from '../kernels.js';
import { checkContributions, checkInteractions, checkLeaves, checkMargins } from '../lengths/trees.js';
import { ours } from './ours.js';

/** The rows and the trees, as every call takes them. */
type Inputs = [
  rowStarts: Uint32Array,
  columns: Uint32Array,
  values: Float32Array,
  cols: number,
  groups: number,
  usedColumns: Uint32Array,
  treeStarts: Uint32Array,
  treeGroups: Int32Array,
  leftOffsets: Uint32Array,
  slots: Uint32Array,
  defaultLeft: Uint8Array,
  nodeValues: Float32Array,
  categoryStarts: Uint32Array,
  categories: Int32Array,
];

/** See native/node/src/trees.rs. */
export interface TreeAddon {
  addMargins(...inputs: [...Inputs, margins: Float32Array]): Promise<void>;
  findLeaves(...inputs: [...Inputs, leaves: Uint32Array]): Promise<void>;
  addContributions(
    ...inputs: [...Inputs, covers: Float32Array, modelCols: number, approximate: boolean, contributions: Float32Array]
  ): Promise<void>;
  addInteractions(
    ...inputs: [...Inputs, covers: Float32Array, modelCols: number, interactions: Float32Array]
  ): Promise<void>;
}

export function nativeTrees(addon: TreeAddon): TreeKernels {
  return {
    addMargins: async (input, margins) => {
      checkMargins(input, margins);
      await ours(() => addon.addMargins(...inputs(input), margins));
    },
    findLeaves: async (input, leaves) => {
      checkLeaves(input, leaves);
      await ours(() => addon.findLeaves(...inputs(input), leaves));
    },
    addContributions: async (input, contributions) => {
      checkContributions(input, contributions);
      const { covers, table, approximate } = input;
      await ours(() => addon.addContributions(...inputs(input), covers, table.cols, approximate, contributions));
    },
    addInteractions: async (input, interactions) => {
      checkInteractions(input, interactions);
      await ours(() => addon.addInteractions(...inputs(input), input.covers, input.table.cols, interactions));
    },
  };
}

/** Dense rows have no row starts. */
function inputs({ rows, table }: { readonly rows: RowsOfTrees; readonly table: TreeTable }): Inputs {
  const sparse = 'rowStarts' in rows ? ([rows.rowStarts, rows.columns] as const) : NO_ROWS;
  const { groups, usedColumns, treeStarts, treeGroups, leftOffsets, slots, defaultLeft } = table;
  const nodes = [leftOffsets, slots, defaultLeft, table.values, table.categoryStarts, table.categories] as const;
  return [...sparse, rows.values, rows.cols, groups, usedColumns, treeStarts, treeGroups, ...nodes];
}

const NO_ROWS = [new Uint32Array(0), new Uint32Array(0)] as const;
