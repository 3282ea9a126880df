import type { Kernels } from '../../../kernels/kernels.js';
import type { XgboostModel } from '../../xgboost-model.js';
import { Booster } from '../booster.js';
import type { RowSet } from '../rows.js';
import type { NewTree } from './booster-in-training.js';

/** Margins of the channels after the latest round, so that a round costs what its own trees cost and not what all trees do. */
export class MarginCache {
  readonly #start: XgboostModel;
  readonly #kernels: Kernels;
  readonly #signal: AbortSignal | undefined;
  readonly #margins = new Map<RowSet, Float32Array>();

  private constructor(start: XgboostModel, kernels: Kernels, signal: AbortSignal | undefined) {
    this.#start = start;
    this.#kernels = kernels;
    this.#signal = signal;
  }

  /** @param start where training starts: a model without trees, or an earlier one */
  static async create(
    start: XgboostModel,
    channels: Iterable<RowSet>,
    { kernels, signal }: { readonly kernels: Kernels; readonly signal?: AbortSignal | undefined },
  ): Promise<MarginCache> {
    const cache = new MarginCache(start, kernels, signal);
    const booster = new Booster(start, kernels);
    for (const rows of new Set(channels)) {
      cache.#margins.set(rows, await booster.margins(rows.features, { signal }));
    }
    return cache;
  }

  /** `[rows, groups]`; whoever grows trees may add to it */
  of(rows: RowSet): Float32Array {
    return this.#margins.get(rows) as Float32Array;
  }

  /** Walks new trees for every channel, but not for those whose margins have them already. */
  async addTrees(grown: readonly NewTree[], except?: RowSet): Promise<void> {
    const added = new Booster(this.#modelOf(grown), this.#kernels);
    for (const [rows, baseMargins] of this.#margins) {
      if (rows === except) continue;
      this.#margins.set(rows, await added.margins(rows.features, { baseMargins, signal: this.#signal }));
    }
  }

  #modelOf(grown: readonly NewTree[]): XgboostModel {
    return {
      ...this.#start,
      booster: {
        kind: 'gbtree',
        trees: grown.map(({ tree }) => tree),
        treeGroups: Int32Array.from(grown, ({ group }) => group),
        iterationStarts: Int32Array.of(0, grown.length),
        numParallelTree: 1,
      },
    };
  }
}
