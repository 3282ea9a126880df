/** Whether the higher or the lower value of a criterion is the better one. */
export type Direction = 'higher' | 'lower';

export function isBetter(value: number, than: number, direction: Direction): boolean {
  return direction === 'higher' ? value > than : value < than;
}

export interface Verdict {
  readonly improved: boolean;
  readonly stop: boolean;
}

/**
 * Ends training when more than `patience` epochs, one after the other, did not improve. An epoch improves where it is better than the best of all earlier
 * epochs, also of those that improved too little to count, by at least `tolerance` of it.
 */
export class EarlyStopping {
  readonly #options: { readonly patience: number; readonly tolerance: number; readonly direction: Direction };
  #best: number | undefined;
  #without = 0;

  constructor(options: { readonly patience: number; readonly tolerance: number; readonly direction: Direction }) {
    this.#options = options;
  }

  /** @param value of the best model of this epoch */
  judge(value: number): Verdict {
    const { patience, tolerance, direction } = this.#options;
    const improved = this.#best === undefined || this.#gain(value) >= tolerance * Math.abs(this.#best);
    this.#without = improved ? 0 : this.#without + 1;
    if (this.#best === undefined || isBetter(value, this.#best, direction)) this.#best = value;
    return { improved, stop: this.#without > patience };
  }

  #gain(value: number): number {
    const gain = (this.#best as number) - value;
    const gained = this.#options.direction === 'higher' ? -gain : gain;
    // Where the best is 0, no gain is a share of it.
    return gained > 0 ? gained : Number.NEGATIVE_INFINITY;
  }
}
