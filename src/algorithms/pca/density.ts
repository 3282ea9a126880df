import { type Csr, densify, isCsr } from '../../data/csr.js';
import type { Dense } from '../../data/dense.js';

/** With more of its values present than this, a sparse row costs more to compute with than the same row written out. */
const DENSE_SHARE = 1 / 8;

/** Whether so many entries are better written out. */
export function isCrowded(entries: number, cells: number): boolean {
  return entries > DENSE_SHARE * cells;
}

/** Sparse rows as they are, or written out where they are crowded. */
export function worthwhile(rows: Dense | Csr): Dense | Csr {
  return isCsr(rows) && isCrowded(rows.columns.length, rows.rows * rows.cols) ? densify(rows) : rows;
}
