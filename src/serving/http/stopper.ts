import type { Eventually } from '../../data/when-there.js';

/**
 * Tells work to end, and does not wait for work that does not heed it. The requests of a connection are worked on one after the other, so one signal does for all of
 * them until it has been needed: a new one for each would cost as much as answering does.
 */
export class Stopper {
  #controller = new AbortController();
  #giveUp: ((reason: unknown) => void) | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(reason: unknown): void {
    this.#controller.abort(reason);
    this.#giveUp?.(reason);
  }

  /** The next request has been told nothing. */
  renew(): void {
    if (this.signal.aborted) this.#controller = new AbortController();
  }

  /** The work's outcome, or the reason to stop as soon as there is one; work that does not heed the signal is left to itself. */
  until<T>(work: Eventually<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#giveUp = reject;
      if (work instanceof Promise) work.then(resolve, reject);
      else resolve(work);
      if (this.signal.aborted) reject(this.signal.reason);
    });
  }
}
