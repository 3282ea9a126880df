import { UserError } from '../../../errors.js';
import type { RegressionTree, TreeBooster } from '../../xgboost-model.js';
import type { RowSet } from '../rows.js';
import { leavesOf } from '../trees/leaves-of.js';
import { pruneTree } from '../trees/prune.js';
import { type RefreshParameters, refreshTree } from '../trees/refresh.js';
import type { BoosterInTraining, NewTree } from './booster-in-training.js';
import type { MarginCache } from './margin-cache.js';

export interface TreeUpdatingOptions {
  /** `refresh`, `prune`, in the order in which they are applied */
  readonly updaters: readonly string[];
  readonly parameters: RefreshParameters & { readonly gamma: number; readonly max_depth: number };
  readonly earlier: TreeBooster;
  readonly train: RowSet;
  readonly groups: number;
  /** Without any tree at the beginning. */
  readonly caches: MarginCache;
}

/** `process_type=update`: each round takes the trees of the same round of an earlier model and changes them; none is grown. */
export class TreeUpdating implements BoosterInTraining {
  readonly #options: TreeUpdatingOptions;
  readonly #trees: RegressionTree[] = [];

  constructor(options: TreeUpdatingOptions) {
    this.#options = options;
  }

  marginsToImprove(): Promise<Float32Array> {
    return this.margins(this.#options.train);
  }

  async *improve(gradients: Float32Array, round: number): AsyncGenerator<NewTree, void, void> {
    const { earlier, caches } = this.#options;
    const { trees, treeGroups, iterationStarts } = earlier;
    const [from, to] = [iterationStarts[round], iterationStarts[round + 1]];
    if (from === undefined || to === undefined) throw tooFewRounds(iterationStarts.length - 1);
    const updated: NewTree[] = [];
    for (let at = from; at < to; at++) {
      const group = treeGroups[at] as number;
      const tree = this.#update(trees[at] as RegressionTree, this.#own(gradients, group));
      updated.push({ tree, group });
      yield { tree, group };
    }
    this.#trees.push(...updated.map(({ tree }) => tree));
    await caches.addTrees(updated);
  }

  async margins(rows: RowSet): Promise<Float32Array> {
    return this.#options.caches.of(rows);
  }

  booster(rounds?: number): TreeBooster {
    const { earlier } = this.#options;
    const starts = earlier.iterationStarts.filter((start) => start <= this.#trees.length);
    const end = starts[rounds ?? starts.length - 1] as number;
    return {
      ...earlier,
      trees: this.#trees.slice(0, end),
      treeGroups: earlier.treeGroups.slice(0, end),
      iterationStarts: starts.slice(0, (rounds ?? starts.length - 1) + 1),
    };
  }

  #own(gradients: Float32Array, group: number): Float32Array {
    const { rows } = this.#options.train.info;
    return gradients.subarray(2 * rows * group, 2 * rows * (group + 1));
  }

  #update(tree: RegressionTree, gradients: Float32Array): RegressionTree {
    const { updaters, parameters, train } = this.#options;
    return updaters.reduce((before, name) => {
      if (name === 'prune') return pruneTree(before, parameters);
      return refreshTree(before, leavesOf(before, train.features), gradients, parameters);
    }, tree);
  }
}

function tooFewRounds(rounds: number): UserError {
  return new UserError('E_XGBOOST_UPDATE', `The earlier model has ${rounds} rounds to update, fewer than num_round.`, {
    hint: `Set num_round to ${rounds} or less.`,
  });
}
