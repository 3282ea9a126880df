import { isMaximised } from './metric-names.js';
import type { Evaluation } from './evaluations.js';

export interface Watch {
  /** `validation` */
  readonly data: string;
  readonly metric: string;
  /** Rounds without an improvement that end the training. */
  readonly patience: number;
}

/** Watches one metric of one channel, round by round, and remembers the best. */
export class EarlyStopping {
  readonly #watch: Watch;
  readonly #sign: 1 | -1;
  #best: { readonly round: number; readonly score: number } | undefined;
  #sinceBest = 0;

  constructor(watch: Watch) {
    this.#watch = watch;
    this.#sign = isMaximised(watch.metric) ? 1 : -1;
  }

  get best(): { readonly round: number; readonly score: number } | undefined {
    return this.#best;
  }

  /** Hears of a round; says whether it should be the last. */
  isOver(round: number, evaluations: readonly Evaluation[]): boolean {
    const { data, metric, patience } = this.#watch;
    const score = evaluations.find((one) => one.data === data && one.metric === metric)?.value;
    if (score === undefined) return false;
    if (this.#best === undefined || this.#sign * score > this.#sign * this.#best.score) {
      this.#best = { round, score };
      this.#sinceBest = 0;
    } else this.#sinceBest++;
    return this.#sinceBest >= patience;
  }
}
