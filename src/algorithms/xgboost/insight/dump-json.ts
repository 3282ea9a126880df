import type { RegressionTree, XgboostModel } from '../../xgboost-model.js';
import { floatText, splitText } from './tree-node.js';

/** Objects inside objects, in XGBoost's line breaks. */
export function jsonTree(tree: RegressionTree, model: XgboostModel, withStats: boolean): string {
  const parts: string[] = [];
  // Either a node that is to be written, or text that closes one.
  const waiting: (string | { readonly node: number; readonly depth: number })[] = [{ node: 0, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string') {
      parts.push(next);
      continue;
    }
    const { node, depth } = next;
    parts.push(depth === 0 ? '' : '\n', '  '.repeat(depth + 1));
    if (tree.leftChildren[node] === -1) {
      parts.push(leaf(tree, node, withStats));
      continue;
    }
    const { left, right } = splitText(tree, node, model);
    parts.push(splitStart(tree, node, depth, model, withStats));
    const child = (of: number) => ({ node: of, depth: depth + 1 });
    waiting.push(`\n${'  '.repeat(depth + 1)}]}`, child(right), ', ', child(left));
  }
  return parts.join('');
}

function leaf(tree: RegressionTree, node: number, withStats: boolean): string {
  const stats = withStats ? `, "cover": ${floatText(tree.sumHessian[node])} ` : '';
  return `{ "nodeid": ${node}, "leaf": ${floatText(tree.splitConditions[node])} ${stats}}`;
}

function splitStart(
  tree: RegressionTree,
  node: number,
  depth: number,
  model: XgboostModel,
  withStats: boolean,
): string {
  const { name, kind, condition, left, right, missing } = splitText(tree, node, model);
  const stats = withStats
    ? `, "gain": ${floatText(tree.lossChanges[node])}, "cover": ${floatText(tree.sumHessian[node])}`
    : '';
  const start = `{ "nodeid": ${node}, "depth": ${depth}, "split": ${JSON.stringify(name)}`;
  switch (kind) {
    case 'threshold':
      return `${start}, "split_condition": ${condition}, "yes": ${left}, "no": ${right}, "missing": ${missing} ${stats}, "children": [`;
    case 'categorical':
      return `${start}, "split_condition": [${condition.replaceAll(',', ', ')}], "yes": ${right}, "no": ${left}, "missing": ${missing} ${stats}, "children": [`;
    case 'indicator':
      return `${start}, "yes": ${missing === left ? right : left}, "no": ${missing} ${stats}, "children": [`;
  }
}
