import type { RegressionTree, XgboostModel } from '../../xgboost-model.js';
import { floatText, nodesOf, splitText, type Visit } from './tree-node.js';

/** A line for each node, indented by its level: `0:[f2<2.45] yes=1,no=2,missing=1`. */
export function textTree(tree: RegressionTree, model: XgboostModel, withStats: boolean): string {
  const lines = Array.from(nodesOf(tree), (visit) =>
    tree.leftChildren[visit.node] === -1 ? leafLine(tree, visit, withStats) : splitLine(tree, visit, model, withStats),
  );
  return `${lines.join('\n')}\n`;
}

function leafLine(tree: RegressionTree, { node, depth }: Visit, withStats: boolean): string {
  const stats = withStats ? `,cover=${floatText(tree.sumHessian[node])}` : '';
  return `${'\t'.repeat(depth)}${node}:leaf=${floatText(tree.splitConditions[node])}${stats}`;
}

function splitLine(tree: RegressionTree, { node, depth }: Visit, model: XgboostModel, withStats: boolean): string {
  const stats = withStats ? `,gain=${floatText(tree.lossChanges[node])},cover=${floatText(tree.sumHessian[node])}` : '';
  const { name, kind, condition, left, right, missing } = splitText(tree, node, model);
  const tabs = '\t'.repeat(depth);
  switch (kind) {
    case 'threshold':
      return `${tabs}${node}:[${name}<${condition}] yes=${left},no=${right},missing=${missing}${stats}`;
    case 'categorical':
      return `${tabs}${node}:[${name}:{${condition}}] yes=${right},no=${left},missing=${missing}${stats}`;
    case 'indicator':
      // XGBoost does not indent these.
      return `${node}:[${name}] yes=${missing === left ? right : left},no=${missing}${stats}`;
  }
}
