import { type Csr, densify, isCsr, sliceCsr } from '../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf, sliceRows } from '../data/dense.js';
import type { BackendName, Kernels } from '../kernels/kernels.js';

/** Multiply-adds that stay well under 50 ms on a slow, busy core, so that an abort between two calls is prompt. */
export const OPERATIONS_PER_CALL: Readonly<Record<BackendName, number>> = { native: 4e8, wasm: 4e7, reference: 1e7 };

/** Reading a value from memory costs about as much as this many multiply-adds. */
const OPERATIONS_PER_READ = 16;

/** A sparse matrix is written out piece by piece: 16 MiB of float32. */
const DENSIFIED_VALUES = 1 << 22;

/** Consecutive rows of a matrix, row-major: what a kernel takes. */
export interface Rows {
  /** `[rows, cols]` */
  readonly points: Float32Array;
  /** Row of the matrix this piece starts at. */
  readonly from: number;
  readonly rows: number;
}

/** Rows that one kernel call should take at most, where each costs so many multiply-adds. */
export function rowsPerCall(kernels: Kernels, operationsPerRow: number): number {
  return Math.max(1, Math.floor(OPERATIONS_PER_CALL[kernels.backend] / operationsPerRow));
}

/**
 * A matrix in pieces that one kernel call should take at most. Dense pieces are views where the storage allows; sparse ones are written out
 * one at a time, so that a wide sparse matrix never stands in memory as a dense one.
 * @param operationsPerValue multiply-adds the kernel does for each value, such as the number of centres
 */
export function* workPieces(
  features: Dense | Csr,
  kernels: Kernels,
  operationsPerValue = 1,
): Generator<Rows, void, void> {
  const sparse = isCsr(features);
  const rows = sparse ? features.rows : rowsOf(features);
  const cols = sparse ? features.cols : colsOf(features);
  const fitting = rowsPerCall(kernels, Math.max(1, cols) * (operationsPerValue + OPERATIONS_PER_READ));
  const perPiece = Math.max(1, sparse ? Math.min(fitting, Math.floor(DENSIFIED_VALUES / cols)) : fitting);
  for (let from = 0; from < rows; from += perPiece) {
    const to = Math.min(rows, from + perPiece);
    const piece = sparse ? densify(sliceCsr(features, from, to)) : sliceRows(features, from, to);
    yield { points: rowMajor(piece), from, rows: to - from };
  }
}
