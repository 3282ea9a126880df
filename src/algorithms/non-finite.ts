import { type Csr, isCsr } from '../data/csr.js';
import { colsOf, type Dense, rowMajor } from '../data/dense.js';
import type { Kernels } from '../kernels/kernels.js';

/** A call on this many values takes a few milliseconds on any backend. */
const VALUES_PER_CALL = 1 << 22;

export interface NonFinite {
  readonly row: number;
  /** 0-based */
  readonly column: number;
  readonly value: number;
}

/** The first value of the rows that is NaN or infinite. */
export async function firstNonFinite(
  rows: Dense | Csr,
  { kernels, signal }: { readonly kernels: Kernels; readonly signal?: AbortSignal | undefined },
): Promise<NonFinite | undefined> {
  const values = isCsr(rows) ? rows.values : rowMajor(rows);
  for (let from = 0; from < values.length; from += VALUES_PER_CALL) {
    const found = await kernels.findNonFinite(values.subarray(from, from + VALUES_PER_CALL));
    signal?.throwIfAborted();
    if (found >= 0) return { ...position(rows, from + found), value: values[from + found] as number };
  }
  return undefined;
}

function position(rows: Dense | Csr, at: number): { row: number; column: number } {
  if (!isCsr(rows)) return { row: Math.floor(at / colsOf(rows)), column: at % colsOf(rows) };
  return { row: rows.rowStarts.findIndex((start) => start > at) - 1, column: rows.columns[at] as number };
}
