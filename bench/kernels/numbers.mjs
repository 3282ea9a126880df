import { Random } from '../../dist/data/random.js';

export const SEED = 1;

/** Normal draws, row-major. */
export function randomMatrix(rows, cols) {
  const random = new Random(SEED);
  return Float32Array.from({ length: rows * cols }, () => random.normal());
}
