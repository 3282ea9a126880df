/**
 * XGBoost computes losses in single precision, and its numbers can only be met by doing so: each function rounds what it returns.
 */
export const float = Math.fround;

export function expf(x: number): number {
  return float(Math.exp(x));
}

export function logf(x: number): number {
  return float(Math.log(x));
}

export function log1pf(x: number): number {
  return float(Math.log1p(x));
}

/** 1 / (1 + e^-x), without an overflow on the way. */
export function sigmoid(x: number): number {
  return float(1 / float(expf(Math.min(-x, LARGEST_EXPONENT)) + 1));
}

const LARGEST_EXPONENT = float(88.7);

/** The smallest number that XGBoost lets a second derivative be. */
export const EPSILON = float(1e-16);

/** A parameter as the model file has it: nine digits tell every single-precision number apart. */
export function floatText(value: number): string {
  return String(Number(float(value).toPrecision(9)));
}
