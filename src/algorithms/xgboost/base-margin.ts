/** What a prediction is as a margin: the inverse of an objective's transform. Objectives that are not named here transform nothing. */
const LINKS: Readonly<Record<string, (score: number) => number>> = {
  'binary:logistic': logit,
  'reg:logistic': logit,
  'count:poisson': Math.log,
  'reg:gamma': Math.log,
  'reg:tweedie': Math.log,
  'survival:aft': Math.log,
  'survival:cox': Math.log,
};

/** In float32, step by step, as XGBoost does it. */
function logit(score: number): number {
  return -Math.log(Math.fround(Math.fround(1 / score) - 1));
}

/**
 * Where the margins of a model start.
 * @param version of the XGBoost that wrote the model, where it says so
 */
export function baseMargin(objective: string, baseScore: number, version?: readonly [number, number, number]): number {
  const link = isEarlyRaw(objective, version) ? logit : LINKS[objective];
  return Math.fround(link === undefined ? baseScore : link(baseScore));
}

/** From version 1.0 to 1.2 the base score of `binary:logitraw` was a probability; it is a margin before and since. */
export function isEarlyRaw(objective: string, [major, minor]: readonly number[] = []): boolean {
  return objective === 'binary:logitraw' && major === 1 && (minor as number) < 3;
}
