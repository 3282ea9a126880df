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
    this.#take(measure(values));
  }

  /** Passes over NaN and infinities. @returns whether there were none */
  addFinite(values: Float32Array): boolean {
    const all = measure(values);
    const allFinite = Number.isFinite(all.sum);
    this.#take(allFinite ? all : measure(values.filter(Number.isFinite)));
    return allFinite;
  }

  #take({ count, min, max, sum, zeros }: Measures): void {
    this.#count += count;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
    this.#sum += sum;
    this.zeros += zeros;
  }

  summary(): NumberSummary {
    return { count: this.#count, min: this.#min, max: this.#max, mean: this.#sum / this.#count };
  }
}

interface Measures {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly zeros: number;
}

/** Two of everything, so that nothing waits for the value before: one addition takes longer than all else that is done with a value. */
function measure(values: Float32Array): Measures {
  let [min, otherMin] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [max, otherMax] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let zeros = 0;
  let even = 0;
  let odd = 0;
  const count = values.length;
  for (let i = 0; i + 1 < count; i += 2) {
    const a = values[i] as number;
    const b = values[i + 1] as number;
    even += a;
    odd += b;
    if (a < min) min = a;
    if (b < otherMin) otherMin = b;
    if (a > max) max = a;
    if (b > otherMax) otherMax = b;
    if (a === 0) zeros++;
    if (b === 0) zeros++;
  }
  if (count % 2 === 1) {
    const last = values[count - 1] as number;
    even += last;
    if (last < min) min = last;
    if (last > max) max = last;
    if (last === 0) zeros++;
  }
  return { count, min: Math.min(min, otherMin), max: Math.max(max, otherMax), sum: even + odd, zeros };
}
