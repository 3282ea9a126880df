/** What singular values say of the data, outside of what SageMaker stores and answers. */

/**
 * The share of the variance that each component captures.
 * @param singularValues in any order; NaN, as artifacts of SageMaker's have it, counts as 0
 * @param totalVariance mean squared distance of the training rows to their mean, with the number of `rows`. Without it the components count as all
 * there is, as users of SageMaker's artifacts do.
 */
export function explainedVarianceRatio(
  singularValues: ArrayLike<number>,
  all?: { readonly totalVariance: number; readonly rows: number },
): Float64Array {
  const squares = Float64Array.from(singularValues, (value) => (Number.isNaN(value) ? 0 : value * value));
  const total = all === undefined ? squares.reduce((sum, value) => sum + value, 0) : all.totalVariance * all.rows;
  // Where nothing varies, nothing is lost.
  return squares.map((square) => (total > 0 ? square / total : 1 / squares.length));
}
