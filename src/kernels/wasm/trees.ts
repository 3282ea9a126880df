import type { RowsOfTrees, TreeKernels, TreeTable } from '../kernels.js';
import { checkContributions, checkInteractions, checkLeaves, checkMargins } from '../lengths/trees.js';
import type { NumericArray, Run, WasmInstance } from './instance.js';
import { pieceRows, pieces } from './pieces.js';

/** See native/wasm/src/trees.rs: `parts` is where a `TreeParts` lies. */
export interface TreeExports {
  add_margins(parts: number, margins: number): void;
  find_leaves(parts: number, leaves: number): void;
  add_contributions(parts: number, covers: number, modelCols: number, approximate: number, contributions: number): void;
  add_interactions(parts: number, covers: number, modelCols: number, interactions: number): void;
}

export function wasmTrees(run: Run, pieceBytes: number): TreeKernels {
  return {
    async addMargins(input, margins) {
      checkMargins(input, margins);
      await run((core) =>
        byPiece(core, pieceBytes, { ...input, output: margins, effort: WALK }, (parts, output) =>
          core.exports.add_margins(parts, output),
        ),
      );
    },
    async findLeaves(input, leaves) {
      checkLeaves(input, leaves);
      await run((core) =>
        byPiece(core, pieceBytes, { ...input, output: leaves, effort: WALK }, (parts, output) =>
          core.exports.find_leaves(parts, output),
        ),
      );
    },
    async addContributions(input, contributions) {
      checkContributions(input, contributions);
      const { covers, table, approximate } = input;
      await run((core) => {
        const known = core.copyIn(covers).address;
        return byPiece(core, pieceBytes, { ...input, output: contributions, effort: EXPLAIN }, (parts, output) =>
          core.exports.add_contributions(parts, known, table.cols, Number(approximate), output),
        );
      });
    },
    async addInteractions(input, interactions) {
      checkInteractions(input, interactions);
      const { covers, table } = input;
      const effort = EXPLAIN * (1 + table.usedColumns.length);
      await run((core) => {
        const known = core.copyIn(covers).address;
        return byPiece(core, pieceBytes, { ...input, output: interactions, effort }, (parts, output) =>
          core.exports.add_interactions(parts, known, table.cols, output),
        );
      });
    },
  };
}

/** Multiply-adds that one row costs under one tree. */
const WALK = 30;
const EXPLAIN = 20_000;

interface Work {
  readonly table: TreeTable;
  readonly rows: RowsOfTrees;
  /** `[rows, …]` */
  readonly output: Float32Array | Uint32Array;
  /** Per row and tree */
  readonly effort: number;
}

async function byPiece(
  core: WasmInstance,
  pieceBytes: number,
  { table, rows, output, effort }: Work,
  call: (parts: number, output: number) => void,
): Promise<void> {
  if (rows.rows === 0) return;
  const trees = copyTable(core, table);
  const parts = core.reserve(new Uint32Array(PARTS));
  const width = output.length / rows.rows;
  const perRow = Math.max(1, width, rows.values.length / rows.rows);
  const most = pieceRows(
    pieceBytes,
    rows.rows,
    Math.ceil(perRow),
    Math.ceil((effort * table.treeGroups.length) / perRow) + 1,
  );
  for await (const { from, to } of pieces(rows.rows, most)) {
    const piece = output.subarray(from * width, to * width);
    const slot = core.copyIn(piece);
    const { inputs, release } = copyRows(core, rows, from, to);
    core.write(parts, Uint32Array.of(...trees, ...inputs));
    call(parts.address, slot.address);
    core.read(slot, piece);
    release();
    core.free(slot);
  }
}

/** Numbers of a `TreeParts`. */
const PARTS = 20;

/** The first of them. */
function copyTable(core: WasmInstance, table: TreeTable): readonly number[] {
  const at = (values: NumericArray) => core.copyIn(values).address;
  const { groups, usedColumns, treeStarts, treeGroups, leftOffsets, slots, defaultLeft, values } = table;
  return [
    groups,
    at(usedColumns),
    usedColumns.length,
    at(treeStarts),
    at(treeGroups),
    treeGroups.length,
    at(leftOffsets),
    at(slots),
    at(defaultLeft),
    at(values),
    values.length,
    at(table.categoryStarts),
    at(table.categories),
    table.categories.length,
  ];
}

/** Rows `[from, to)` in linear memory, and the last numbers of a `TreeParts`. Null stands for the row starts of dense rows. */
function copyRows(core: WasmInstance, rows: RowsOfTrees, from: number, to: number) {
  const { cols } = rows;
  if (!('rowStarts' in rows)) {
    const slot = core.copyIn(rows.values.subarray(from * cols, to * cols));
    const inputs = [0, 0, slot.address, slot.length, to - from, cols];
    return { inputs, release: () => core.free(slot) };
  }
  const [first, last] = [rows.rowStarts[from] as number, rows.rowStarts[to] as number];
  const slots = [
    core.copyIn(rows.rowStarts.slice(from, to + 1).map((start) => start - first)),
    core.copyIn(rows.columns.subarray(first, last)),
    core.copyIn(rows.values.subarray(first, last)),
  ] as const;
  const inputs = [slots[0].address, slots[1].address, slots[2].address, last - first, to - from, cols];
  return {
    inputs,
    release: () => {
      for (const slot of slots) core.free(slot);
    },
  };
}
