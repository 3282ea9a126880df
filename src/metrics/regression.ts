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
