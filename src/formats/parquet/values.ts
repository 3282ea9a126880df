import { loadError } from '../dmlc/texts.js';
import { parsePythonFloat } from '../python-number.js';
import type { ParquetColumn } from './columns.js';

/** Rows of the first values that somebody may object to; -1 where there are none. */
export interface Found {
  /** Infinite, or too large for float32. */
  readonly infinite: number;
  /** That, or missing. */
  readonly notFinite: number;
}

/**
 * Writes a column into a row-major matrix: every `stride`-th number from `at` on. Null and what is not there become NaN.
 * @throws UserError E_PARQUET_TEXT where a text is no number, E_PARQUET_TYPE where a fraction meets a column of integers
 */
export function fillColumn(
  into: Float32Array,
  { at, stride }: { readonly at: number; readonly stride: number },
  values: ArrayLike<unknown>,
  column: ParquetColumn,
  file: string,
): Found {
  let [infinite, notFinite] = [-1, -1];
  for (let row = 0, to = at; row < values.length; row++, to += stride) {
    const value = values[row];
    const number = typeof value === 'number' ? value : numberOf(value, column, file, row);
    into[to] = number;
    const stored = into[to] as number;
    if (stored - stored === 0) continue;
    if (notFinite < 0) notFinite = row;
    if (infinite < 0 && !Number.isNaN(stored)) infinite = row;
  }
  if (column.kind === 'integer') refuseFractions(values, column, file);
  return { infinite, notFinite };
}

function numberOf(value: unknown, { name }: ParquetColumn, file: string, row: number): number {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  const number = typeof value === 'string' ? parsePythonFloat(value) : undefined;
  if (number !== undefined) return number;
  throw loadError('parquet', 'E_PARQUET_TEXT', `could not convert string to float: '${String(value)}'`, {
    where: { file, record: row },
    hint: `Column ${name} holds text: encode it as numbers, or leave it out.`,
  });
}

/** pyarrow casts a later file's floats to the integers of the first, and gives up where that loses something. */
function refuseFractions(values: ArrayLike<unknown>, { name, type }: ParquetColumn, file: string): void {
  if (!(values instanceof Float32Array || values instanceof Float64Array || Array.isArray(values))) return;
  for (let row = 0; row < values.length; row++) {
    const value: unknown = values[row];
    if (typeof value !== 'number' || Number.isNaN(value) || Number.isInteger(value)) continue;
    const target = type.split(' ', 1)[0]?.toLowerCase() ?? '';
    throw loadError(
      'parquet',
      'E_PARQUET_TYPE',
      `Float value ${value.toFixed(6)} was truncated converting to ${target}`,
      {
        where: { file, record: row },
        hint: `Column ${name} is of integers in the first file: write the same type in all.`,
      },
    );
  }
}
