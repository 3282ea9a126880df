/** When an event came, as far as it is known: between the two, which are equal where it was seen. Infinity above: later than the lower one. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface SurvivalLabels {
  /** `[rows]`: times of events; below 0, the time until which nothing had happened */
  readonly labels: Float32Array;
  /** `[rows]`, in place of the labels */
  readonly labelLowerBounds?: Float32Array;
  readonly labelUpperBounds?: Float32Array;
}

export function intervalOf({ labels, labelLowerBounds, labelUpperBounds }: SurvivalLabels, row: number): Interval {
  if (labelLowerBounds !== undefined && labelUpperBounds !== undefined) {
    return { lower: labelLowerBounds[row] as number, upper: labelUpperBounds[row] as number };
  }
  const label = labels[row] as number;
  return { lower: Math.abs(label), upper: label < 0 ? Infinity : label };
}

/** Rows from the smallest absolute label up; equal ones as they stand. */
export function byAbsoluteLabel(labels: Float32Array): Uint32Array {
  const order = Uint32Array.from({ length: labels.length }, (_, row) => row);
  return order.sort((a, b) => Math.abs(labels[a] as number) - Math.abs(labels[b] as number) || a - b);
}

/**
 * -ln of the partial likelihood of Cox's model, per event.
 * @param hazards `[rows]`, exponentials of the margins
 */
export function coxLoss(hazards: Float32Array, labels: Float32Array): number {
  const order = byAbsoluteLabel(labels);
  let atRisk = hazards.reduce((sum, hazard) => sum + hazard, 0);
  let [loss, events, leaving] = [0, 0, 0];
  for (let at = 0; at < order.length; at++) {
    const row = order[at] as number;
    const label = labels[row] as number;
    if (label > 0) {
      loss -= Math.fround(Math.log(hazards[row] as number)) - Math.log(atRisk);
      events++;
    }
    leaving += hazards[row] as number;
    const next = order[at + 1];
    if (next !== undefined && Math.abs(label) >= Math.abs(labels[next] as number)) continue;
    atRisk -= leaving;
    leaving = 0;
  }
  return loss / events;
}

export type AftDistribution = 'normal' | 'logistic' | 'extreme';

/** The noise of an accelerated failure time model: its density, its cumulative, and the density's first two derivatives. */
interface Distribution {
  density(z: number): number;
  cumulative(z: number): number;
  slope(z: number): number;
  curvature(z: number): number;
  /** What the derivatives of the loss tend to far away, where they can no longer be computed: below and above the interval. */
  readonly limits: (sigma: number) => {
    readonly gradient: readonly [number, number];
    readonly hessian: readonly [number, number];
  };
}

const LARGEST_GRADIENT = 15;
const LARGEST_HESSIAN = 15;
const SMALLEST_HESSIAN = 1e-16;
/** A likelihood below this counts as this. */
const SMALLEST_LIKELIHOOD = 1e-12;

const normal: Distribution = {
  density: (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI),
  cumulative: (z) => 0.5 * (1 + errorFunction(z / Math.SQRT2)),
  slope: (z) => -z * normal.density(z),
  curvature: (z) => (z * z - 1) * normal.density(z),
  limits: (sigma) => ({
    gradient: [-LARGEST_GRADIENT, LARGEST_GRADIENT],
    hessian: [1 / (sigma * sigma), 1 / (sigma * sigma)],
  }),
};

const logistic: Distribution = {
  density(z) {
    const w = Math.exp(z);
    return Number.isFinite(w * w) ? w / (1 + w) ** 2 : 0;
  },
  cumulative(z) {
    const w = Math.exp(z);
    return Number.isFinite(w) ? w / (1 + w) : 1;
  },
  slope(z) {
    const w = Math.exp(z);
    return Number.isFinite(w) ? (logistic.density(z) * (1 - w)) / (1 + w) : 0;
  },
  curvature(z) {
    const w = Math.exp(z);
    return Number.isFinite(w * w) ? (logistic.density(z) * (w * w - 4 * w + 1)) / (1 + w) ** 2 : 0;
  },
  limits: (sigma) => ({ gradient: [-1 / sigma, 1 / sigma], hessian: [SMALLEST_HESSIAN, SMALLEST_HESSIAN] }),
};

