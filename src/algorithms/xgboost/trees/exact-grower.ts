import type { Csr } from '../../../data/csr.js';
import type { Dense } from '../../../data/dense.js';
import { UserError } from '../../../errors.js';
import type { Kernels } from '../../../kernels/kernels.js';
import type { RegressionTree } from '../../xgboost-model.js';
import { ColumnSampler } from '../column-sampler.js';
import type { MersenneTwister } from '../random-stream.js';
import type { ExactParameters } from './exact-parameters.js';
import { ExactTree } from './exact-tree.js';
import { pruneTree } from './prune.js';
import { SortedColumns } from './sorted-columns.js';
import type { GrownTree, TreeGrower } from './tree-grower.js';

export interface ExactSurroundings {
  readonly kernels: Kernels;
  /** The one stream of the training, from which every tree draws its rows and the seed of its columns. */
  readonly stream: MersenneTwister;
  /** XGBoost up to 1.7 drew the seed of the columns before the rows, and took `colsample_bynode` for a share of the level; 3.0 draws it after them. */
  readonly columnSeedFirst: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The exact greedy way (`tree_method=exact`): every split between two different values of every column is tried. The columns are sorted once; one walk
 * over a sorted column then finds the best split of all nodes of a level. What gains less than `gamma` is pruned when the tree is grown.
 *
 * @see Chen and Guestrin (2016), XGBoost: A Scalable Tree Boosting System, algorithms 1 and 3
 */
export class ExactGrower implements TreeGrower {
  readonly atOnce = 1;
  readonly #columns: SortedColumns;
  readonly #parameters: ExactParameters;
  readonly #surroundings: ExactSurroundings;

  private constructor(columns: SortedColumns, parameters: ExactParameters, surroundings: ExactSurroundings) {
    this.#columns = columns;
    this.#parameters = parameters;
    this.#surroundings = surroundings;
  }

  /** @throws UserError E_XGBOOST_MAX_DEPTH, E_XGBOOST_MONOTONE_CONSTRAINTS, E_XGBOOST_SAMPLING, E_XGBOOST_COLSAMPLE_BYNODE, in XGBoost's words */
  static async create(
    features: Dense | Csr,
    parameters: ExactParameters,
    surroundings: ExactSurroundings,
  ): Promise<ExactGrower> {
    const columns = await SortedColumns.from(features, surroundings.kernels);
    refuse(parameters, columns.cols, surroundings);
    return new ExactGrower(columns, parameters, surroundings);
  }

  async grow(gradients: Float32Array): Promise<GrownTree> {
    const { drawn, columnSeed } = this.#draw(gradients);
    const sampler = new ColumnSampler(columnSeed, this.#parameters);
    sampler.startTree(this.#columns.cols);
    const growth = new ExactTree(this.#columns, this.#surroundings, this.#parameters, gradients, drawn);
    await growth.grow((depth) => sampler.columnsOf(depth));
    const tree = pruneTree(growth.tree.finish(), this.#parameters);
    return { tree, leafOfRow: leavesAfterPruning(growth.nodeOfRow, tree) };
  }

  #draw(gradients: Float32Array): { readonly drawn: Uint8Array; readonly columnSeed: number } {
    const { stream, columnSeedFirst } = this.#surroundings;
    if (columnSeedFirst) {
      const columnSeed = stream.next();
      return { drawn: this.#drawRows(gradients), columnSeed };
    }
    return { drawn: this.#drawRows(gradients), columnSeed: stream.next() };
  }

  /** Rows whose second derivative is negative are out, and cost no draw. */
  #drawRows(gradients: Float32Array): Uint8Array {
    const { subsample } = this.#parameters;
    const all = subsample >= 1;
    const drawn = new Uint8Array(this.#columns.rows);
    for (let row = 0; row < drawn.length; row++) {
      if ((gradients[2 * row + 1] as number) < 0) continue;
      drawn[row] = Number(all || this.#surroundings.stream.bernoulli(subsample));
    }
    return drawn;
  }
}

/** What XGBoost cannot do this way either. */
function refuse(
  { max_depth, monotone_constraints, colsample_bynode, subsample, sampling_method }: ExactParameters,
  cols: number,
  { columnSeedFirst }: ExactSurroundings,
): void {
  const hint = 'Set tree_method to hist.';
  if (max_depth === 0) {
    throw new UserError('E_XGBOOST_MAX_DEPTH', "exact tree method doesn't support unlimited depth.", { hint });
  }
  if ((monotone_constraints?.length ?? 0) > cols) {
    const message = 'The size of monotone constraint should be less or equal to the number of features.';
    throw new UserError('E_XGBOOST_MONOTONE_CONSTRAINTS', message, { hint: `There are ${cols} features.` });
  }
  if (subsample < 1 && sampling_method !== 'uniform') {
    const message = 'Only uniform sampling is supported, gradient-based sampling is only support by GPU Hist.';
    throw new UserError('E_XGBOOST_SAMPLING', message, { hint: 'Set sampling_method to uniform.' });
  }
  if (colsample_bynode !== 1 && !columnSeedFirst) {
    const message = 'column sample by node is not yet supported by the exact tree method';
    throw new UserError('E_XGBOOST_COLSAMPLE_BYNODE', message, { hint });
  }
}

/** Rows of a leaf that was pruned away belong to what has become the leaf above it. */
function leavesAfterPruning(nodeOfRow: Int32Array, { deleted, parents }: RegressionTree): Int32Array {
  if (deleted === undefined) return nodeOfRow;
  const standing = parents.slice();
  for (const [node, parent] of parents.entries()) {
    // Parents come first, so that theirs is settled.
    standing[node] = deleted[node] ? (standing[parent] as number) : node;
  }
  return nodeOfRow.map((node) => standing[node] as number);
}
