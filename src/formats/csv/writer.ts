import { type Csr, densify, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';

/**
 * Writes rows as SageMaker's first-party algorithms read them: labels first, no header, LF at the end of every line.
 * Every number is the shortest text that reads back to the same float32; NaN is written as `nan`.
 * @param labels `[rows, labelSize]`, row-major; the width follows from the length
 * @throws UserError E_CSV_INFINITE
 */
export function encodeCsv(rows: Dense | Csr, labels: Float32Array = new Float32Array()): Uint8Array {
  const matrix = isCsr(rows) ? densify(rows) : rows;
  const [count, cols] = [rowsOf(matrix), colsOf(matrix)];
  const labelSize = count === 0 ? 0 : labels.length / count;
  if (!Number.isInteger(labelSize)) throw new RangeError(`${labels.length} labels do not fit ${count} rows`);
  const values = rowMajor(matrix);
  const lines: string[] = [];
  for (let row = 0; row < count; row++) {
    const label = labels.subarray(row * labelSize, (row + 1) * labelSize);
    const features = values.subarray(row * cols, (row + 1) * cols);
    lines.push(`${[...label, ...features].map(csvNumber).join(',')}\n`);
  }
  return new TextEncoder().encode(lines.join(''));
}

/** The shortest text that reads back to the same float32. */
export function csvNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) {
    throw new UserError('E_CSV_INFINITE', 'Infinity cannot be written as CSV: no reader of SageMaker takes it.');
  }
  if (Object.is(value, -0)) return '-0';
  if (Number.isInteger(value) && Math.abs(value) < FIRST_ROUNDED_INTEGER) return String(value);
  // Six digits survive the way through a normal float32, so that no shorter text needs a trial of its own.
  for (let digits = Math.abs(value) < SMALLEST_NORMAL ? 1 : 6; digits < MOST_DIGITS; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(MOST_DIGITS)));
}

const FIRST_ROUNDED_INTEGER = 1e6;
const SMALLEST_NORMAL = 2 ** -126;
/** Always enough for a float32. */
const MOST_DIGITS = 9;
