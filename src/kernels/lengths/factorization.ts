import { FACTOR_LANES, type FactorizationKernels, SLOTS, type SparseRows } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkScores(
  ...[rows, parameters, scores]: Parameters<FactorizationKernels['factorizationScores']>
): void {
  const { linear, factors, width } = parameters;
  checkRows(rows);
  checkWidth(width);
  checkLengths({
    linear: [linear.length, rows.cols],
    factors: [factors.length, rows.cols * width],
    scores: [scores.length, rows.rows],
  });
}

export function checkTraining(
  ...[rows, labels, settings, state, scores]: Parameters<FactorizationKernels['trainFactorization']>
): void {
  checkRows(rows);
  checkWidth(state.width);
  checkShape({ batchRows: settings.batchRows });
  checkLengths({
    labels: [labels.length, rows.rows],
    bias: [state.bias.length, SLOTS],
    linear: [state.linear.length, rows.cols * SLOTS],
    factors: [state.factors.length, rows.cols * SLOTS * state.width],
    scores: [scores.length, rows.rows],
  });
}

export function checkFill(...[input, values]: Parameters<FactorizationKernels['fillRandom']>): void {
  const { width, stride } = input;
  checkShape({ width, stride });
  if (width > stride) throw new RangeError(`width is ${width}, more than stride, which is ${stride}`);
  if (values.length % stride !== 0) throw new RangeError(`values has ${values.length} elements, no rows of ${stride}`);
}

function checkRows({ rows, cols, rowStarts, columns, values }: SparseRows): void {
  checkShape({ rows, cols });
  checkLengths({ rowStarts: [rowStarts.length, rows + 1], columns: [columns.length, values.length] });
  const last = rowStarts[rows] as number;
  if (last > values.length) throw new RangeError(`rowStarts ends at ${last}, there are ${values.length} values`);
}

function checkWidth(width: number): void {
  checkShape({ width });
  if (width % FACTOR_LANES !== 0) throw new RangeError(`width is ${width}, no multiple of ${FACTOR_LANES}`);
}
