import type { Candidate } from './grid.js';

/**
 * How a learning rate falls: MXNet's FactorScheduler. After every `step` updates it is multiplied by a factor, as far down as a
 * minimum.
 */
export class LearningRate {
  value: number;
  readonly #candidate: Candidate;
  readonly #scheduled: boolean;
  #updates = 0;
  /** Updates after which it falls next. */
  #next: number;

  constructor(candidate: Candidate, scheduled: boolean) {
    this.value = candidate.learningRate;
    this.#candidate = candidate;
    this.#scheduled = scheduled;
    this.#next = candidate.lrSchedulerStep;
  }

  /** The rate of the next update. */
  next(): number {
    this.#updates++;
    const { lrSchedulerStep: step, lrSchedulerFactor: factor, lrSchedulerMinimumLr: minimum } = this.#candidate;
    if (this.#scheduled && this.#updates > this.#next) {
      this.#next += step;
      this.value = Math.max(this.value * factor, minimum);
    }
    return this.value;
  }
}
