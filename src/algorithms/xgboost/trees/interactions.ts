/**
 * Which columns a node may split on, where only those of one group may meet on a path: the columns that its path has used already, and every group that
 * has all of these.
 */
export class Interactions {
  readonly #groups: readonly ReadonlySet<number>[];
  /** By node, the columns used on the way to it. */
  readonly #used = new Map<number, ReadonlySet<number>>();
  readonly #rows: number;

  /** @param rows of the data: by an oversight of XGBoost the root may use as many columns as there are rows, and all below it go by the groups */
  constructor(groups: readonly (readonly number[])[], rows: number) {
    this.#groups = groups.map((group) => new Set(group));
    this.#rows = rows;
  }

  mayUse(node: number, column: number): boolean {
    const used = this.#used.get(node);
    if (used === undefined) return column < this.#rows;
    return (
      used.has(column) ||
      this.#groups.some((group) => group.has(column) && [...used].every((other) => group.has(other)))
    );
  }

  split(node: number, column: number, children: readonly number[]): void {
    const used = new Set([...(this.#used.get(node) ?? []), column]);
    for (const child of children) this.#used.set(child, used);
  }
}
