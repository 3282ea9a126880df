/** Mean squared error. @param predicted `[rows]` @param labels `[rows]` */
export function mse(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  return meanOf(predicted, labels, (error) => error * error);
}

/** Root of the mean squared error, in the unit of the labels. */
export function rmse(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  return Math.sqrt(mse(predicted, labels));
}

/** Mean absolute error, in the unit of the labels. */
export function absoluteLoss(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  return meanOf(predicted, labels, Math.abs);
}

function meanOf(predicted: ArrayLike<number>, labels: ArrayLike<number>, cost: (error: number) => number): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += cost((predicted[row] as number) - (labels[row] as number));
  return sum / labels.length;
}

/** Share of the labels' variance that the predictions explain; 1 where both are constant and equal, 0 where the labels alone are constant. */
export function rSquared(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  let mean = 0;
  for (let row = 0; row < labels.length; row++) mean += (labels[row] as number) / labels.length;
  const variance = mse(new Float64Array(labels.length).fill(mean), labels);
  const error = mse(predicted, labels);
  if (variance !== 0) return 1 - error / variance;
  return error === 0 ? 1 : 0;
}
