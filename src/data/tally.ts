export interface NumberSummary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** Counts and measures numbers, array by array. */
export class Tally {
  zeros = 0;
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #sum = 0;

  add(values: Float32Array): void {
    this.#measure(values);
  }

  /** Passes over NaN and infinities. @returns whether there were none */
  addFinite(values: Float32Array): boolean {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i] as number;
    const allFinite = Number.isFinite(sum);
    this.#measure(allFinite ? values : values.filter(Number.isFinite));
    return allFinite;
  }

  #measure(values: Float32Array): void {
    let [min, max, sum, zeros] = [this.#min, this.#max, 0, 0];
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros++;
      sum += value;
    }
    this.#min = min;
    this.#max = max;
    this.#sum += sum;
    this.#count += values.length;
    this.zeros += zeros;
  }

  summary(): NumberSummary {
    return { count: this.#count, min: this.#min, max: this.#max, mean: this.#sum / this.#count };
  }
}
