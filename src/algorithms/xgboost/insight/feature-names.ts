import type { XgboostModel } from '../../xgboost-model.js';

/** The name that the training gave, else `f0`, `f1` … */
export function featureName({ featureNames }: Pick<XgboostModel, 'featureNames'>, column: number): string {
  return featureNames[column] ?? `f${column}`;
}
