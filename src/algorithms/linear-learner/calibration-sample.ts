import { Random } from '../../data/random.js';

/** Scores kept in memory for all models together: 256 MiB. */
const MOST_SCORES = 2 ** 26;

/**
 * Scores of all models on rows of one channel: all of them or, where there are too many, a sample in which every row has the same chance.
 * @see Vitter, Random sampling with a reservoir, 1985 (algorithm R)
 */
export class CalibrationSample {
  readonly #models: number;
  readonly #most: number;
  readonly #random: Random;
  /** `[models]`, each as long as the capacity */
  #scores: Float32Array[];
  #labels: Float32Array;
  #seen = 0;

  /** The same seed takes the same rows in every pass. */
  constructor(models: number, most: number | 'auto', seed: number) {
    this.#models = models;
    this.#most = Math.max(
      1,
      Math.min(most === 'auto' ? Number.POSITIVE_INFINITY : most, Math.floor(MOST_SCORES / models)),
    );
    this.#random = new Random(seed);
    this.#scores = Array.from({ length: models }, () => new Float32Array(0));
    this.#labels = new Float32Array(0);
  }

  /** @param scores `[rows, models]` @param labels `[rows]` */
  add(scores: Float32Array, labels: Float32Array): void {
    for (let row = 0; row < labels.length; row++) {
      const place = this.#seen < this.#most ? this.#seen : this.#random.integer(this.#seen + 1);
      this.#seen++;
      if (place >= this.#most) continue;
      if (place >= this.#labels.length) this.#grow();
      this.#labels[place] = labels[row] as number;
      for (let model = 0; model < this.#models; model++) {
        (this.#scores[model] as Float32Array)[place] = scores[row * this.#models + model] as number;
      }
    }
  }

  get labels(): Float32Array {
    return this.#labels.subarray(0, Math.min(this.#seen, this.#most));
  }

  scoresOf(model: number): Float32Array {
    return (this.#scores[model] as Float32Array).subarray(0, Math.min(this.#seen, this.#most));
  }

  #grow(): void {
    const capacity = Math.min(this.#most, Math.max(1024, 2 * this.#labels.length));
    const longer = (values: Float32Array) => {
      const copy = new Float32Array(capacity);
      copy.set(values);
      return copy;
    };
    this.#labels = longer(this.#labels);
    this.#scores = this.#scores.map(longer);
  }
}
