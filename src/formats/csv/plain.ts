import { type Dense, dense } from '../../data/dense.js';

/** Above this a scan costs less than what goes before it. */
const MAX_BYTES = 8 << 10;

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A few rows of plain numbers, as most requests are: nothing but digits, signs, points, exponents, commas and line ends. `undefined` for
 * everything else, right or wrong: the reader knows what to make of it, and would read these rows as it is done here.
 * @param maxBytes more is not looked at; by default what a scan would take longer for
 */
export function readPlainCsv(bytes: Uint8Array, maxBytes = MAX_BYTES): Dense | undefined {
  if (bytes.length === 0 || bytes.length > maxBytes) return undefined;
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const first = lines[0]?.split(',') ?? [];
  const cols = first.length;
  const values = new Float32Array(lines.length * cols);
  let at = 0;
  for (const [row, line] of lines.entries()) {
    const cells = row === 0 ? first : line.split(',');
    if (cells.length !== cols) return undefined;
    for (const cell of cells) {
      if (!NUMBER.test(cell)) return undefined;
      values[at] = Number(cell);
      if (!Number.isFinite(values[at++])) return undefined;
    }
  }
  return dense(values, lines.length, cols);
}
