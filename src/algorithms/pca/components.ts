import { type Dense, dense } from '../../data/dense.js';

/** What PCA finds, the least important component first, as SageMaker's artifact has it. */
export interface Components {
  /** `[count, cols]`, orthonormal rows */
  readonly axes: Dense;
  /** `[count]`, ascending */
  readonly singularValues: Float32Array;
}

/**
 * Finishes axes for a model: as many as were asked for, each with a sign.
 * @param axes `[known, cols]`, orthonormal, ascending
 * @param squares `[known]`, squared singular values
 */
export function finishComponents(
  axes: ArrayLike<number>,
  squares: ArrayLike<number>,
  count: number,
  cols: number,
): Components {
  const known = Math.min(count, squares.length);
  const finished = new Float32Array(count * cols);
  const singularValues = new Float32Array(count);
  const missing = count - known;
  for (let index = 0; index < known; index++) {
    const from = squares.length - known + index;
    const axis = new Float64Array(cols);
    for (let col = 0; col < cols; col++) axis[col] = axes[from * cols + col] as number;
    finished.set(signed(axis), (missing + index) * cols);
    // SageMaker's artifacts have NaN where rounding left a square below zero.
    singularValues[missing + index] = Math.sqrt(Math.max(0, squares[from] as number));
  }
  completeBasis(finished, missing, cols);
  return { axes: dense(finished, count, cols), singularValues };
}

/** The sign of an axis is arbitrary; here its largest entry is positive, the first of them where several are equally large. */
function signed(axis: Float64Array): Float64Array {
  let largest = 0;
  for (const value of axis) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? axis.map((value) => -value) : axis;
}

/**
 * Fills the first `missing` rows with axes that are orthogonal to all others and to each other: directions in which the data does not vary. Unit
 * vectors are offered one after the other, less what lies along the axes that are there.
 */
function completeBasis(axes: Float32Array, missing: number, cols: number): void {
  const rows = axes.length / cols;
  let next = missing - 1;
  for (let unit = 0; next >= 0 && unit < cols; unit++) {
    const axis = new Float64Array(cols);
    axis[unit] = 1;
    // Twice is enough (Kahan and Parlett).
    for (let pass = 0; pass < 2; pass++) {
      for (let row = next + 1; row < rows; row++) takeAlong(axis, axes.subarray(row * cols, (row + 1) * cols));
    }
    const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0));
    // The squares of what is left of all unit vectors add up to the dimensions that are left: some are not small.
    if (length ** 2 < (next + 1) / (2 * cols)) continue;
    axes.set(signed(axis.map((value) => value / length)), next-- * cols);
  }
}

function takeAlong(axis: Float64Array, other: Float32Array): void {
  let along = 0;
  for (let col = 0; col < axis.length; col++) along += (axis[col] as number) * (other[col] as number);
  for (let col = 0; col < axis.length; col++) axis[col] = (axis[col] as number) - along * (other[col] as number);
}
