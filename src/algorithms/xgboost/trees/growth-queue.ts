import type { TreeParameters } from './tree-parameters.js';

/** Less than this is no gain but rounding. */
const LEAST_GAIN = Math.fround(1e-6);

/** Nodes that are split at once, at most. */
const BATCH_NODES = 256;

/** A node that could be split, and how. */
export interface Candidate {
  readonly node: number;
  readonly depth: number;
  readonly gain: number;
  readonly leftSum: readonly [number, number];
  readonly rightSum: readonly [number, number];
}

type Limits = Pick<TreeParameters, 'gamma' | 'max_depth' | 'max_leaves' | 'grow_policy'>;

/** In which order nodes are split: level by level, or the one that gains most first. */
export class GrowthQueue<C extends Candidate> {
  readonly #limits: Limits;
  #waiting: C[] = [];
  #leaves = 1;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** @returns whether it gains enough to wait for its turn */
  push(candidate: C): boolean {
    if (!(candidate.gain > LEAST_GAIN)) return false;
    this.#waiting.push(candidate);
    return true;
  }

  /** The nodes whose turn it is, all of one level; none when the tree is done. */
  pop(): C[] {
    return this.#limits.grow_policy === 'lossguide' ? this.#popBest() : this.#popLevel();
  }

  /** Whether children of a node that is about to be split may be split in turn. */
  mayGrowBelow({ depth }: C): boolean {
    const { max_depth, max_leaves } = this.#limits;
    return !(max_depth > 0 && depth + 1 >= max_depth) && !(max_leaves > 0 && this.#leaves >= max_leaves);
  }

  /** The largest gain, of equal ones the node that has waited longest. A node that may not be split ends the tree: nothing that waits is better. */
  #popBest(): C[] {
    let best = 0;
    this.#waiting.forEach((candidate, at) => {
      const other = this.#waiting[best] as C;
      if (candidate.gain > other.gain || (candidate.gain === other.gain && candidate.node < other.node)) best = at;
    });
    const [candidate] = this.#waiting.splice(best, 1);
    return candidate !== undefined && this.#accept(candidate) ? [candidate] : [];
  }

  #popLevel(): C[] {
    const batch: C[] = [];
    const level = this.#waiting[0]?.depth;
    let taken = 0;
    while (batch.length < BATCH_NODES && this.#waiting[taken]?.depth === level && taken < this.#waiting.length) {
      const candidate = this.#waiting[taken++] as C;
      if (this.#accept(candidate)) batch.push(candidate);
    }
    this.#waiting.splice(0, taken);
    return batch;
  }

  #accept({ gain, depth, leftSum, rightSum }: C): boolean {
    const { gamma, max_depth, max_leaves } = this.#limits;
    if (leftSum[1] === 0 || rightSum[1] === 0 || gain < Math.fround(gamma)) return false;
    if ((max_depth > 0 && depth === max_depth) || (max_leaves > 0 && this.#leaves === max_leaves)) return false;
    this.#leaves++;
    return true;
  }
}
