import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf, sliceRows } from '../../data/dense.js';
import type { Kernels } from '../../kernels/kernels.js';
import { OPERATIONS_PER_CALL, workPieces } from '../work.js';

export interface Tools {
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Rows less a mean, as a factor of products. Dense rows are moved value by value, which no offset of the data can harm; sparse rows stay as they
 * are, and their products are corrected.
 */
export class CentredRows {
  readonly rows: number;
  private readonly features: Dense | Csr;
  private readonly cols: number;
  private readonly mean: Float64Array | undefined;
  private readonly tools: Tools;

  constructor(features: Dense | Csr, mean: Float64Array | undefined, tools: Tools) {
    this.features = features;
    [this.rows, this.cols] = isCsr(features) ? [features.rows, features.cols] : [rowsOf(features), colsOf(features)];
    this.mean = mean;
    this.tools = tools;
  }

  /**
   * `(rows - mean) axes^T`
   * @param axes `[count, cols]`
   * @param projections where they go
   * @returns `[rows, count]`
   */
  async project(
    axes: Float32Array,
    count: number,
    projections: Float32Array = new Float32Array(this.rows * count),
  ): Promise<Float32Array> {
    const { features, mean, cols, tools } = this;
    if (isCsr(features)) {
      await tools.kernels.projectSparse({ ...features, axes, count }, projections);
      tools.signal?.throwIfAborted();
      if (mean !== undefined) takeAway(projections, projectOne(mean, axes, count));
      return projections;
    }
    for (const piece of workPieces(features, tools.kernels, count)) {
      await tools.kernels.project(
        { points: piece.points, origin: mean, axes, rows: piece.rows, cols, count },
        projections.subarray(piece.from * count, (piece.from + piece.rows) * count),
      );
      tools.signal?.throwIfAborted();
    }
    return projections;
  }

  /**
   * Adds `weights^T (rows - mean)` to `products`.
   * @param weights `[rows, count]`
   * @param products `[count, cols]`
   */
  async addCrossProducts(weights: Float32Array, count: number, products: Float64Array): Promise<void> {
    const { features, mean, rows, cols, tools } = this;
    if (isCsr(features)) {
      await tools.kernels.addSparseCrossProducts({ ...features, weights, count }, products);
      tools.signal?.throwIfAborted();
      if (mean !== undefined) takeAwayOuter(products, columnSums(weights, count), mean);
      return;
    }
    const perCall = OPERATIONS_PER_CALL[tools.kernels.backend] / (cols * (count + 16));
    const most = Math.max(1, Math.floor(perCall / WHOLE_BLOCKS)) * WHOLE_BLOCKS;
    for (let from = 0; from < rows; from += most) {
      const to = Math.min(rows, from + most);
      const points = rowMajor(sliceRows(features, from, to));
      const part = weights.subarray(from * count, to * count);
      await tools.kernels.addCrossProducts(
        { points, origin: mean, weights: part, rows: to - from, cols, count },
        products,
      );
      tools.signal?.throwIfAborted();
    }
  }
}

/** Rows that kernels sum up in float32 before they go on in float64: calls end with them. */
const WHOLE_BLOCKS = 256;

/** `axes point`, one value for each axis */
export function projectOne(point: Float64Array, axes: Float32Array, count: number): Float64Array {
  const cols = point.length;
  return Float64Array.from({ length: count }, (_, axis) => {
    let sum = 0;
    for (let col = 0; col < cols; col++) sum += (point[col] as number) * (axes[axis * cols + col] as number);
    return sum;
  });
}

/** Takes the same row away from every row. */
export function takeAway(rows: Float32Array, row: Float64Array): void {
  for (let at = 0; at < rows.length; at++) rows[at] = (rows[at] as number) - (row[at % row.length] as number);
}

function takeAwayOuter(products: Float64Array, left: Float64Array, right: Float64Array): void {
  left.forEach((factor, row) => {
    for (let col = 0, at = row * right.length; col < right.length; col++, at++) {
      products[at] = (products[at] as number) - factor * (right[col] as number);
    }
  });
}

function columnSums(rows: Float32Array, cols: number): Float64Array {
  const sums = new Float64Array(cols);
  for (let at = 0; at < rows.length; at++) sums[at % cols] = (sums[at % cols] as number) + (rows[at] as number);
  return sums;
}
