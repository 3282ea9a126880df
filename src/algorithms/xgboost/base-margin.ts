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

/** Where the margins of a model start. */
export function baseMargin(objective: string, baseScore: number): number {
  return Math.fround((LINKS[objective] ?? ((score) => score))(baseScore));
}
