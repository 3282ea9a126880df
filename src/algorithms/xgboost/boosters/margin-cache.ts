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

  /** @param start where training starts: a model without trees, or an earlier one */
  constructor(start: XgboostModel, kernels: Kernels, signal?: AbortSignal) {
    this.#start = start;
    this.#kernels = kernels;
    this.#signal = signal;
  }

  /** `[rows, groups]`; its owner may add to it */
  async of(rows: RowSet): Promise<Float32Array> {
    const known = this.#margins.get(rows);
    if (known !== undefined) return known;
    const margins = await new Booster(this.#start, this.#kernels).margins(rows.features, { signal: this.#signal });
    this.#margins.set(rows, margins);
    return margins;
  }

  /** Walks new trees for every channel that has margins, but not for those whose margins have them already. */
  async addTrees(grown: readonly NewTree[], except: RowSet): Promise<void> {
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
