import type { RegressionTree, XgboostModel } from '../../xgboost-model.js';
import { generalText } from '../general-text.js';
import { featureName } from './feature-names.js';

const FLOAT_DIGITS = 9;

export function floatText(value: number | undefined): string {
  return generalText(value as number, FLOAT_DIGITS);
}

/** A split as it is told to people. */
export interface SplitText {
  readonly name: string;
  /** `categorical` asks whether a row has one of the categories; `indicator` whether it has the feature at all. */
  readonly kind: 'threshold' | 'categorical' | 'indicator';
  /** A number, or categories with commas between them. */
  readonly condition: string;
  readonly left: number;
  readonly right: number;
  /** Where rows without the feature go. */
  readonly missing: number;
}

export function splitText(tree: RegressionTree, node: number, model: XgboostModel): SplitText {
  const column = tree.splitIndices[node] as number;
  const [left, right] = [tree.leftChildren[node] as number, tree.rightChildren[node] as number];
  const categories = tree.categories?.get(node);
  const type = model.featureTypes[column];
  const common = {
    name: featureName(model, column),
    left,
    right,
    missing: tree.defaultLeft[node] === 1 ? left : right,
  };
  if (categories !== undefined) return { ...common, kind: 'categorical', condition: categories.join(',') };
  const threshold = tree.splitConditions[node] as number;
  const condition = type === 'int' ? String(Math.ceil(threshold)) : floatText(threshold);
  return { ...common, kind: type === 'i' ? 'indicator' : 'threshold', condition };
}

export interface Visit {
  readonly node: number;
  readonly depth: number;
}

/** From the root down, left before right. */
export function* nodesOf({ leftChildren, rightChildren }: RegressionTree): Generator<Visit, void, void> {
  const waiting: Visit[] = [{ node: 0, depth: 0 }];
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    yield visit;
    const { node, depth } = visit;
    if (leftChildren[node] === -1) continue;
    waiting.push(
      { node: rightChildren[node] as number, depth: depth + 1 },
      { node: leftChildren[node] as number, depth: depth + 1 },
    );
  }
}
