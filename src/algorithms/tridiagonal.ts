import { AlgorithmError } from '../errors.js';

/** A tridiagonal matrix made diagonal, and the rotations that did it. */
export interface Diagonalisation {
  /** `[n]`, in no particular order */
  readonly values: Float64Array;
  /** `[rotations, 2]`: cosine and sine, in the order in which they were made */
  readonly rotations: Float64Array;
  /** `[sweeps, 2]`: a sweep turns the pairs (i, i + 1) from `high - 1` down to `low` */
  readonly sweeps: Int32Array;
}

/** Sweeps that one eigenvalue takes at most; two are usual. */
const MOST_SWEEPS = 60;

/**
 * Diagonalises a symmetric tridiagonal matrix by the implicit QL method with Wilkinson's shift. Yields after every eigenvalue, so that others can
 * have a turn.
 *
 * @param diagonal `[n]`, overwritten with the eigenvalues
 * @param offDiagonal `[n]`, whose last element is 0; overwritten
 * @see Wilkinson and Reinsch, Handbook for Automatic Computation II, contribution II/4 (1971)
 */
export function* diagonalise(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
): Generator<void, Diagonalisation, void> {
  const n = diagonal.length;
  const rotations = new Growing();
  const sweeps: number[] = [];
  let largest = 0;
  for (let low = 0; low < n; low++) {
    largest = Math.max(largest, Math.abs(diagonal[low] as number) + Math.abs(offDiagonal[low] as number));
    let high = endOfBlock(offDiagonal, low, Number.EPSILON * largest);
    for (let sweep = 0; high > low; sweep++) {
      if (sweep === MOST_SWEEPS) throw noConvergence();
      sweeps.push(high, sweepUp(diagonal, offDiagonal, low, high, rotations));
      high = endOfBlock(offDiagonal, low, Number.EPSILON * largest);
    }
    yield;
  }
  if (!diagonal.every(Number.isFinite)) throw noConvergence();
  return { values: diagonal, rotations: rotations.values(), sweeps: Int32Array.from(sweeps) };
}

function noConvergence(): AlgorithmError {
  return new AlgorithmError('E_EIGEN', 'The eigenvalues of the scatter do not converge.');
}

/**
 * The last row of the block that begins at `low`: the first one whose coupling to the next is lost in rounding.
 * @param lost rounding of the largest row so far, as in EISPACK's tql2, and not of the two rows that are coupled: where the matrix lacks rank,
 * whole rows are rounding, and coupled by no less
 */
function endOfBlock(offDiagonal: Float64Array, low: number, lost: number): number {
  let high = low;
  while (high < offDiagonal.length - 1 && Math.abs(offDiagonal[high] as number) > lost) high++;
  return high;
}

/** One sweep of rotations from `high` up to `low`. @returns the row it reached, `low` unless the block fell apart on the way */
function sweepUp(d: Float64Array, e: Float64Array, low: number, high: number, rotations: Growing): number {
  let shifted = ((d[low + 1] as number) - (d[low] as number)) / (2 * (e[low] as number));
  const root = Math.sqrt(shifted * shifted + 1);
  shifted = (d[high] as number) - (d[low] as number) + (e[low] as number) / (shifted + (shifted < 0 ? -root : root));
  let [sine, cosine, carried] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const bulge = sine * (e[i] as number);
    const coupling = cosine * (e[i] as number);
    const length = Math.sqrt(bulge * bulge + shifted * shifted);
    e[i + 1] = length;
    if (length === 0) {
      d[i + 1] = (d[i + 1] as number) - carried;
      e[high] = 0;
      return i + 1;
    }
    sine = bulge / length;
    cosine = shifted / length;
    const lower = (d[i + 1] as number) - carried;
    const turned = ((d[i] as number) - lower) * sine + 2 * cosine * coupling;
    carried = sine * turned;
    d[i + 1] = lower + carried;
    shifted = cosine * turned - coupling;
    rotations.push(cosine, sine);
  }
  d[low] = (d[low] as number) - carried;
  e[low] = shifted;
  e[high] = 0;
  return low;
}

/** Pairs of numbers, as many as come. */
class Growing {
  #room = new Float64Array(1024);
  #length = 0;

  push(first: number, second: number): void {
    if (this.#length + 2 > this.#room.length) {
      const larger = new Float64Array(2 * this.#room.length);
      larger.set(this.#room);
      this.#room = larger;
    }
    this.#room[this.#length++] = first;
    this.#room[this.#length++] = second;
  }

  values(): Float64Array {
    return this.#room.subarray(0, this.#length);
  }
}