/** The smallest of many: Gumbel's. */
const extreme: Distribution = {
  density(z) {
    const w = Math.exp(z);
    return Number.isFinite(w) ? w * Math.exp(-w) : 0;
  },
  cumulative: (z) => 1 - Math.exp(-Math.exp(z)),
  slope(z) {
    const w = Math.exp(z);
    return Number.isFinite(w) ? (1 - w) * extreme.density(z) : 0;
  },
  curvature(z) {
    const w = Math.exp(z);
    return Number.isFinite(w * w) ? (w * w - 3 * w + 1) * extreme.density(z) : 0;
  },
  limits: (sigma) => ({ gradient: [-LARGEST_GRADIENT, 1 / sigma], hessian: [LARGEST_HESSIAN, SMALLEST_HESSIAN] }),
};

const DISTRIBUTIONS: Readonly<Record<AftDistribution, Distribution>> = { normal, logistic, extreme };

/** The loss -ln likelihood of an accelerated failure time model, and its derivatives by the predicted logarithm of the time. */
export function accelerated(name: AftDistribution, sigma: number) {
  const distribution = DISTRIBUTIONS[name];
  return {
    loss(known: Interval, predicted: number): number {
      if (known.lower === known.upper) {
        const z = (Math.log(known.lower) - predicted) / sigma;
        return -Math.log(Math.max(distribution.density(z) / (sigma * known.lower), SMALLEST_LIKELIHOOD));
      }
      const { mass } = ends(distribution, known, predicted, sigma);
      return -Math.log(Math.max(mass, SMALLEST_LIKELIHOOD));
    },
    gradient(known: Interval, predicted: number): number {
      const { density, slope, mass, isBelow } = ends(distribution, known, predicted, sigma);
      const isSeen = known.lower === known.upper;
      const denominator = sigma * (isSeen ? density : mass);
      const gradient = (isSeen ? slope : density) / denominator;
      if (denominator < SMALLEST_LIKELIHOOD && !Number.isFinite(gradient)) {
        return clip(limit(known, isBelow, distribution.limits(sigma).gradient, 0), -LARGEST_GRADIENT, LARGEST_GRADIENT);
      }
      return clip(gradient, -LARGEST_GRADIENT, LARGEST_GRADIENT);
    },
    hessian(known: Interval, predicted: number): number {
      const { density, slope, curvature, mass, isBelow } = ends(distribution, known, predicted, sigma);
      const isSeen = known.lower === known.upper;
      const numerator = isSeen ? slope * slope - density * curvature : density * density - mass * slope;
      const denominator = (sigma * (isSeen ? density : mass)) ** 2;
      const hessian = numerator / denominator;
      if (denominator < SMALLEST_LIKELIHOOD && !Number.isFinite(hessian)) {
        const atLimit = limit(known, isBelow, distribution.limits(sigma).hessian, SMALLEST_HESSIAN);
        return clip(atLimit, SMALLEST_HESSIAN, LARGEST_HESSIAN);
      }
      return clip(hessian, SMALLEST_HESSIAN, LARGEST_HESSIAN);
    },
  };
}

/** Density and its derivatives at the time of an event; the differences between the two ends of an interval where it was not seen. */
function ends(distribution: Distribution, { lower, upper }: Interval, predicted: number, sigma: number) {
  const zLower = (Math.log(lower) - predicted) / sigma;
  if (lower === upper) {
    return {
      density: distribution.density(zLower),
      slope: distribution.slope(zLower),
      curvature: distribution.curvature(zLower),
      mass: 0,
      isBelow: zLower > 0,
    };
  }
  const zUpper = (Math.log(upper) - predicted) / sigma;
  const [hasLower, hasUpper] = [lower > 0, Number.isFinite(upper)];
  const difference = (of: (z: number) => number, beyond: number) =>
    (hasUpper ? of(zUpper) : beyond) - (hasLower ? of(zLower) : 0);
  return {
    density: difference(distribution.density, 0),
    slope: difference(distribution.slope, 0),
    curvature: 0,
    mass: difference(distribution.cumulative, 1),
    isBelow: (hasUpper && zUpper > 0) || (hasLower && zLower > 0),
  };
}

/** An end that is not known pulls at nothing. */
function limit({ lower, upper }: Interval, isBelow: boolean, ends: readonly [number, number], none: number): number {
  if (isBelow) return lower <= 0 ? none : ends[0];
  return Number.isFinite(upper) ? ends[1] : none;
}

function clip(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/**
 * erf(x) to about 1e-15: its series near 0, the continued fraction of erfc far from it.
 * @see https://dlmf.nist.gov/7.6.E2 and https://dlmf.nist.gov/7.9.E1
 */
export function errorFunction(x: number): number {
  const absolute = Math.abs(x);
  if (absolute > 6) return Math.sign(x);
  if (absolute < 2.5) {
    let [term, sum] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = 0;
  for (let n = 60; n >= 1; n--) fraction = n / 2 / (absolute + fraction);
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (absolute + fraction));
}
