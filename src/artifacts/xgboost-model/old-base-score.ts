const EXPONENTIAL = new Set(['count:poisson', 'reg:gamma', 'reg:tweedie', 'survival:cox']);
const LOGISTIC = new Set(['binary:logistic', 'reg:logistic']);

/** Before version 1.0 a binary held the base score as a margin; it has been a prediction ever since. */
export function predictionOfOldMargin(objective: string, margin: number): number {
  if (LOGISTIC.has(objective)) return Math.fround(1 / (1 + Math.exp(-margin)));
  return EXPONENTIAL.has(objective) ? Math.fround(Math.exp(margin)) : margin;
}
