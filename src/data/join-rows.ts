import { type Csr, isCsr } from './csr.js';
import { colsOf, type Dense, dense, rowMajor, rowsOf } from './dense.js';
import { joinFloats } from './join-floats.js';

/** Padding that would take more than this share of a dense matrix is not written: the rows become sparse. */
const MOST_PADDING = 0.75;

/**
 * Rows of one data set that were read in parts. Parts of different width make a matrix as wide as the widest: what a row does not
 * have is missing (NaN), or absent where the rows are sparse.
 */
export function joinRows(parts: readonly (Dense | Csr)[]): Dense | Csr {
  const cols = parts.reduce((most, part) => Math.max(most, isCsr(part) ? part.cols : colsOf(part)), 0);
  if (!parts.some(isCsr)) {
    const blocks = parts as readonly Dense[];
    const rows = blocks.reduce((sum, block) => sum + rowsOf(block), 0);
    const cells = blocks.reduce((sum, block) => sum + block.size, 0);
    if (cells === rows * cols) return dense(joinFloats(blocks.map(rowMajor)), rows, cols);
    if (rows * cols - cells <= MOST_PADDING * rows * cols) return dense(padded(blocks, rows, cols), rows, cols);
  }
  return joinSparse(
    parts.map((part) => (isCsr(part) ? part : withoutMissing(part))),
    cols,
  );
}

function padded(blocks: readonly Dense[], rows: number, cols: number): Float32Array {
  const values = new Float32Array(rows * cols).fill(Number.NaN);
  let row = 0;
  for (const block of blocks) {
    const [source, width] = [rowMajor(block), colsOf(block)];
    for (let from = 0; from < rowsOf(block); from++, row++) {
      values.set(source.subarray(from * width, (from + 1) * width), row * cols);
    }
  }
  return values;
}

/** The same rows with every value but NaN written out, zeros too. */
export function withoutMissing(block: Dense): Csr {
  const [rows, cols, source] = [rowsOf(block), colsOf(block), rowMajor(block)];
  const present = source.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  const rowStarts = new Uint32Array(rows + 1);
  const columns = new Uint32Array(present);
  const values = new Float32Array(present);
  let entry = 0;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++) {
      const value = source[at] as number;
      if (Number.isNaN(value)) continue;
      columns[entry] = col;
      values[entry++] = value;
    }
    rowStarts[row + 1] = entry;
  }
  return { rows, cols, rowStarts, columns, values };
}

function joinSparse(parts: readonly Csr[], cols: number): Csr {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const rowStarts = new Uint32Array(rows + 1);
  const columns = new Uint32Array(parts.reduce((sum, part) => sum + part.columns.length, 0));
  let [row, entry] = [0, 0];
  for (const part of parts) {
    for (let i = 1; i <= part.rows; i++) rowStarts[++row] = entry + (part.rowStarts[i] as number);
    columns.set(part.columns, entry);
    entry += part.columns.length;
  }
  return { rows, cols, rowStarts, columns, values: joinFloats(parts.map((part) => part.values)) };
}
