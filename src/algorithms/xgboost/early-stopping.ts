import type { Evaluation, Metrics } from './evaluations.js';
import type { XgboostHyperparameters } from './hyperparameter-table.js';
import { isMaximised } from './metric-names.js';
import type { RowSet } from './rows.js';
import { isAtLeast } from './versions.js';

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

  /**
   * What the container would watch: the last metric of the last channel. Since image 1.3-1 only a metric that the job names, and only where there is a
   * validation channel.
   */
  static of(
    hyperparameters: XgboostHyperparameters,
    watched: readonly RowSet[],
    metrics: Metrics,
    warn: (message: string) => void,
  ): EarlyStopping | undefined {
    const { early_stopping_rounds: patience, _image_version: version } = hyperparameters;
    if (patience === undefined) return undefined;
    const data = watched.at(-1)?.name as string;
    const metric = metrics.stoppingMetric;
    if (!isAtLeast(version, '1.3-1'))
      return new EarlyStopping({ data, metric: metric ?? (metrics.names.at(-1) as string), patience });
    if (metric !== undefined && data === 'validation') return new EarlyStopping({ data, metric, patience });
    const what = metric === undefined ? 'eval_metric names no metric' : 'there is no validation channel';
    warn(`early_stopping_rounds has no effect: ${what}.`);
    return undefined;
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
