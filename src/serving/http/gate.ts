import type { Eventually } from '../../data/when-there.js';
import { PlatformError } from '../../errors.js';

/** Lets so many in at once, has so many more wait in order, and turns the rest away. */
export class Gate {
  readonly #maxRunning: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(maxRunning: number, maxWaiting: number) {
    this.#maxRunning = maxRunning;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * The outcome of the work: at once, where there is a place and the work is done at once.
   * @throws PlatformError E_BUSY at once where no place is left to wait; the signal's reason where it ended while waiting
   */
  pass<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  pass<T>(work: () => Eventually<T>, signal?: AbortSignal): Eventually<T>;
  pass<T>(work: () => Eventually<T>, signal?: AbortSignal): Eventually<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#running >= this.#maxRunning) return this.#turn(signal).then(() => this.#run(work));
    this.#running++;
    return this.#run(work);
  }

  /** In a place that is taken already. */
  #run<T>(work: () => Eventually<T>): Eventually<T> {
    let outcome: Eventually<T> | undefined;
    try {
      outcome = work();
      return outcome instanceof Promise ? outcome.finally(() => this.#leave()) : outcome;
    } finally {
      if (!(outcome instanceof Promise)) this.#leave();
    }
  }

  /** The place goes to the next in line without ever being free. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }

  async #turn(signal?: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting) throw busy();
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal?.reason);
      };
      this.#waiting.push(enter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}

/** Bytes that all requests at hand may hold together. */
export class ByteBudget {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get heldBytes(): number {
    return this.#bytes;
  }

  /** @throws PlatformError E_BUSY where they are not to be had */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.#maxBytes) throw busy();
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

function busy(): PlatformError {
  return new PlatformError('E_BUSY', 'Too many requests at once. Try again in a moment.');
}
