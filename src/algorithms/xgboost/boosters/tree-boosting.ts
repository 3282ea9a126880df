import type { Kernels } from '../../../kernels/kernels.js';
import type { RegressionTree, TreeBooster } from '../../xgboost-model.js';
import type { RowSet } from '../rows.js';
import { growSideBySide } from '../trees/grow-side-by-side.js';
import type { GrownTree, TreeGrower } from '../trees/tree-grower.js';
import type { BoosterInTraining, NewTree } from './booster-in-training.js';
import type { MarginCache } from './margin-cache.js';
import type { Mend } from './mend.js';

export interface TreeBoostingOptions {
  readonly kernels: Pick<Kernels, 'addLeafValues'>;
  readonly grower: TreeGrower;
  readonly mend: Mend;
  readonly groups: number;
  readonly train: RowSet;
  readonly caches: MarginCache;
  readonly numParallelTree: number;
  /** Training goes on from these. */
  readonly earlier?: TreeBooster | undefined;
}

/** Each round grows one tree per class at the gradients of all trees before it; of a forest, several. */
export class TreeBoosting implements BoosterInTraining {
  readonly #options: TreeBoostingOptions;
  readonly #trees: RegressionTree[];
  readonly #groups: number[];
  readonly #starts: number[];

  constructor(options: TreeBoostingOptions) {
    this.#options = options;
    const { earlier } = options;
    this.#trees = [...(earlier?.trees ?? [])];
    this.#groups = [...(earlier?.treeGroups ?? [])];
    this.#starts = [...(earlier?.iterationStarts ?? [0])];
  }

  marginsToImprove(): Promise<Float32Array> {
    return this.margins(this.#options.train);
  }

  async *improve(gradients: Float32Array): AsyncGenerator<NewTree, void, void> {
    const { kernels, grower, mend, groups, train, caches, numParallelTree } = this.#options;
    const { rows } = train.info;
    const margins = caches.of(train);
    const wanted = Array.from({ length: groups * numParallelTree }, (_, at) => {
      const group = Math.floor(at / numParallelTree);
      return gradients.subarray(2 * rows * group, 2 * rows * (group + 1));
    });
    const grown: (GrownTree & NewTree)[] = [];
    for await (const raw of growSideBySide(grower, wanted)) {
      const group = Math.floor(grown.length / numParallelTree);
      const tree = mend(raw, margins);
      grown.push({ tree, leafOfRow: raw.leafOfRow, group });
      yield { tree, group };
    }
    // Which leaf each row ended in is known: no tree has to be walked.
    for (const { tree, leafOfRow, group } of grown) {
      await kernels.addLeafValues({ leafOfRow, leafValues: tree.splitConditions, groups, group }, margins);
      grower.recycle?.(leafOfRow);
    }
    this.#trees.push(...grown.map(({ tree }) => tree));
    this.#groups.push(...grown.map(({ group }) => group));
    this.#starts.push(this.#trees.length);
    await caches.addTrees(grown, train);
  }

  async margins(rows: RowSet): Promise<Float32Array> {
    return this.#options.caches.of(rows);
  }

  booster(rounds = this.#starts.length - 1): TreeBooster {
    const end = this.#starts[rounds] as number;
    return {
      kind: 'gbtree',
      trees: this.#trees.slice(0, end),
      treeGroups: Int32Array.from(this.#groups.slice(0, end)),
      iterationStarts: Int32Array.from(this.#starts.slice(0, rounds + 1)),
      numParallelTree: this.#options.numParallelTree,
    };
  }
}
