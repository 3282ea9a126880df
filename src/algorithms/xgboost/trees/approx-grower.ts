import { type Csr, isCsr } from '../../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../../data/dense.js';
import type { BoostingKernels } from '../../../kernels/kernels.js';
import { ColumnSampler } from '../column-sampler.js';
import { cutSparse, gatherColumns } from './column-cuts.js';
import { growTree } from './grow-tree.js';
import type { GrowerInput } from './hist-grower.js';
import { RowSampler } from './row-sampler.js';
import { SparseRows, sortColumns } from './sparse-rows.js';
import type { TreeGrower } from './tree-grower.js';

export interface ApproxInput extends GrowerInput {
  /** The second derivative is the same for all rows, as of a squared error: XGBoost then cuts but once, and without sorting. */
  readonly constantHessian: boolean;
  /** So many trees after each other, those of one round, see the same sample of rows and columns. Default 1. */
  readonly treesTogether?: number;
  /** XGBoost 1.7 drew rows from the training's stream itself. */
  readonly rowsFromStream?: boolean;
}

/**
 * `tree_method=approx`: columns are cut anew for every tree, at quantiles by the second derivatives, so that bins are narrow where the loss curves most.
 */
export async function approxGrower(kernels: BoostingKernels, input: ApproxInput): Promise<TreeGrower> {
  const { features, weights, parameters, stream, constantHessian, treesTogether = 1 } = input;
  const rows = isCsr(features) ? features.rows : rowsOf(features);
  const columns = await gatherColumns(kernels, isCsr(features) ? features : withoutNaN(features));
  const sampler = new RowSampler(parameters, stream, input.rowsFromStream);
  const layoutFor = async (gradients: Float32Array) => {
    const hessians = new Float32Array(rows);
    for (let row = 0; row < rows; row++) hessians[row] = (gradients[2 * row + 1] as number) * (weights?.[row] ?? 1);
    const options = { weights: hessians, maxBins: parameters.max_bin, sorted: !constantHessian };
    const cuts = await cutSparse(kernels, columns, rows, options);
    return new SparseRows(kernels, await sortColumns(kernels, columns, cuts), cuts, rows);
  };
  let columnSampler: ColumnSampler | undefined;
  let layout: SparseRows | undefined;
  let sampled: Float32Array = new Float32Array(0);
  let trees = 0;
  return {
    atOnce: 1,
    async grow(gradients) {
      columnSampler ??= new ColumnSampler(stream.next(), parameters);
      const beginsRound = trees++ % treesTogether === 0;
      if (beginsRound) sampled = sampler.sample(gradients);
      else columnSampler.keep();
      if (layout === undefined || (beginsRound && !constantHessian)) layout = await layoutFor(sampled);
      return { ...(await growTree(layout, sampled, parameters, columnSampler)), seen: sampler.seen };
    },
  };
}

/** Every value an entry of its own, those that are NaN too. */
function withoutNaN(matrix: Dense): Csr {
  const [rows, cols] = [rowsOf(matrix), colsOf(matrix)];
  return {
    rows,
    cols,
    rowStarts: Uint32Array.from({ length: rows + 1 }, (_, row) => row * cols),
    columns: Uint32Array.from({ length: rows * cols }, (_, at) => at % cols),
    values: rowMajor(matrix),
  };
}
