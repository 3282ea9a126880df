import type { Batch } from '../../data/batches.js';
import { type Csr, isCsr, sliceCsr } from '../../data/csr.js';
import { colsOf, type Dense, dense, rowMajor, sliceRows } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import { Reservoir } from '../reservoir.js';
import type { Preparation } from './preparation.js';
import type { SearchContext } from './search.js';

/** No array is made longer than this. */
const MOST_BYTES = 2 ** 32;

/** The rows that are kept, as they go into the index: prepared when they are taken, so that wide rows need not be held. */
export class Sample {
  readonly #preparation: Preparation;
  readonly #reservoir: Reservoir;
  #values = new Float32Array(0);
  #labels = new Float32Array(0);

  constructor(size: number, preparation: Preparation, random: Random) {
    this.#preparation = preparation;
    this.#reservoir = new Reservoir(size, random);
  }

  get rows(): number {
    return this.#reservoir.filled;
  }

  /** `[rows, cols]`, in the order of the slots. */
  get features(): Dense {
    const { cols } = this.#preparation.parts;
    return dense(this.#values.slice(0, this.rows * cols), this.rows, cols);
  }

  /** `[rows]` */
  get labels(): Float32Array {
    return this.#labels.slice(0, this.rows);
  }

  /** Shows a mini-batch to the reservoir. @returns how many of its rows were taken */
  async add(batch: Batch, context: SearchContext): Promise<number> {
    const taken = this.#reservoir.take(batch.rows);
    const { cols } = this.#preparation.parts;
    this.#grow(this.rows, cols);
    const prepared = await this.#preparation.apply(pick(batch.features, taken), context);
    const values = rowMajor(prepared);
    taken.forEach(({ row, slot }, at) => {
      this.#values.set(values.subarray(at * cols, (at + 1) * cols), slot * cols);
      this.#labels[slot] = batch.labels?.[row] as number;
    });
    return taken.length;
  }

  /** Twice as much as before, or what is needed: rows make room as they come, not sample_size. */
  #grow(rows: number, cols: number): void {
    if (4 * rows * cols > MOST_BYTES) {
      const needed = ((4 * rows * cols) / 2 ** 30).toFixed(1);
      throw new UserError('E_TOO_WIDE', `${rows} rows of ${cols} features would take ${needed} GiB.`, {
        hint: 'Lower sample_size, or set dimension_reduction_type and dimension_reduction_target.',
      });
    }
    if (rows <= this.#labels.length) return;
    const most = Math.floor(MOST_BYTES / (4 * cols));
    const room = Math.min(most, Math.max(rows, 2 * this.#labels.length));
    this.#values = lengthened(this.#values, room * cols);
    this.#labels = lengthened(this.#labels, room);
  }
}

function lengthened(values: Float32Array, length: number): Float32Array<ArrayBuffer> {
  const longer = new Float32Array(length);
  longer.set(values);
  return longer;
}

function pick(features: Dense | Csr, taken: readonly { readonly row: number }[]): Dense | Csr {
  if (isCsr(features)) return pickSparse(features, taken);
  if (taken.length === features.shape[0]) return features;
  const cols = colsOf(features);
  const values = new Float32Array(taken.length * cols);
  taken.forEach(({ row }, at) => {
    values.set(rowMajor(sliceRows(features, row, row + 1)), at * cols);
  });
  return dense(values, taken.length, cols);
}

function pickSparse(features: Csr, taken: readonly { readonly row: number }[]): Csr {
  const rows = taken.map(({ row }) => sliceCsr(features, row, row + 1));
  const rowStarts = new Uint32Array(rows.length + 1);
  rows.forEach(({ values }, at) => {
    rowStarts[at + 1] = (rowStarts[at] as number) + values.length;
  });
  const [entries, columns] = [
    new Float32Array(rowStarts.at(-1) as number),
    new Uint32Array(rowStarts.at(-1) as number),
  ];
  rows.forEach((row, at) => {
    entries.set(row.values, rowStarts[at]);
    columns.set(row.columns, rowStarts[at]);
  });
  return { rows: rows.length, cols: features.cols, rowStarts, columns, values: entries };
}
