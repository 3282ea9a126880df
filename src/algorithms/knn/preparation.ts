import type { Csr } from '../../data/csr.js';
import { isCsr } from '../../data/csr.js';
import { colsOf, type Dense, dense, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import { firstNonFinite } from '../non-finite.js';
import { workPieces } from '../work.js';
import { type Reduction, type ReductionParts, reductionOf } from './reduction.js';
import type { SearchContext } from './search.js';
import { normalized } from './train-cells.js';

export interface PreparationParts {
  /** Features of a row as it comes. */
  readonly featureDim: number;
  readonly reduction?: ReductionParts | undefined;
  /** Features of a row in the index: zeros fill what is missing. */
  readonly cols: number;
  /** Scale rows to length 1, so that their inner product is the cosine of the angle between them. */
  readonly normalize: boolean;
}

/** What rows go through on their way into the index, and queries on their way to it: shortened, filled up with zeros, normalized. */
export class Preparation {
  readonly parts: PreparationParts;
  readonly #reduce: Reduction | undefined;

  constructor(parts: PreparationParts) {
    this.parts = parts;
    this.#reduce = parts.reduction && reductionOf(parts.reduction);
  }

  /** `[rows, cols]` of `[rows, featureDim]`. @throws UserError E_NOT_FINITE where a shortened row is beyond what float32 holds */
  async apply(rows: Dense | Csr, context: SearchContext): Promise<Dense> {
    const { featureDim, cols, normalize } = this.parts;
    const count = isCsr(rows) ? rows.rows : rowsOf(rows);
    const reduce = this.#reduce;
    if (reduce === undefined && cols === featureDim && !isCsr(rows)) return normalize ? normalized(rows) : rows;
    const prepared = new Float32Array(count * cols);
    for (const piece of workPieces(rows, context.kernels, reduce === undefined ? 1 : cols)) {
      const short = reduce === undefined ? piece.points : await reduce(piece.points, piece.rows, context);
      if (reduce !== undefined) await refuseOverflow(dense(short, piece.rows, cols), context);
      place(short, piece.rows, prepared.subarray(piece.from * cols), cols);
    }
    const whole = dense(prepared, count, cols);
    return normalize ? normalized(whole) : whole;
  }
}

/** Sums of numbers that float32 holds may be beyond it. */
async function refuseOverflow(short: Dense, context: SearchContext): Promise<void> {
  if ((await firstNonFinite(short, context)) === undefined) return;
  throw new UserError('E_NOT_FINITE', `A row shortened to ${colsOf(short)} features is beyond what float32 holds.`, {
    hint: 'Scale the features down, or leave dimension_reduction_type out.',
  });
}

/** Copies rows into wider ones. */
function place(values: Float32Array, rows: number, into: Float32Array, cols: number): void {
  const width = values.length / rows;
  for (let row = 0; row < rows; row++) into.set(values.subarray(row * width, (row + 1) * width), row * cols);
}
