import type { LeafPenalty } from './interface/exact.js';

/** The parameters as float32, as XGBoost keeps them. */
export function singlePrecision({ lambda, alpha, maxDeltaStep, minChildWeight }: LeafPenalty): LeafPenalty {
  return {
    lambda: Math.fround(lambda),
    alpha: Math.fround(alpha),
    maxDeltaStep: Math.fround(maxDeltaStep),
    minChildWeight: Math.fround(minChildWeight),
  };
}

/**
 * The answer w of a leaf that minimises grad w + (hess + lambda) w^2 / 2 + alpha |w|, in double precision; before `eta`.
 * @param penalty of {@link singlePrecision}
 */
export function leafWeight(
  grad: number,
  hess: number,
  { lambda, alpha, maxDeltaStep, minChildWeight }: LeafPenalty,
): number {
  if (hess < minChildWeight || hess <= 0) return 0;
  const weight = -shrunk(grad, alpha) / (hess + lambda);
  return maxDeltaStep !== 0 && Math.abs(weight) > maxDeltaStep ? Math.sign(weight) * maxDeltaStep : weight;
}

/** As float32 and kept between the bounds `[lowest, highest]` of a monotone constraint. */
export function weightWithin(
  grad: number,
  hess: number,
  penalty: LeafPenalty,
  bounds: ArrayLike<number> | undefined,
): number {
  const weight = Math.fround(leafWeight(grad, hess, penalty));
  if (bounds === undefined) return weight;
  return Math.min(Math.max(weight, bounds[0] as number), bounds[1] as number);
}

/**
 * What a leaf of this weight takes off twice the loss, as float32.
 * @param bounded whether the weight may not be the best one, because a monotone constraint holds
 */
export function leafGain(grad: number, hess: number, weight: number, penalty: LeafPenalty, bounded: boolean): number {
  if (hess <= 0) return 0;
  if (penalty.maxDeltaStep === 0 && !bounded) {
    return Math.fround(Math.fround(shrunk(grad, penalty.alpha) ** 2) / Math.fround(hess + penalty.lambda));
  }
  const slope = Math.fround(Math.fround(2 * Math.fround(grad)) * weight);
  const curve = Math.fround(Math.fround(Math.fround(hess) + penalty.lambda) * Math.fround(weight * weight));
  return -Math.fround(slope + curve);
}

/** Soft threshold: the gradient that is left of an L1 penalty. */
export function shrunk(grad: number, alpha: number): number {
  if (grad > alpha) return grad - alpha;
  return grad < -alpha ? grad + alpha : 0;
}
