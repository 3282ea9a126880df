import type { SplitRules } from './kernels.js';
import { leafGain, weightWithin } from './leaf-weight.js';

export type Pair = readonly [number, number];

/** The answer that lowers the loss of these rows most, held between bounds. @param sums first and second derivatives */
export function boundedWeight(rules: SplitRules, sums: Pair, bounds: Pair | undefined): number {
  return weightWithin(...sums, rules, bounds);
}

/** By how much the answer `weight` lowers the loss, twice over. */
export function gainOf(rules: SplitRules, sums: Pair, weight: number): number {
  return leafGain(...sums, weight, rules, rules.monotone !== undefined);
}
