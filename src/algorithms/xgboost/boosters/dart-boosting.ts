import type { Kernels } from '../../../kernels/kernels.js';
import type { RegressionTree, TreeBooster, XgboostModel } from '../../xgboost-model.js';
import { Booster } from '../booster.js';
import type { Dropout } from '../dart.js';
import type { RowSet } from '../rows.js';
import type { TreeGrower } from '../trees/tree-grower.js';
import type { BoosterInTraining, NewTree } from './booster-in-training.js';
import type { Mend } from './mend.js';

export interface DartBoostingOptions {
  readonly grower: TreeGrower;
  readonly dropout: Dropout;
  readonly mend: Mend;
  /** Where training starts: a model without trees, or an earlier one */
  readonly start: XgboostModel;
  readonly train: RowSet;
  readonly groups: number;
  readonly numParallelTree: number;
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

/** Each round leaves some earlier trees out, grows its own at the gradients of the others, and weighs all of them anew. */
export class DartBoosting implements BoosterInTraining {
  readonly #options: DartBoostingOptions;
  readonly #trees: RegressionTree[] = [];
  readonly #groups: number[] = [];
  readonly #starts: number[] = [0];
  /** Margins of the whole model, until weights change. */
  readonly #margins = new Map<RowSet, Float32Array>();
  /** Where the round takes its gradients: without the dropped trees. */
  #toImprove: Float32Array = new Float32Array();

  constructor(options: DartBoostingOptions) {
    this.#options = options;
    const { booster } = options.start;
    if (booster.kind === 'gblinear') return;
    this.#trees.push(...booster.trees);
    this.#groups.push(...booster.treeGroups);
    this.#starts.splice(0, 1, ...booster.iterationStarts);
  }

  async marginsToImprove(): Promise<Float32Array> {
    const { dropout, train } = this.#options;
    const dropped = dropout.drop();
    const weights = dropout.weights;
    for (const tree of dropped) weights[tree] = 0;
    this.#toImprove = dropped.length === 0 ? await this.margins(train) : await this.#ask(train, weights);
    return this.#toImprove;
  }

  async *improve(gradients: Float32Array): AsyncGenerator<NewTree, void, void> {
    const { grower, mend, dropout, train, groups, numParallelTree } = this.#options;
    const { rows } = train.info;
    for (let group = 0; group < groups; group++) {
      const own = gradients.subarray(2 * rows * group, 2 * rows * (group + 1));
      for (let parallel = 0; parallel < numParallelTree; parallel++) {
        const tree = mend(await grower.grow(own), this.#toImprove);
        this.#trees.push(tree);
        this.#groups.push(group);
        yield { tree, group };
      }
    }
    dropout.add(groups * numParallelTree);
    this.#starts.push(this.#trees.length);
    this.#margins.clear();
  }

  async margins(rows: RowSet): Promise<Float32Array> {
    const known = this.#margins.get(rows);
    if (known !== undefined) return known;
    const margins = await this.#ask(rows, this.#options.dropout.weights);
    this.#margins.set(rows, margins);
    return margins;
  }

  booster(rounds = this.#starts.length - 1): TreeBooster {
    const end = this.#starts[rounds] as number;
    return {
      kind: 'dart',
      trees: this.#trees.slice(0, end),
      treeGroups: Int32Array.from(this.#groups.slice(0, end)),
      iterationStarts: Int32Array.from(this.#starts.slice(0, rounds + 1)),
      numParallelTree: this.#options.numParallelTree,
      treeWeights: this.#options.dropout.weights.slice(0, end),
    };
  }

  #ask(rows: RowSet, treeWeights: Float32Array): Promise<Float32Array> {
    const { start, kernels, signal } = this.#options;
    const model = { ...start, booster: { ...this.booster(), treeWeights } };
    return new Booster(model, kernels).margins(rows.features, { signal });
  }
}
