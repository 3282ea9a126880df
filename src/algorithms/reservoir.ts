import type { Random } from '../data/random.js';

/**
 * An even sample of a stream whose length nobody knows: after n rows, every one of them is in it with the chance size / n. The first `size` rows
 * take the slots in order; row n after them takes the place of a random slot with the chance size / n. Where there are no more rows than slots, all
 * are kept, in their order.
 * @see Vitter, Random sampling with a reservoir, 1985 (algorithm R)
 */
export class Reservoir {
  readonly #size: number;
  readonly #random: Random;
  #seen = 0;

  constructor(size: number, random: Random) {
    this.#size = size;
    this.#random = random;
  }

  /** Rows in the sample. */
  get filled(): number {
    return Math.min(this.#seen, this.#size);
  }

  get seen(): number {
    return this.#seen;
  }

  /** The slots that the next rows take, by their index among them. Later rows may take the slot of earlier ones. */
  take(rows: number): readonly { readonly row: number; readonly slot: number }[] {
    const taken: { row: number; slot: number }[] = [];
    for (let row = 0; row < rows; row++) {
      const slot = this.#seen < this.#size ? this.#seen : this.#random.integer(this.#seen + 1);
      this.#seen++;
      if (slot < this.#size) taken.push({ row, slot });
    }
    return taken;
  }
}
