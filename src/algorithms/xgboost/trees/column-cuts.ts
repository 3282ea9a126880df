import type { Csr } from '../../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../../data/dense.js';
import type { BoostingKernels, Cuts, SparseColumns } from '../../../kernels/kernels.js';

/** Values that are sketched in one kernel call. */
const VALUES_PER_CALL = 1 << 23;

/** How the columns are cut into bins, and which of them lack values. */
export interface ColumnCuts extends Cuts {
  /** `[cols]`, below every value of the column */
  readonly lowest: Float32Array;
  /** `[cols]`, rows that have a value */
  readonly present: Uint32Array;
}

interface Options {
  readonly weights?: Float32Array | undefined;
  readonly maxBins: number;
}

/** Cuts of dense rows, in which NaN stands for no value. */
export function cutDense(kernels: BoostingKernels, matrix: Dense, { weights, maxBins }: Options): Promise<ColumnCuts> {
  const [rows, cols, values] = [rowsOf(matrix), colsOf(matrix), rowMajor(matrix)];
  const perCall = Math.max(1, Math.floor(VALUES_PER_CALL / Math.max(1, rows)));
  const input = { values, rows, cols, maxBins, ...(weights && { weights }) };
  return cutAll(cols, perCall, Math.min(maxBins, Math.max(1, rows)), (from, to, output) =>
    kernels.cutRows({ ...input, from, to }, output),
  );
}

/** Cuts of sparse columns. `sorted` is how approx makes them from second derivatives. */
export function cutSparse(
  kernels: BoostingKernels,
  columns: SparseColumns,
  rows: number,
  { weights, maxBins, sorted = false }: Options & { readonly sorted?: boolean },
): Promise<ColumnCuts> {
  const { cols, columnStarts } = columns;
  let longest = 1;
  for (let col = 0; col < cols; col++) {
    longest = Math.max(longest, (columnStarts[col + 1] as number) - (columnStarts[col] as number));
  }
  const perCall = Math.max(1, Math.floor(VALUES_PER_CALL / Math.max(1, columns.values.length / cols)));
  const input = { columns, rows, maxBins, sorted, ...(weights && { weights }) };
  return cutAll(cols, perCall, Math.min(maxBins, longest), (from, to, output) =>
    kernels.cutColumns({ ...input, from, to }, output),
  );
}

type CutSome = (from: number, to: number, output: Parameters<BoostingKernels['cutRows']>[1]) => Promise<void>;

async function cutAll(cols: number, perCall: number, room: number, cut: CutSome): Promise<ColumnCuts> {
  const cutStarts = new Uint32Array(cols + 1);
  const lowest = new Float32Array(cols);
  const present = new Uint32Array(cols);
  const pieces: Float32Array[] = [];
  let bins = 0;
  for (let from = 0; from < cols; from += perCall) {
    const to = Math.min(cols, from + perCall);
    const counts = new Uint32Array(to - from);
    const values = new Float32Array((to - from) * room);
    await cut(from, to, { counts, values, present: present.subarray(from, to), lowest: lowest.subarray(from, to) });
    counts.forEach((count, at) => {
      pieces.push(values.slice(at * room, at * room + count));
      bins += count;
      cutStarts[from + at + 1] = bins;
    });
  }
  const cutValues = new Float32Array(bins);
  for (const [col, piece] of pieces.entries()) cutValues.set(piece, cutStarts[col]);
  return { cols, cutStarts, cutValues, lowest, present };
}

/** Where a split after that bin stands in the tree. */
export function splitValueOf({ cutStarts, cutValues, lowest }: ColumnCuts, column: number, bin: number): number {
  return (bin < 0 ? lowest[column] : cutValues[(cutStarts[column] as number) + bin]) as number;
}

/** The rows column by column. Entries that are NaN are no values. */
export async function gatherColumns(kernels: BoostingKernels, matrix: Csr): Promise<SparseColumns> {
  const { rows, cols, rowStarts } = matrix;
  const entries = rowStarts[rows] as number;
  const [columns, values] = [matrix.columns.subarray(0, entries), matrix.values.subarray(0, entries)];
  const gathered = {
    cols,
    columnStarts: new Uint32Array(cols + 1),
    entryRows: new Uint32Array(entries),
    values: new Float32Array(entries),
  };
  await kernels.gatherColumns({ rows, cols, rowStarts, columns, values }, gathered);
  const present = gathered.columnStarts[cols] as number;
  return {
    ...gathered,
    entryRows: gathered.entryRows.subarray(0, present),
    values: gathered.values.subarray(0, present),
  };
}
