import { type Csr, isCsr } from './csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from './dense.js';

/** The same numbers without their zeros; -0 and NaN are no zeros and stay. What is sparse already comes back as it is. */
export function sparsify(rows: Dense | Csr): Csr {
  if (isCsr(rows)) return rows;
  const [count, cols, values] = [rowsOf(rows), colsOf(rows), rowMajor(rows)];
  const kept = values.reduce((sum, value) => sum + (isZero(value) ? 0 : 1), 0);
  const sparse = {
    rows: count,
    cols,
    rowStarts: new Uint32Array(count + 1),
    columns: new Uint32Array(kept),
    values: new Float32Array(kept),
  };
  let entry = 0;
  for (let row = 0, at = 0; row < count; row++) {
    for (let col = 0; col < cols; col++, at++) {
      const value = values[at] as number;
      if (isZero(value)) continue;
      sparse.columns[entry] = col;
      sparse.values[entry++] = value;
    }
    sparse.rowStarts[row + 1] = entry;
  }
  return sparse;
}

function isZero(value: number): boolean {
  return value === 0 && !Object.is(value, -0);
}
