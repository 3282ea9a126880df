import { type Dense, dense } from '../../data/dense.js';
import { PlainNumbers } from './plain-numbers.js';

/** Above this a scan costs less than what goes before it. */
const MAX_BYTES = 8 << 10;

const COMMA = 0x2c;
const NEWLINE = 0x0a;

/**
 * A few rows of plain numbers, as most requests are: nothing but digits, signs, points, exponents, commas and line ends. `undefined` for
 * everything else, right or wrong: the reader knows what to make of it, and would read these rows as it is done here.
 * @param maxBytes more is not looked at; by default what a scan would take longer for
 */
export function readPlainCsv(bytes: Uint8Array, maxBytes = MAX_BYTES): Dense | undefined {
  if (bytes.length === 0 || bytes.length > maxBytes) return undefined;
  const { rows, cols } = shapeOf(bytes);
  // Every cell has a digit: what claims more cells than that is no table, and gets no memory.
  if (rows * cols > bytes.length) return undefined;
  const values = new Float32Array(rows * cols);
  const numbers = new PlainNumbers(bytes);
  for (let at = 0, row = 1; row <= rows; row++) {
    for (let col = 1; col <= cols; col++, at++) {
      values[at] = numbers.next();
      if (!Number.isFinite(values[at])) return undefined;
      const isEnd = row === rows && col === cols && numbers.at === bytes.length;
      if (!isEnd && bytes[numbers.at++] !== (col === cols ? NEWLINE : COMMA)) return undefined;
    }
  }
  return numbers.at === bytes.length ? dense(values, rows, cols) : undefined;
}

/** As many rows as there are lines, as many columns as the first of them has cells. */
function shapeOf(bytes: Uint8Array): { rows: number; cols: number } {
  let rows = 1;
  let cols = 1;
  const last = bytes.length - 1;
  for (let at = 0; at < last; at++) {
    const byte = bytes[at];
    if (byte === NEWLINE) rows++;
    else if (byte === COMMA && rows === 1) cols++;
  }
  return { rows, cols };
}
