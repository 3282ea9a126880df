import type { Kernels } from '../../../kernels/kernels.js';
import type { LinearBooster, XgboostModel } from '../../xgboost-model.js';
import { Booster } from '../booster.js';
import type { CoordinateDescent } from '../linear/coordinate-descent.js';
import type { RowSet } from '../rows.js';
import type { BoosterInTraining, NewTree } from './booster-in-training.js';

export interface LinearBoostingOptions {
  readonly descent: CoordinateDescent;
  /** Of an earlier model, or of none. */
  readonly start: XgboostModel;
  readonly train: RowSet;
  readonly groups: number;
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

/** Each round moves every weight of one linear model: there are no trees to show. */
export class LinearBoosting implements BoosterInTraining {
  readonly #options: LinearBoostingOptions;
  #rounds: number;

  constructor(options: LinearBoostingOptions) {
    this.#options = options;
    const { booster } = options.start;
    this.#rounds = booster.kind === 'gblinear' ? booster.boostedRounds : 0;
  }

  marginsToImprove(): Promise<Float32Array> {
    return this.margins(this.#options.train);
  }

  // biome-ignore lint/correctness/useYield: a linear round has nothing to show.
  async *improve(gradients: Float32Array): AsyncGenerator<NewTree, void, void> {
    await this.#options.descent.update(gradients, this.#options.signal);
    this.#rounds++;
  }

  margins(rows: RowSet): Promise<Float32Array> {
    const { start, kernels, signal } = this.#options;
    return new Booster({ ...start, booster: this.booster() }, kernels).margins(rows.features, { signal });
  }

  booster(): LinearBooster {
    const { start, descent, groups } = this.#options;
    // Columns that the training rows do not have keep a weight of 0; the biases stay last.
    const weights = new Float32Array((start.numFeature + 1) * groups);
    weights.set(descent.weights.subarray(0, descent.cols * groups));
    weights.set(descent.weights.subarray(descent.cols * groups), start.numFeature * groups);
    return { kind: 'gblinear', weights, groups, boostedRounds: this.#rounds };
  }
}
