import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowsOf } from '../../data/dense.js';
import { letOthersRun } from '../../kernels/wasm/pieces.js';
import type { LinearBooster } from '../xgboost-model.js';

/** Rows between two looks at the signal, a turn for others with each. */
const ROWS_AT_ONCE = 4096;

/**
 * Adds the bias and then weight times value, value by value in float32, as XGBoost does. Missing values add nothing.
 * @param margins `[rows, groups]`
 */
export async function addLinearMargins(
  booster: LinearBooster,
  rows: Dense | Csr,
  margins: Float32Array,
  signal?: AbortSignal,
): Promise<void> {
  const count = isCsr(rows) ? rows.rows : rowsOf(rows);
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    signal?.throwIfAborted();
    if (from > 0) await letOthersRun();
    for (let row = from; row < Math.min(count, from + ROWS_AT_ONCE); row++) {
      for (let group = 0; group < booster.groups; group++) addRow(booster, rows, row, group, margins);
    }
  }
}

function addRow(
  { weights, groups }: LinearBooster,
  rows: Dense | Csr,
  row: number,
  group: number,
  margins: Float32Array,
) {
  const at = row * groups + group;
  const bias = weights[weights.length - groups + group] as number;
  let sum = Math.fround(bias + (margins[at] as number));
  eachValue(rows, row, (column, value) => {
    sum = Math.fround(sum + Math.fround(value * (weights[column * groups + group] as number)));
  });
  margins[at] = sum;
}

/**
 * Adds what each feature adds, and the bias in the last column.
 * @param contributions `[rows, groups, features + 1]`
 */
export function addLinearContributions(booster: LinearBooster, rows: Dense | Csr, contributions: Float32Array): void {
  const { weights, groups } = booster;
  const width = weights.length / groups;
  const count = isCsr(rows) ? rows.rows : rowsOf(rows);
  for (let row = 0; row < count; row++) {
    for (let group = 0; group < groups; group++) {
      const first = (row * groups + group) * width;
      eachValue(rows, row, (column, value) => {
        contributions[first + column] = value * (weights[column * groups + group] as number);
      });
      contributions[first + width - 1] = weights[weights.length - groups + group] as number;
    }
  }
}

/** Values that are not missing. */
function eachValue(rows: Dense | Csr, row: number, visit: (column: number, value: number) => void): void {
  if (isCsr(rows)) {
    const [from, to] = [rows.rowStarts[row] as number, rows.rowStarts[row + 1] as number];
    for (let entry = from; entry < to; entry++)
      visitPresent(rows.columns[entry] as number, rows.values[entry] as number, visit);
  } else {
    for (let column = 0; column < colsOf(rows); column++) visitPresent(column, rows.get(row, column), visit);
  }
}

function visitPresent(column: number, value: number, visit: (column: number, value: number) => void): void {
  if (!Number.isNaN(value)) visit(column, value);
}
