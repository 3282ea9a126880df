import { type Csr, sliceCsr } from '../../data/csr.js';
import type { Kernels } from '../../kernels/kernels.js';
import { symmetricEigen } from '../symmetric-eigen.js';
import { OPERATIONS_PER_CALL } from '../work.js';

/** Matrices of this room are row-major float64 arrays; their shapes stand beside them. Each call is cut into pieces that an abort can end. */
export interface Tools {
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

/** `[rows, k]`: a sparse matrix times a thin one `[cols, k]`, each row of the result scaled. */
export async function sparseTimes(
  matrix: Csr,
  factor: Float64Array,
  k: number,
  tools: Tools,
  scale?: Float64Array,
): Promise<Float64Array> {
  const product = new Float64Array(matrix.rows * k);
  for (const [from, to] of entryPieces(matrix, k, tools)) {
    const rows = sliceCsr(matrix, from, to);
    const input = { ...rows, factor, k, scale: scale?.subarray(from, to) };
    await call(tools, (kernels) => kernels.sparseProduct(input, product.subarray(from * k, to * k)));
  }
  return product;
}

/** `[rows, k]`: `left [rows, inner]` times `right [inner, k]`. */
export async function denseTimes(
  left: Float64Array,
  right: Float64Array,
  [rows, inner, k]: readonly [number, number, number],
  tools: Tools,
): Promise<Float64Array> {
  const product = new Float64Array(rows * k);
  for (const [from, to] of rowPieces(rows, inner * k, tools)) {
    const input = { left: left.subarray(from * inner, to * inner), right, rows: to - from, inner, k };
    await call(tools, (kernels) => kernels.denseProduct(input, product.subarray(from * k, to * k)));
  }
  return product;
}

/** `[m, n]`: the transpose of `left [rows, m]` times `right [rows, n]`. */
export async function crossProduct(
  left: Float64Array,
  right: Float64Array,
  [rows, m, n]: readonly [number, number, number],
  tools: Tools,
): Promise<Float64Array> {
  const sum = new Float64Array(m * n);
  for (const [from, to] of rowPieces(rows, m * n, tools)) {
    const input = { left: left.subarray(from * m, to * m), right: right.subarray(from * n, to * n), rows: to - from };
    await call(tools, (kernels) => kernels.addCrossProduct({ ...input, m, n }, sum));
  }
  return sum;
}

/** Adds the sum over rows of left ⊗ left ⊗ right, both `[rows, k]`, onto a tensor that is symmetric in its first two places. */
export async function addTripleProduct(
  sum: Float64Array,
  left: Float64Array,
  right: Float64Array,
  [rows, k]: readonly [number, number],
  tools: Tools,
): Promise<void> {
  for (const [from, to] of rowPieces(rows, sum.length, tools)) {
    const input = { left: left.subarray(from * k, to * k), right: right.subarray(from * k, to * k), rows: to - from };
    await call(tools, (kernels) => kernels.addTripleProduct({ ...input, k }, sum));
  }
}

export interface Eigen {
  /** `[n]`, the largest first */
  readonly values: Float64Array;
  /** `[n, n]`, one eigenvector per row */
  readonly vectors: Float64Array;
}

/** All eigenvalues and eigenvectors of a symmetric matrix `[n, n]`. */
export async function eigen(matrix: Float64Array, n: number, tools: Tools): Promise<Eigen> {
  const { values, vectors } = await symmetricEigen(matrix.slice(), n, tools);
  const largestFirst = new Float64Array(n * n);
  for (let i = 0; i < n; i++) largestFirst.set(vectors.subarray((n - 1 - i) * n, (n - i) * n), i * n);
  return { values: values.reverse(), vectors: largestFirst };
}

export function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let at = 0; at < n; at++) matrix[at * n + at] = 1;
  return matrix;
}

/** One kernel call, unless an abort came before it; an abort during it ends the work after it. */
export async function call<T>({ kernels, signal }: Tools, work: (kernels: Kernels) => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  const result = await work(kernels);
  signal?.throwIfAborted();
  return result;
}

function* rowPieces(rows: number, operationsPerRow: number, { kernels }: Tools): Generator<[number, number]> {
  const perPiece = Math.max(1, Math.floor(OPERATIONS_PER_CALL[kernels.backend] / (2 * operationsPerRow)));
  for (let from = 0; from < rows; from += perPiece) yield [from, Math.min(rows, from + perPiece)];
}

/** Ranges of rows with about as many entries as one call should take. */
export function* entryPieces(
  { rowStarts, rows }: Csr,
  operationsPerEntry: number,
  { kernels }: Tools,
): Generator<[number, number]> {
  const entries = Math.floor(OPERATIONS_PER_CALL[kernels.backend] / (4 * operationsPerEntry));
  for (let from = 0, to = 0; from < rows; from = to) {
    // A row without entries is work too.
    while (
      to < rows &&
      (to === from || (rowStarts[to + 1] as number) - (rowStarts[from] as number) + to - from <= entries)
    )
      to++;
    yield [from, to];
  }
}

/** `[k]`: a vector `[rows]` times a matrix `[rows, k]`. */
export function applied(vector: Float64Array, matrix: Float64Array, k: number): Float64Array {
  const sums = new Float64Array(k);
  for (let row = 0, at = 0; row < vector.length; row++) {
    for (let i = 0; i < k; i++, at++) sums[i]! += (vector[row] as number) * (matrix[at] as number);
  }
  return sums;
}
