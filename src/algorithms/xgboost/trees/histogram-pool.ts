/** Room for the histograms of open nodes. It grows as nodes ask for it, and what a node gives back the next one takes. */
export class HistogramPool {
  values: Float64Array;
  readonly #length: number;
  readonly #indexOf = new Map<number, number>();
  #free: number[] = [];
  #count = 0;

  /** @param length numbers of a histogram */
  constructor(length: number) {
    this.#length = length;
    this.values = new Float64Array(length);
  }

  /** All nodes are forgotten. */
  reset(): void {
    this.#indexOf.clear();
    this.#free = Array.from({ length: this.#count }, (_, at) => this.#count - 1 - at);
  }

  indexOf(node: number): number {
    return this.#indexOf.get(node) as number;
  }

  /** @returns the histogram of the node: its own where it has one already, else a free one that holds anything */
  take(node: number): number {
    const index = this.#indexOf.get(node) ?? this.#free.pop() ?? this.#grow();
    this.#indexOf.set(node, index);
    return index;
  }

  /** The child goes on with the histogram of its parent. */
  inherit(child: number, parent: number): void {
    this.#indexOf.set(child, this.indexOf(parent));
    this.#indexOf.delete(parent);
  }

  release(node: number): void {
    const index = this.#indexOf.get(node);
    if (index === undefined) return;
    this.#indexOf.delete(node);
    this.#free.push(index);
  }

  #grow(): number {
    const index = this.#count++;
    if (this.values.length < this.#count * this.#length) {
      const larger = new Float64Array(2 * this.values.length);
      larger.set(this.values);
      this.values = larger;
    }
    return index;
  }
}
