import type { PredictorType } from './scorekeeper.js';
import type { Network } from './steps.js';

interface Node {
  readonly op: string;
  readonly name: string;
  readonly attrs?: Readonly<Record<string, string>>;
  /** Names of nodes before it. */
  readonly inputs?: readonly string[];
}

const KEEP_AXIS = { axis: '1', keepdims: 'True' };
const [ROW_SPARSE, CSR] = ['1', '2'];

/** The factorization machine over sparse rows: `score = w0 + x w1 + ((x v)^2 summed - x^2 v^2) / 2`. */
function sparseNodes(featureDim: number, numFactors: number): Node[] {
  const variable = (name: string, shape: string) => ({
    op: 'null',
    name,
    attrs: { __shape__: shape, __storage_type__: ROW_SPARSE },
  });
  return [
    { op: 'null', name: 'data', attrs: { __storage_type__: CSR } },
    variable('w1_weight', `(${featureDim}, 1)`),
    { op: 'dot', name: 'w1', inputs: ['data', 'w1_weight'] },
    { op: 'null', name: 'w0_weight', attrs: { __shape__: '(1,)' } },
    { op: 'broadcast_add', name: 'linear', inputs: ['w1', 'w0_weight'] },
    variable('v', `(${featureDim}, ${numFactors})`),
    { op: 'dot', name: 'sums', inputs: ['data', 'v'] },
    { op: 'square', name: 'squared_sums', inputs: ['sums'] },
    { op: 'sum', name: 'together', attrs: KEEP_AXIS, inputs: ['squared_sums'] },
    { op: 'square', name: 'squared_data', inputs: ['data'] },
    { op: '_square_sum', name: 'squared_factors', attrs: KEEP_AXIS, inputs: ['v'] },
    { op: 'dot', name: 'alone', inputs: ['squared_data', 'squared_factors'] },
    { op: 'broadcast_sub', name: 'twice_pairs', inputs: ['together', 'alone'] },
  ];
}

/** The same over dense rows, as two fully connected layers. */
function denseNodes(featureDim: number, numFactors: number): Node[] {
  const layer = { no_bias: 'True', num_hidden: String(numFactors) };
  return [
    { op: 'null', name: 'data' },
    { op: 'null', name: 'Linear_Plus_Bias_weight', attrs: { __shape__: `(1, ${featureDim})` } },
    { op: 'null', name: 'Linear_Plus_Bias_bias', attrs: { __shape__: '(1,)' } },
    {
      op: 'FullyConnected',
      name: 'linear',
      attrs: { num_hidden: '1' },
      inputs: ['data', 'Linear_Plus_Bias_weight', 'Linear_Plus_Bias_bias'],
    },
    { op: 'null', name: 'v', attrs: { __shape__: `(${numFactors}, ${featureDim})` } },
    { op: 'FullyConnected', name: 'sums', attrs: layer, inputs: ['data', 'v'] },
    { op: 'square', name: 'squared_sums', inputs: ['sums'] },
    { op: 'square', name: 'squared_data', inputs: ['data'] },
    { op: 'square', name: 'squared_factors', inputs: ['v'] },
    { op: 'FullyConnected', name: 'alone', attrs: layer, inputs: ['squared_data', 'squared_factors'] },
    { op: 'elemwise_sub', name: 'per_factor', inputs: ['squared_sums', 'alone'] },
    { op: 'sum', name: 'twice_pairs', attrs: KEEP_AXIS, inputs: ['per_factor'] },
  ];
}

export interface SymbolOptions {
  readonly network: Network;
  readonly predictorType: PredictorType;
  readonly featureDim: number;
  readonly numFactors: number;
}

/**
 * The network as MXNet writes it to JSON. SageMaker's names are kept where they are known: those of the parameters, and `out_label`.
 * @see https://mxnet.apache.org/versions/1.9.1/api/python/docs/api/symbol/symbol.html
 */
export function symbol({ network, predictorType, featureDim, numFactors }: SymbolOptions) {
  const output = predictorType === 'regressor' ? 'LinearRegressionOutput' : 'LogisticRegressionOutput';
  const nodes: Node[] = [
    ...(network === 'sparse' ? sparseNodes : denseNodes)(featureDim, numFactors),
    { op: '_mul_scalar', name: 'pairs', attrs: { scalar: '0.5' }, inputs: ['twice_pairs'] },
    { op: 'broadcast_add', name: 'score', inputs: ['linear', 'pairs'] },
    { op: 'null', name: 'out_label' },
    { op: output, name: 'out', inputs: ['score', 'out_label'] },
  ];
  const index = new Map(nodes.map(({ name }, at) => [name, at]));
  return {
    nodes: nodes.map(({ op, name, attrs, inputs = [] }) => ({
      op,
      name,
      ...(attrs && { attrs }),
      inputs: inputs.map((input) => [index.get(input) as number, 0, 0]),
    })),
    arg_nodes: nodes.flatMap(({ op }, at) => (op === 'null' ? [at] : [])),
    node_row_ptr: Array.from({ length: nodes.length + 1 }, (_, at) => at),
    heads: [[nodes.length - 1, 0, 0]],
    attrs: { mxnet_version: ['int', 10901] },
  };
}
