import type { OnProblem } from '../data/dataset.js';
import { UserError } from '../errors.js';
import type { Finding } from './report.js';

/** Beyond so many bad rows a file is not worth reading on. */
const MOST_COUNTED = 10_000;

/** Thrown to end the reading of a file in which nearly everything is wrong. */
export class TooManyProblems extends Error {}

/** Keeps the first problems and counts the rest. */
export class ProblemList {
  readonly shown: Finding[] = [];
  count = 0;
  readonly #mostShown: number;

  readonly #mostCounted: number;

  constructor(mostShown: number, mostCounted = MOST_COUNTED) {
    this.#mostShown = mostShown;
    this.#mostCounted = mostCounted;
  }

  /** Whether another one would be shown. */
  get hasRoom(): boolean {
    return this.shown.length < this.#mostShown;
  }

  add(error: UserError): void {
    this.count++;
    if (this.hasRoom) this.shown.push(findingOf(error));
  }

  /** Counts problems that are not looked at one by one. */
  addMore(count: number): void {
    this.count += count;
  }

  /** For readers. @throws TooManyProblems */
  readonly listen: OnProblem = async (explain) => {
    if (this.count >= this.#mostCounted) throw new TooManyProblems();
    if (this.hasRoom) this.add(await explain());
    else this.count++;
  };

  /** Does the work; a UserError becomes a problem and the answer `undefined`. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.add(error);
      return undefined;
    }
  }
}

export function findingOf({ code, message, where, hint }: UserError): Finding {
  return { code, message, ...(where && { where }), ...(hint !== undefined && { hint }) };
}
