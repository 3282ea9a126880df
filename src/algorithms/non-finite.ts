import { type Csr, isCsr } from '../data/csr.js';
import { colsOf, type Dense, rowMajor } from '../data/dense.js';
import { UserError } from '../errors.js';
import type { Kernels } from '../kernels/kernels.js';

/** A call on this many values takes a few milliseconds on any backend. */
const VALUES_PER_CALL = 1 << 22;

export interface NonFinite {
  readonly row: number;
  /** 0-based */
  readonly column: number;
  readonly value: number;
}

/** Fewer are looked at here, before a kernel would have been called. */
const FEW_VALUES = 4096;

interface Context {
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Rows to be answered must be numbers: what comes of others is no answer, and another one on another backend.
 * @param lacks what such a row does not have: `no nearest neighbours`
 * @throws UserError E_NOT_FINITE with row and column
 */
export async function refuseNonFinite(rows: Dense | Csr, context: Context, lacks: string): Promise<void> {
  const values = isCsr(rows) ? rows.values : rowMajor(rows);
  if (values.length <= FEW_VALUES && values.every(Number.isFinite)) return;
  const found = await firstNonFinite(rows, context);
  if (found === undefined) return;
  throw new UserError('E_NOT_FINITE', `A row with a value that is ${found.value} has ${lacks}.`, {
    where: { record: found.row, column: found.column + 1 },
    hint: 'Leave the row out, or put a number in its place.',
  });
}

/** The first value of the rows that is NaN or infinite. */
export async function firstNonFinite(rows: Dense | Csr, { kernels, signal }: Context): Promise<NonFinite | undefined> {
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
