/** Two words of 32 bits. */
type Seed = readonly [number, number];

/** Standard normal: a function of the seed and of the draw's number alone. */
export function drawNormal(seed: Seed, index: number): number {
  return normalQuantile(uniform(seed, index));
}

/** Uniform between -1 and 1. */
export function drawUniform(seed: Seed, index: number): number {
  return 2 * uniform(seed, index) - 1;
}

/** Between 0 and 1, both excluded. */
function uniform(seed: Seed, index: number): number {
  const low = mix((index % 2 ** 32) ^ seed[0]);
  const bits = mix(low ^ seed[1] ^ Math.imul(Math.floor(index / 2 ** 32), 0x9e3779b9));
  return ((bits >>> 0) + 0.5) / 2 ** 32;
}

/** Wellons' `lowbias32`: every bit of the input moves every bit of the output, about half of the time. */
function mix(input: number): number {
  let word = Math.imul(input ^ (input >>> 16), 0x7feb352d);
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b);
  return word ^ (word >>> 16);
}

/**
 * The standard normal number that a share of `p` lies below, within 1.2e-9 of it.
 * @see P. J. Acklam, An algorithm for computing the inverse normal cumulative distribution function
 */
export function normalQuantile(p: number): number {
  if (p < TAIL) return tail(p);
  if (p > 1 - TAIL) return -tail(1 - p);
  const q = p - 0.5;
  const r = q * q;
  return (q * polynomial(A, r)) / (polynomial(B, r) * r + 1);
}

function tail(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  return polynomial(C, q) / (polynomial(D, q) * q + 1);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

const TAIL = 0.02425;
const A = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const B = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1];
const C = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];
