import { type Csr, isCsr } from '../../../data/csr.js';
import type { Dense } from '../../../data/dense.js';
import type { BoostingKernels, MemoryKernels } from '../../../kernels/kernels.js';
import { ColumnSampler, drawsColumns } from '../column-sampler.js';
import type { MersenneTwister } from '../random-stream.js';
import { cutDense, cutSparse, gatherColumns } from './column-cuts.js';
import { type Bins, binDense, DenseRows } from './dense-rows.js';
import { growTree } from './grow-tree.js';
import type { RowLayout } from './row-layout.js';
import { RowSampler } from './row-sampler.js';
import { SparseRows, sortColumns } from './sparse-rows.js';
import type { TreeGrower } from './tree-grower.js';
import type { TreeParameters } from './tree-parameters.js';

/** Trees that are grown side by side: each keeps an order of all rows. */
const MOST_AT_ONCE = 8;
/** Sparse rows that fill more than this share are kept as dense ones: their bins take less room so. */
const DENSE_SHARE = 0.25;

export interface GrowerInput {
  /** NaN stands for no value, as does what a sparse row leaves out. */
  readonly features: Dense | Csr;
  /** `[rows]` */
  readonly weights?: Float32Array | undefined;
  readonly parameters: TreeParameters;
  /** The training's one random stream. */
  readonly stream: MersenneTwister;
  /** XGBoost 1.7 does not draw the columns of the first tree twice. */
  readonly columnsDrawnOnce?: boolean | undefined;
}

/**
 * `tree_method=hist`: columns are cut into bins once, at quantiles of the rows (by weight), and every tree splits between bins.
 *
 * @see Chen, Guestrin: XGBoost, a scalable tree boosting system (2016), and Ke et al.: LightGBM (2017) for histograms
 */
export async function histGrower(kernels: BoostingKernels & MemoryKernels, input: GrowerInput): Promise<TreeGrower> {
  const { parameters, stream } = input;
  const { newLayout, recycle } = await binOnce(kernels, input);
  const idle: RowLayout[] = [newLayout()];
  const sampler = new RowSampler(parameters, stream);
  let columns: ColumnSampler | undefined;
  return {
    atOnce: parameters.subsample < 1 || drawsColumns(parameters) ? 1 : MOST_AT_ONCE,
    async grow(gradients) {
      const rows = idle.pop() ?? newLayout();
      columns ??= firstColumns(rows.cols, input);
      const grown = await growTree(rows, sampler.sample(gradients), parameters, columns);
      idle.push(rows);
      return { ...grown, seen: sampler.seen };
    },
    ...(recycle && { recycle }),
  };
}

/** XGBoost draws the columns of a tree as soon as it makes its updater, and those of the first tree again when it grows it. */
function firstColumns(cols: number, { parameters, stream, columnsDrawnOnce }: GrowerInput): ColumnSampler {
  const columns = new ColumnSampler(stream.next(), parameters);
  if (!columnsDrawnOnce) columns.startTree(cols);
  return columns;
}

/** Bins that all trees share, and where the rows of one tree are. */
async function binOnce(
  kernels: BoostingKernels & MemoryKernels,
  { features, weights, parameters }: GrowerInput,
): Promise<{ newLayout(): RowLayout; recycle?(leafOfRow: Int32Array): void }> {
  const spareLeaves: Int32Array[] = [];
  const overBins = (bins: Bins) => ({
    newLayout: () => new DenseRows(kernels, bins, spareLeaves),
    recycle: (leafOfRow: Int32Array) => void spareLeaves.push(leafOfRow),
  });
  const options = { weights, maxBins: parameters.max_bin };
  if (!isCsr(features)) {
    return overBins(await binDense(kernels, features, await cutDense(kernels, features, options)));
  }
  const columns = await gatherColumns(kernels, features);
  const cuts = await cutSparse(kernels, columns, features.rows, options);
  if (columns.values.length > DENSE_SHARE * features.rows * features.cols) {
    return overBins(await binDense(kernels, features, cuts));
  }
  const sorted = await sortColumns(kernels, columns, cuts);
  return { newLayout: () => new SparseRows(kernels, sorted, cuts, features.rows) };
}
