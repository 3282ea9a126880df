export type LooksLike = 'classes' | 'row-numbers';

const FEWEST_ROWS = 20;
const MOST_CLASSES = 30;

/**
 * What the first column of a matrix looks like, where it looks like something that is no feature: whole numbers from 0 or 1 on, none left
 * out, while the other columns are not like that; or a number that rises by one from row to row.
 * @param values `[rows, cols]`, the first rows of a data set
 */
export function looksOf(values: Float32Array, cols: number): LooksLike | undefined {
  const rows = cols === 0 ? 0 : Math.floor(values.length / cols);
  if (rows < FEWEST_ROWS || cols < 2) return undefined;
  const column = (index: number) => Array.from({ length: rows }, (_, row) => values[row * cols + index] as number);
  const first = column(0);
  if (first.every((value, row) => value === (first[0] as number) + row)) return 'row-numbers';
  if (!areClasses(first)) return undefined;
  const others = Array.from({ length: Math.min(cols, 100) - 1 }, (_, index) => column(index + 1));
  return others.filter(areClasses).length <= others.length / 4 ? 'classes' : undefined;
}

function areClasses(values: readonly number[]): boolean {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const [least = -1] = distinct;
  const fewEnough = distinct.length > 1 && distinct.length <= Math.min(MOST_CLASSES, values.length / 4);
  return fewEnough && (least === 0 || least === 1) && distinct.every((value, index) => value === least + index);
}
