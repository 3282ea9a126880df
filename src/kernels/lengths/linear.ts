import { type LinearInput, type LinearKernels, type LinearRows, paddedColumns } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkTraining(...[input, training, state, losses]: Parameters<LinearKernels['trainLinear']>): void {
  const { points, models, classes } = input;
  const { batchRows, rowsBefore, positiveWeights, steps, decays, l1 } = training;
  checkModels(input, state.weights);
  checkShape({ batchRows });
  if (!(Number.isInteger(rowsBefore) && rowsBefore >= 0 && rowsBefore < batchRows)) {
    throw new RangeError(`rowsBefore is ${rowsBefore}, no part of a mini-batch of ${batchRows} rows`);
  }
  if (positiveWeights && classes > 1) throw new RangeError('positiveWeights are for two classes only');
  const [rows, columns] = [rowsBefore + points.rows, paddedColumns(models * classes)];
  checkLengths({
    ...(positiveWeights && { positiveWeights: [positiveWeights.length, models] }),
    steps: [steps.length, Math.floor(rows / batchRows) * columns],
    decays: [decays.length, columns],
    l1: [l1.length, columns],
    gradients: [state.gradients.length, state.weights.length],
    first: [state.first.length, state.weights.length],
    second: [state.second.length, state.weights.length],
    losses: [losses.length, Math.ceil(rows / batchRows) * models],
  });
}

export function checkLosses(...[input, { losses, outputs }]: Parameters<LinearKernels['addLinearLosses']>): void {
  checkModels(input, input.weights);
  const { points, models, classes } = input;
  checkLengths({
    losses: [losses.length, models],
    ...(outputs && { outputs: [outputs.length, points.rows * models * classes] }),
  });
}

function checkModels(input: LinearInput, weights: Float32Array): void {
  const { points, models, classes, means, scales, labels, rowWeights, loss } = input;
  const { rows, cols } = points;
  checkShape({ rows, cols, models, classes });
  checkRows(points);
  checkLengths({
    weights: [weights.length, (cols + 1) * paddedColumns(models * classes)],
    means: [means.length, cols],
    scales: [scales.length, cols],
    labels: [labels.length, rows],
    ...(rowWeights && { rowWeights: [rowWeights.length, rows] }),
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
