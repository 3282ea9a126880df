import { expect, test } from 'vitest';
import { symbol } from '../../../../src/algorithms/factorization-machines/symbol.js';

test.each([
  ['sparse', 'binary_classifier', 'LogisticRegressionOutput'],
  ['dense', 'regressor', 'LinearRegressionOutput'],
] as const)('a %s %s', (network, predictorType, output) => {
  const { nodes, arg_nodes, heads, node_row_ptr } = symbol({ network, predictorType, featureDim: 7, numFactors: 3 });
  expect(nodes.at(-1)).toMatchObject({ op: output, name: 'out' });
  expect(heads).toEqual([[nodes.length - 1, 0, 0]]);
  expect(node_row_ptr).toHaveLength(nodes.length + 1);
  expect(arg_nodes.map((at) => nodes[at]?.op)).toEqual(arg_nodes.map(() => 'null'));
  for (const [at, { inputs }] of nodes.entries()) for (const [input] of inputs) expect(input).toBeLessThan(at);
  expect(nodes.find(({ name }) => name === 'v')?.attrs).toMatchObject({
    __shape__: network === 'sparse' ? '(7, 3)' : '(3, 7)',
  });
});
