import type { RegressionTree, XgboostModel } from '../../xgboost-model.js';
import { featureName } from './feature-names.js';

/**
 * - `weight`: how often trees ask for the feature; of a linear booster, its coefficient
 * - `gain`, `cover`: what a split on it gained, and the second derivatives that came to it, on average
 * - `total_gain`, `total_cover`: the same added up
 */
export type ImportanceType = 'weight' | 'gain' | 'cover' | 'total_gain' | 'total_cover';

/**
 * What each feature was worth in the training, by name, as `Booster.get_score` tells it: features that no tree asks for are left out.
 * @returns a number, or of a linear booster with several classes one for each
 * @throws RangeError where a linear booster is asked for anything but `weight`
 */
export function importance(model: XgboostModel, type: ImportanceType = 'weight'): Record<string, number | number[]> {
  const { booster } = model;
  if (booster.kind === 'gblinear') {
    if (type !== 'weight') throw new RangeError('a linear booster knows only the importance "weight"');
    const { weights, groups } = booster;
    return named(
      model,
      Array.from({ length: model.numFeature }, (_, column) => {
        const own = Array.from(weights.subarray(column * groups, (column + 1) * groups));
        return [column, groups === 1 ? (own[0] as number) : own] as const;
      }),
    );
  }
  const totals = splitTotals(booster.trees, type.endsWith('cover') ? 'sumHessian' : 'lossChanges');
  const scores = [...totals]
    .sort(([a], [b]) => a - b)
    .map(([column, { splits, total }]) => {
      if (type === 'weight') return [column, splits] as const;
      return [column, type.startsWith('total_') ? total : Math.fround(total / splits)] as const;
    });
  return named(model, scores);
}

function named(model: XgboostModel, scores: readonly (readonly [number, number | number[]])[]) {
  return Object.fromEntries(scores.map(([column, score]) => [featureName(model, column), score]));
}

/** In float32 and in XGBoost's order, from each root down and right before left, so that the last digits agree too. */
function splitTotals(trees: readonly RegressionTree[], statistic: 'lossChanges' | 'sumHessian') {
  const totals = new Map<number, { splits: number; total: number }>();
  for (const tree of trees) {
    for (const node of splitsOf(tree)) {
      const column = tree.splitIndices[node] as number;
      const { splits, total } = totals.get(column) ?? { splits: 0, total: 0 };
      totals.set(column, { splits: splits + 1, total: Math.fround(total + (tree[statistic][node] as number)) });
    }
  }
  return totals;
}

function* splitsOf({ leftChildren, rightChildren }: RegressionTree): Generator<number, void, void> {
  const waiting = [0];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (leftChildren[node] === -1) continue;
    yield node;
    waiting.push(leftChildren[node] as number, rightChildren[node] as number);
  }
}
