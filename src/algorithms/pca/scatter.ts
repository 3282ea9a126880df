import { type Csr, isCsr, sliceCsr } from '../../data/csr.js';
import { type Dense, rowsApart, rowsOf, sliceRows } from '../../data/dense.js';
import type { Kernels } from '../../kernels/kernels.js';
import { OPERATIONS_PER_CALL } from '../work.js';
import { worthwhile } from './density.js';

/** Number, mean and scatter of rows: what the regular mode knows of them. */
export interface Moments {
  readonly rows: number;
  /** `[cols]` */
  readonly mean: Float64Array;
  /** `[cols, cols]`, `sum((x - mean)(x - mean)^T)`: the triangle on and above the diagonal */
  readonly scatter: Float64Array;
}

/**
 * Sums up mean and scatter, batch by batch, in memory that does not depend on the number of rows. Sparse rows are summed up as plain products
 * and corrected by their mean at the end, so that their zeros are never written.
 */
export class ScatterSums {
  private readonly cols: number;
  private readonly chunkRows: number;
  private readonly kernels: Kernels;
  private readonly signal: AbortSignal | undefined;
  private dense: Moments | undefined;
  private sparse: { rows: number; readonly sums: Float64Array; readonly products: Float64Array } | undefined;

  /** @param chunkRows rows that are summed up about one origin; batches must be multiples of it, all but the last */
  constructor(
    cols: number,
    chunkRows: number,
    options: { readonly kernels: Kernels; readonly signal?: AbortSignal | undefined },
  ) {
    this.cols = cols;
    this.chunkRows = chunkRows;
    this.kernels = options.kernels;
    this.signal = options.signal;
  }

  async add(rows: Dense | Csr): Promise<void> {
    if (!isCsr(rows)) return this.addDense(rows);
    for (let from = 0; from < rows.rows; from += this.chunkRows) {
      const chunk = worthwhile(sliceCsr(rows, from, Math.min(rows.rows, from + this.chunkRows)));
      if (isCsr(chunk)) await this.addSparse(chunk);
      else await this.addDense(chunk);
    }
  }

  private async addDense(rows: Dense): Promise<void> {
    const { cols, chunkRows, kernels } = this;
    const count = rowsOf(rows);
    let { rows: seen, mean, scatter } = this.dense ?? empty(cols);
    const perCall = OPERATIONS_PER_CALL[kernels.backend] / (cols * (cols / 2 + 16));
    const most = Math.max(1, Math.floor(perCall / chunkRows)) * chunkRows;
    for (let from = 0; from < count; from += most) {
      const size = Math.min(count - from, most);
      const { values: points, stride } = rowsApart(sliceRows(rows, from, from + size));
      await kernels.addMoments({ points, rows: size, cols, stride, chunkRows, seen }, { mean, scatter });
      this.signal?.throwIfAborted();
      seen += size;
    }
    this.dense = { rows: seen, mean, scatter };
  }

  private async addSparse(rows: Csr): Promise<void> {
    const { cols } = this;
    this.sparse ??= { rows: 0, sums: new Float64Array(cols), products: new Float64Array(cols * cols) };
    await this.kernels.addSparseProducts(rows, this.sparse);
    this.signal?.throwIfAborted();
    this.sparse.rows += rows.rows;
  }

  /** Mean and total variance of all rows so far: cheap enough for every batch. */
  glance(): { readonly mean: Float64Array; readonly totalVariance: number } {
    const { dense, sparse, cols } = this;
    const rows = (dense?.rows ?? 0) + (sparse?.rows ?? 0);
    const mean = new Float64Array(cols);
    let total = 0;
    for (let col = 0; col < cols; col++) {
      const of = {
        dense: dense?.mean[col] ?? 0,
        sparse: sparse === undefined ? 0 : (sparse.sums[col] as number) / sparse.rows,
      };
      const shares = { dense: (dense?.rows ?? 0) / rows, sparse: (sparse?.rows ?? 0) / rows };
      mean[col] = shares.dense * of.dense + shares.sparse * of.sparse;
      const within = (dense?.scatter[col * cols + col] ?? 0) + (sparse?.products[col * cols + col] ?? 0);
      total +=
        within / rows - shares.sparse * of.sparse ** 2 + shares.dense * shares.sparse * (of.dense - of.sparse) ** 2;
    }
    return { mean, totalVariance: total };
  }

  /** All there is; nothing can be added afterwards. */
  finish(): Moments {
    const { dense, sparse, cols } = this;
    if (sparse === undefined) return dense ?? empty(cols);
    const { rows, sums, products } = sparse;
    const mean = sums.map((sum) => sum / rows);
    addOuter(products, mean, -rows);
    const summed = { rows, mean, scatter: products };
    return dense === undefined ? summed : join(dense, summed);
  }
}

/** As Chan, Golub and LeVeque do (1979). */
function join(one: Moments, other: Moments): Moments {
  const rows = one.rows + other.rows;
  const shift = other.mean.map((value, col) => value - (one.mean[col] as number));
  const scatter = other.scatter.map((value, at) => value + (one.scatter[at] as number));
  addOuter(scatter, shift, (one.rows * other.rows) / rows);
  return { rows, mean: one.mean.map((value, col) => value + ((shift[col] as number) * other.rows) / rows), scatter };
}

/** Adds `weight vector vector^T` to a symmetric matrix, of which the triangle on and above the diagonal counts. */
export function addOuter(matrix: Float64Array, vector: Float64Array, weight: number): void {
  const n = vector.length;
  for (let i = 0; i < n; i++) {
    const factor = weight * (vector[i] as number);
    for (let j = i; j < n; j++) matrix[i * n + j] = (matrix[i * n + j] as number) + factor * (vector[j] as number);
  }
}

/** The sum of the diagonal. */
export function trace(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += matrix[i * n + i] as number;
  return sum;
}

function empty(cols: number): Moments {
  return { rows: 0, mean: new Float64Array(cols), scatter: new Float64Array(cols * cols) };
}
