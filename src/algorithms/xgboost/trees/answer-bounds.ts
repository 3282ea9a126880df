const LARGEST = 3.4028234663852886e38;

/** Between which two numbers the answers below a node must lie, so that predictions rise or fall with a column all over the tree. */
export class AnswerBounds {
  readonly #directions: ArrayLike<number>;
  readonly #ofNode = new Map<number, readonly [lowest: number, highest: number]>();

  /** @param directions 1 rising, -1 falling, 0 free; columns beyond them are free */
  constructor(directions: ArrayLike<number>) {
    this.#directions = directions;
  }

  /** Of the root, and of what stands above it: none to speak of. */
  of(node: number): readonly [lowest: number, highest: number] {
    return this.#ofNode.get(node) ?? [-LARGEST, LARGEST];
  }

  /** Answers of a rising column's left side stay below the middle of both sides' own, those of the right side above it. */
  split(node: number, column: number, left: Child, right: Child): void {
    const direction = this.#directions[column] ?? 0;
    const [lowest, highest] = this.of(node);
    const middle = Math.fround(Math.fround(left.weight + right.weight) / 2);
    this.#ofNode.set(
      left.node,
      direction > 0 ? [lowest, middle] : direction < 0 ? [middle, highest] : [lowest, highest],
    );
    this.#ofNode.set(
      right.node,
      direction > 0 ? [middle, highest] : direction < 0 ? [lowest, middle] : [lowest, highest],
    );
  }
}

interface Child {
  readonly node: number;
  /** The answer, before `eta`. */
  readonly weight: number;
}
