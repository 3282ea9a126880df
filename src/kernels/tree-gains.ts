import type { SplitRules } from './kernels.js';

const float = Math.fround;

/** What a sum of first derivatives is worth after the L1 penalty. */
function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  if (gradient < -alpha) return gradient + alpha;
  return 0;
}

/**
 * The answer that lowers the loss of these rows most: -G / (H + lambda), for a loss that is a parabola of slope G and curvature H. Single precision, as
 * XGBoost computes it.
 */
export function leafWeight(
  { lambda, alpha, minChildWeight, maxDeltaStep }: SplitRules,
  gradient: number,
  hessian: number,
): number {
  if (hessian < minChildWeight || hessian <= 0) return 0;
  const weight = -shrink(gradient, alpha) / (hessian + lambda);
  const bounded = maxDeltaStep !== 0 && Math.abs(weight) > maxDeltaStep;
  return float(bounded ? Math.sign(weight) * maxDeltaStep : weight);
}

/** The answer, held between bounds. */
export function boundedWeight(rules: SplitRules, sums: Pair, bounds: Pair | undefined): number {
  const weight = leafWeight(rules, sums[0], sums[1]);
  return bounds === undefined ? weight : Math.min(Math.max(weight, bounds[0]), bounds[1]);
}

export type Pair = readonly [number, number];

/** By how much the answer `weight` lowers the loss, twice over. Where the answer is the best one there is a shorter way, which rounds less. */
export function gainOf(rules: SplitRules, [gradient, hessian]: Pair, weight: number): number {
  if (hessian <= 0) return 0;
  const { lambda, alpha, maxDeltaStep, monotone } = rules;
  if (maxDeltaStep === 0 && monotone === undefined) {
    return float(float(shrink(gradient, alpha) ** 2) / float(hessian + lambda));
  }
  const linear = float(float(2 * float(gradient)) * weight);
  const square = float(float(float(hessian) + lambda) * float(weight * weight));
  return float(-float(linear + square));
}
