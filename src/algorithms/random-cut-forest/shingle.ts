import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';

/**
 * A time series as overlapping windows: row t of the result is steps t, t + 1, … t + size - 1 one after the other, the newest last. A forest over such
 * rows sees the shape of the last `size` steps, and not only the value of one: a day without its morning stands out although
 * none of its values does. The series stays in its order, and so do the windows.
 *
 * @param series values of one variable, or `[steps, variables]`
 * @returns `[steps - size + 1, size * variables]`; row t is complete at step t + size - 1
 * @throws UserError E_SHINGLE_SIZE where there are fewer steps than a window has
 */
export function shingle(series: ArrayLike<number> | Dense, size: number): Dense {
  const { values, steps, variables } = stepsOf(series);
  if (!Number.isSafeInteger(size) || size < 1 || size > steps) {
    throw new UserError('E_SHINGLE_SIZE', `${steps} steps cannot be seen through windows of ${size}.`, {
      hint: `Choose a whole number from 1 to ${steps}.`,
    });
  }
  const rows = steps - size + 1;
  const cols = size * variables;
  const windows = new Float32Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    windows.set(values.subarray(row * variables, row * variables + cols), row * cols);
  }
  return dense(windows, rows, cols);
}

function stepsOf(series: ArrayLike<number> | Dense) {
  if (!('shape' in series)) {
    const values = Float32Array.from(series);
    return { values, steps: values.length, variables: 1 };
  }
  return { values: rowMajor(series), steps: rowsOf(series), variables: colsOf(series) };
}

/**
 * The scores of windows as scores of steps: each step gets the highest score among the windows that hold it. A step that made a window unusual lies in
 * all the windows around it, so that an unusual stretch is marked from its first step to its last.
 * @param scores `[windows]` of a series in windows of `size`
 * @returns `[windows + size - 1]`, one for each step
 */
export function stepScores(scores: ArrayLike<number>, size: number): Float32Array {
  const steps = new Float32Array(scores.length + size - 1);
  for (let window = 0; window < scores.length; window++) {
    const score = scores[window] as number;
    for (let step = window; step < window + size; step++) steps[step] = Math.max(steps[step] as number, score);
  }
  return steps;
}
