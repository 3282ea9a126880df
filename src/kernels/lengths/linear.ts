import { type LinearKernels, type LinearRows, paddedColumns } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkGradients(...[input, { gradients, losses }]: Parameters<LinearKernels['addLinearGradients']>) {
  checkModels(input, losses);
  const { positiveWeights, weights, models, classes } = input;
  if (positiveWeights && classes > 1) throw new RangeError('positiveWeights are for two classes only');
  checkLengths({
    gradients: [gradients.length, weights.length],
    ...(positiveWeights && { positiveWeights: [positiveWeights.length, models] }),
  });
}

export function checkLosses(...[input, { losses, outputs }]: Parameters<LinearKernels['addLinearLosses']>): void {
  checkModels(input, losses);
  const { points, models, classes } = input;
  if (outputs) checkLengths({ outputs: [outputs.length, points.rows * models * classes] });
}

function checkModels(
  input: Parameters<LinearKernels['addLinearLosses']>[0] | Parameters<LinearKernels['addLinearGradients']>[0],
  losses: Float64Array,
): void {
  const { points, weights, models, classes, means, scales, labels, rowWeights, loss } = input;
  const { rows, cols } = points;
  checkShape({ rows, cols, models, classes });
  checkRows(points);
  checkLengths({
    weights: [weights.length, (cols + 1) * paddedColumns(models * classes)],
    means: [means.length, cols],
    scales: [scales.length, cols],
    labels: [labels.length, rows],
    ...(rowWeights && { rowWeights: [rowWeights.length, rows] }),
    losses: [losses.length, models],
  });
  if (loss === 'softmax_loss') checkClasses(labels, classes);
  else if (classes !== 1) throw new RangeError(`classes is ${classes}, and ${loss} knows only one output`);
}

function checkClasses(labels: Float32Array, classes: number): void {
  const wrong = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (wrong !== undefined) throw new RangeError(`${wrong} is no class below ${classes}`);
}

function checkRows({ values, columns, rowStarts, rows, cols }: LinearRows): void {
  if (columns === undefined || rowStarts === undefined) {
    checkLengths({ values: [values.length, rows * cols] });
    return;
  }
  checkLengths({ rowStarts: [rowStarts.length, rows + 1], columns: [columns.length, values.length] });
  for (let row = 0; row < rows; row++) {
    if ((rowStarts[row] as number) > (rowStarts[row + 1] as number))
      throw new RangeError(`row ${row} ends before it starts`);
  }
  if (rowStarts[0] !== 0 || rowStarts[rows] !== values.length) {
    throw new RangeError(`rowStarts do not cover the ${values.length} values`);
  }
}

export function checkStep(...[input, state]: Parameters<LinearKernels['stepLinear']>): void {
  const { cols, steps, decays, l1, rows } = input;
  checkShape({ cols });
  if (!(rows >= 1)) throw new RangeError(`rows is ${rows}, less than 1`);
  const columns = paddedColumns(steps.length);
  const size = (cols + 1) * columns;
  checkLengths({
    steps: [steps.length, columns],
    decays: [decays.length, columns],
    l1: [l1.length, columns],
    weights: [state.weights.length, size],
    gradients: [state.gradients.length, size],
    first: [state.first.length, size],
    second: [state.second.length, size],
  });
}

export function checkScores(...[input, scores]: Parameters<LinearKernels['linearScores']>): void {
  const { points, weights, bias, classes } = input;
  const { rows, cols } = points;
  checkShape({ rows, cols, classes });
  checkRows(points);
  checkLengths({
    weights: [weights.length, cols * classes],
    bias: [bias.length, classes],
    scores: [scores.length, rows * classes],
  });
}
