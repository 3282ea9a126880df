import type { RegressionTree, XgboostModel } from '../../xgboost-model.js';
import { floatText, nodesOf, splitText } from './tree-node.js';

const MISSING_COLOUR = '#0000FF';
const OTHER_COLOUR = '#FF0000';

/** For Graphviz: the way of rows without the feature is blue. */
export function dotTree(tree: RegressionTree, model: XgboostModel, withStats: boolean): string {
  const nodes = Array.from(nodesOf(tree), ({ node }) =>
    tree.leftChildren[node] === -1 ? leaf(tree, node, withStats) : split(tree, node, model, withStats),
  );
  return `digraph {\n    graph [ rankdir=TB ]\n\n${nodes.join('\n')}}`;
}

function leaf(tree: RegressionTree, node: number, withStats: boolean): string {
  const stats = withStats ? `\ncover=${floatText(tree.sumHessian[node])}` : '';
  return `    ${node} [ label="leaf=${floatText(tree.splitConditions[node])}${stats}" ]\n`;
}

function split(tree: RegressionTree, node: number, model: XgboostModel, withStats: boolean): string {
  const { name, kind, condition, left, right, missing } = splitText(tree, node, model);
  // Whole numbers are not rounded up here, as XGBoost does not.
  const threshold = floatText(tree.splitConditions[node]);
  const question = { threshold: `<${threshold}`, categorical: `:{${condition}}`, indicator: '' }[kind];
  const hasStats = withStats || kind === 'categorical';
  const stats = hasStats
    ? `\ngain=${floatText(tree.lossChanges[node])}\ncover=${floatText(tree.sumHessian[node])}`
    : '';
  const [toLeft, toRight] = kind === 'categorical' ? ['no', 'yes'] : ['yes', 'no'];
  const edge = (child: number, answer: string) => {
    const [label, colour] = child === missing ? [`${answer}, missing`, MISSING_COLOUR] : [answer, OTHER_COLOUR];
    return `    ${node} -> ${child} [label="${label}" color="${colour}"]\n`;
  };
  const label = `${name.replaceAll('"', '\\"')}${question}${stats}`;
  return `    ${node} [ label="${label}" ]\n${edge(left, toLeft)}${edge(right, toRight)}`;
}
