import type { OnProblem } from '../data/dataset.js';
import { UserError } from '../errors.js';
import type { Window } from './byte-source.js';

/** Hands a UserError to whoever listens, so that reading can go on; throws it where nobody does, and any other error always. */
export async function tell(error: unknown, onProblem: OnProblem | undefined): Promise<void> {
  if (onProblem === undefined || !(error instanceof UserError)) throw error;
  await onProblem(async () => error);
}

const SHORTEST = 1 << 10;

/**
 * How far a scanner looks at a time. It looks at all it is given before it tells of the first bad row, so behind one it is given
 * little, and twice as much for every clean stretch: a file in which every row is bad does not cost a whole window a row.
 */
export class Stride {
  #bytes = Number.POSITIVE_INFINITY;

  /** What to scan next of a window, and whether nothing follows. */
  of({ bytes, consumed, final }: Window): {
    readonly bytes: Uint8Array;
    readonly final: boolean;
    readonly rest: boolean;
  } {
    const end = Math.min(bytes.length, consumed + this.#bytes);
    const isWhole = end === bytes.length;
    return { bytes: bytes.subarray(consumed, end), final: final && isWhole, rest: !isWhole };
  }

  shorten(): void {
    this.#bytes = SHORTEST;
  }

  lengthen(): void {
    this.#bytes *= 2;
  }
}
