import type { Step } from '../../algorithms/algorithm.js';
import type { Clock } from '../clock.js';

/** One finished pass of training over the train channel. */
export interface Epoch {
  /** 0-based */
  readonly epoch: number;
  readonly rows: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Share of all epochs that is done, 0 to 100. */
  readonly percent: number;
  readonly rowsPerSecond: number;
}

/**
 * Reads from the step stream where epochs end: at a step of phase `epoch`; for an algorithm without one, at the first step that is no
 * mini-batch of the epoch any more.
 */
export class EpochTracker {
  readonly #epochs: number;
  readonly #clock: Clock;
  #startMs: number;
  #open: { readonly epoch: number; readonly rows: number } | undefined;

  constructor(epochs: number, clock: Clock) {
    this.#epochs = epochs;
    this.#clock = clock;
    this.#startMs = clock();
  }

  /** The epoch that was over when this step began. */
  before(step: Step): Epoch | undefined {
    const open = this.#open;
    const over =
      open !== undefined && (step.epoch > open.epoch || (step.batch === undefined && step.phase !== 'epoch'));
    return over ? this.end() : undefined;
  }

  /** The epoch that this step ends. */
  after(step: Step): Epoch | undefined {
    if (step.batch !== undefined || step.phase === 'epoch') this.#open = { epoch: step.epoch, rows: step.rows };
    else this.#startMs = this.#clock();
    return step.phase === 'epoch' ? this.end() : undefined;
  }

  /** The epoch still open when the stream ends. */
  end(): Epoch | undefined {
    if (this.#open === undefined) return undefined;
    const { epoch, rows } = this.#open;
    this.#open = undefined;
    const [startMs, endMs] = [this.#startMs, this.#clock()];
    this.#startMs = endMs;
    const seconds = Math.max(endMs - startMs, SHORTEST_MS) / 1000;
    const percent = Math.min(100, (100 * (epoch + 1)) / this.#epochs);
    return { epoch, rows, startMs, endMs, percent, rowsPerSecond: rows / seconds };
  }
}

/** What the clock can tell apart: no epoch is infinitely fast. */
const SHORTEST_MS = 0.001;
