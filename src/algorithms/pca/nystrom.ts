/** A pivot below this share of the largest says that its direction follows from those before it. */
const DEPENDENT = 1e-14;

/**
 * How rows X vary along orthonormal axes Q, from what one look at them along other axes A has brought: `Q X'X Q'` by Nyström's
 * approximation `X'X = Z' (A Z')^-1 Z` with `Z = A X'X`, which is exact for everything that varies within A alone, and never too much.
 *
 * @param gram `[size, size]`, `A X'X A'`, the triangle on and above the diagonal; it is used up
 * @param along `[size, count]`, `Z Q'`
 * @returns rows `[size, count]` whose products with each other those are: with `A Z' = R'R` as Cholesky has it, `R'^-1 Z Q'`
 * @see Halko, Martinsson and Tropp, Finding structure with randomness, 2011, 5.4
 */
export function nystromRows(gram: Float64Array, along: Float32Array, size: number, count: number): Float32Array {
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, gram[i * size + i] as number);
  const rows = Array.from({ length: size }, (_, i) => Float64Array.from(along.subarray(i * count, (i + 1) * count)));
  const left = Array.from({ length: size }, (_, i) => gram.subarray(i * size, (i + 1) * size));
  rows.forEach((row, pivot) => {
    const square = gram[pivot * size + pivot] as number;
    if (!(square > DEPENDENT * largest)) {
      row.fill(0);
      return;
    }
    const scale = 1 / Math.sqrt(square);
    for (let j = 0; j < count; j++) row[j] = (row[j] as number) * scale;
    const factors = (left[pivot] as Float64Array).map((value) => value * scale);
    for (let i = pivot + 1; i < size; i++) {
      const factor = factors[i] as number;
      add(rows[i] as Float64Array, -factor, row, 0);
      add(left[i] as Float64Array, -factor, factors, i);
    }
  });
  const values = new Float32Array(size * count);
  for (const [at, row] of rows.entries()) values.set(row, at * count);
  return values;
}

/** `target += factor * other`, from an index on. */
function add(target: Float64Array, factor: number, other: Float64Array, from: number): void {
  for (let at = from; at < target.length; at++) target[at] = (target[at] as number) + factor * (other[at] as number);
}
