import type { Pair } from '../../../kernels/tree-gains.js';

/** Single precision's largest number: no bound. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/**
 * Where predictions must rise (1) or fall (-1) with a column. Each split on such a column puts a wall between its sides, halfway between their answers, that
 * nothing below may cross.
 */
export class MonotoneConstraints {
  /** `[cols]` */
  readonly directions: Int8Array;
  readonly #bounds: Pair[] = [[-LARGEST, LARGEST]];

  constructor(directions: readonly number[], cols: number) {
    this.directions = new Int8Array(cols);
    this.directions.set(directions.slice(0, cols));
  }

  boundsOf(node: number): Pair {
    return this.#bounds[node] as Pair;
  }

  split(node: number, leftChild: number, column: number, [leftWeight, rightWeight]: Pair): void {
    const [low, high] = this.boundsOf(node);
    const wall = Math.fround(Math.fround(leftWeight + rightWeight) / 2);
    const direction = this.directions[column] as number;
    this.#bounds[leftChild] = [direction < 0 ? wall : low, direction > 0 ? wall : high];
    this.#bounds[leftChild + 1] = [direction > 0 ? wall : low, direction < 0 ? wall : high];
  }
}

/** Which columns may meet on the way to a leaf: those that share a set with all columns that were split on above. */
export class InteractionConstraints {
  readonly #sets: readonly ReadonlySet<number>[];
  /** By node: what was split on above it. */
  readonly #used: ReadonlySet<number>[] = [new Set()];
  /** By node; the root may use all. */
  readonly #allowed: (ReadonlySet<number> | undefined)[] = [undefined];

  constructor(sets: readonly (readonly number[])[]) {
    this.#sets = sets.map((set) => new Set(set));
  }

  allows(node: number, column: number): boolean {
    return this.#allowed[node]?.has(column) ?? true;
  }

  split(node: number, leftChild: number, column: number): void {
    const used = new Set(this.#used[node]).add(column);
    const allowed = new Set(used);
    for (const set of this.#sets) {
      if ([...used].every((other) => set.has(other))) for (const other of set) allowed.add(other);
    }
    for (const child of [leftChild, leftChild + 1]) {
      this.#used[child] = used;
      this.#allowed[child] = allowed;
    }
  }
}
