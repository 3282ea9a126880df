/** Every objective of the container's list, under the names SageMaker takes. */
export const OBJECTIVE_NAMES = [
  'binary:logistic',
  'binary:logitraw',
  'binary:hinge',
  'count:poisson',
  'multi:softmax',
  'multi:softprob',
  'rank:pairwise',
  'rank:ndcg',
  'rank:map',
  'reg:linear',
  'reg:squarederror',
  'reg:logistic',
  'reg:gamma',
  'reg:pseudohubererror',
  'reg:squaredlogerror',
  'reg:absoluteerror',
  'reg:tweedie',
  'survival:aft',
  'survival:cox',
] as const;
export type ObjectiveName = (typeof OBJECTIVE_NAMES)[number];
