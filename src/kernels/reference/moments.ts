import type { MomentKernels, SparseRows } from '../kernels.js';
import { checkMoments, checkSparseProducts } from '../lengths/moments.js';

export const momentTwins: MomentKernels = {
  async addMoments(input, moments) {
    checkMoments(input, moments);
    addMoments(input, moments);
  },
  async addSparseProducts(rows, accumulator) {
    checkSparseProducts(rows, accumulator);
    addSparseProducts(rows, accumulator);
  },
};

type Input = Parameters<MomentKernels['addMoments']>[0];
type Moments = Parameters<MomentKernels['addMoments']>[1];
type Products = Parameters<MomentKernels['addSparseProducts']>[1];

/** The twin of `MomentKernels.addMoments`, in float64 whatever the size. */
export function addMoments({ points, rows, cols, stride = cols, chunkRows, seen }: Input, moments: Moments): void {
  for (let from = 0; from < rows; from += chunkRows) {
    const to = Math.min(rows, from + chunkRows);
    joinChunk(sideBySide(points, from, to, cols, stride), cols, seen + from, moments);
  }
}

/** Rows `[from, to)` without what stands between them. */
function sideBySide(points: Float32Array, from: number, to: number, cols: number, stride: number): Float32Array {
  if (stride === cols) return points.subarray(from * cols, to * cols);
  const rows = new Float32Array((to - from) * cols);
  for (let row = from; row < to; row++) {
    rows.set(points.subarray(row * stride, row * stride + cols), (row - from) * cols);
  }
  return rows;
}

/** Rows of a chunk whose mean is its origin. */
const ORIGIN_ROWS = 16;

/** Sums the chunk up about its origin, then joins it to the moments as Chan, Golub and LeVeque do (1979). */
function joinChunk(chunk: Float32Array, cols: number, seen: number, { mean, scatter }: Moments): void {
  const rows = chunk.length / cols;
  const origin = originOf(chunk.subarray(0, ORIGIN_ROWS * cols), cols);
  const sums = new Float64Array(cols);
  const moved = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      moved[col] = (chunk[row * cols + col] as number) - (origin[col] as number);
      sums[col]! += moved[col] as number;
    }
    for (let i = 0; i < cols; i++) {
      const value = moved[i] as number;
      for (let j = i; j < cols; j++) scatter[i * cols + j]! += value * (moved[j] as number);
    }
  }
  const shift = sums.map((sum, col) => (origin[col] as number) + sum / rows - (mean[col] as number));
  const weight = (seen * rows) / (seen + rows);
  for (let i = 0; i < cols; i++) {
    mean[i]! += ((shift[i] as number) * rows) / (seen + rows);
    for (let j = i; j < cols; j++) {
      const between = weight * (shift[i] as number) * (shift[j] as number);
      scatter[i * cols + j]! += between - ((sums[i] as number) * (sums[j] as number)) / rows;
    }
  }
}

function originOf(rows: Float32Array, cols: number): Float32Array {
  const sums = new Float64Array(cols);
  rows.forEach((value, at) => {
    sums[at % cols]! += value;
  });
  return Float32Array.from(sums, (sum) => (sum * cols) / rows.length);
}

/** The twin of `MomentKernels.addSparseProducts`. */
export function addSparseProducts(rows: SparseRows, { sums, products }: Products): void {
  const { columns, values, rowStarts, cols } = rows;
  for (let row = 0; row < rows.rows; row++) {
    const [from, to] = [rowStarts[row] as number, rowStarts[row + 1] as number];
    for (let a = from; a < to; a++) {
      const i = columns[a] as number;
      sums[i]! += values[a] as number;
      for (let b = from; b < to; b++) {
        products[i * cols + (columns[b] as number)]! += (values[a] as number) * (values[b] as number);
      }
    }
  }
}
