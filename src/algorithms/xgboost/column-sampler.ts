import { MersenneTwister } from './random-stream.js';

export interface ColumnShares {
  readonly colsample_bytree: number;
  readonly colsample_bylevel: number;
  readonly colsample_bynode: number;
}

/** Whether any column may be left out. */
export function drawsColumns({ colsample_bytree, colsample_bylevel, colsample_bynode }: ColumnShares): boolean {
  return Math.min(colsample_bytree, colsample_bylevel, colsample_bynode) < 1;
}

/** Which columns a tree, a level and a node may split on: each a random share of the set before, as XGBoost draws it. */
export class ColumnSampler {
  readonly #stream: MersenneTwister;
  readonly #shares: ColumnShares;
  #ofTree: Int32Array = new Int32Array(0);
  #ofLevel = new Map<number, Int32Array>();
  #isKept = false;

  /** @param seed a draw of the global stream */
  constructor(seed: number, shares: ColumnShares) {
    this.#stream = new MersenneTwister(seed);
    this.#shares = shares;
  }

  /** The next tree sees the columns of this one. */
  keep(): void {
    this.#isKept = true;
  }

  /** Draws the columns of a new tree. */
  startTree(columns: number): void {
    if (this.#isKept) {
      this.#isKept = false;
      return;
    }
    const all = Int32Array.from({ length: columns }, (_, column) => column);
    this.#ofTree = this.#sample(all, this.#shares.colsample_bytree);
    this.#ofLevel = new Map();
  }

  /** The columns of one node of a level, ascending. Draws anew with every call where `colsample_bynode` is below 1: call it once a node. */
  columnsOf(depth: number): Int32Array {
    let level = this.#ofLevel.get(depth);
    if (level === undefined) {
      level = this.#sample(this.#ofTree, this.#shares.colsample_bylevel);
      this.#ofLevel.set(depth, level);
    }
    return this.#sample(level, this.#shares.colsample_bynode);
  }

  #sample(columns: Int32Array, share: number): Int32Array {
    if (share === 1) return columns;
    const count = Math.max(1, Math.trunc(Math.fround(Math.fround(share) * columns.length)));
    const shuffled = columns.slice();
    this.#stream.shuffle(shuffled);
    return shuffled.slice(0, count).sort();
  }
}
