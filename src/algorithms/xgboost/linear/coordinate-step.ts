/** First and second derivative of the loss along one weight. */
export interface Slope {
  readonly grad: number;
  readonly hess: number;
}

/** Below so little curvature nothing is known of the minimum. */
const LEAST_CURVATURE = Math.fround(1e-5);

/** How far the weight is from where the quadratic through the slope, with both penalties, is least; it stops at 0 on the way to the other sign. */
export function coordinateStep({ grad, hess }: Slope, weight: number, alpha: number, lambda: number): number {
  if (hess < LEAST_CURVATURE) return 0;
  const slope = grad + lambda * weight;
  const curvature = hess + lambda;
  if (weight - slope / curvature >= 0) return Math.max(-(slope + alpha) / curvature, -weight);
  return Math.min(-(slope - alpha) / curvature, -weight);
}
