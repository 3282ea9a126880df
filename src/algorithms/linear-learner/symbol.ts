import type { LinearLoss } from '../../kernels/kernels.js';

/** What SageMaker's own artifacts name: the release of MXNet their symbols were written by. */
const MXNET_VERSION = 10301;

/** Layers that pass an output on as it is while predicting, sigmoid and softmax but for the two classifiers that answer probabilities. */
const OUTPUT_LAYERS: Partial<Record<LinearLoss, string>> = {
  logistic: 'LogisticRegressionOutput',
  softmax_loss: 'SoftmaxOutput',
  absolute_loss: 'MAERegressionOutput',
};

/**
 * The graph of a model as MXNet reads it, `out(dot(data, fc0_weight) + fc0_bias)`, on features as they are: the scaler is part of the
 * weights. Nodes carry the number of models, as those of SageMaker do, whose graph is the last of so many.
 */
export function symbol(
  { loss, biasLrMult, models }: { readonly loss: LinearLoss; readonly biasLrMult: number; readonly models: number },
  features: number,
  classes: number,
): unknown {
  const variable = (name: string, attrs?: Readonly<Record<string, string>>) => ({
    op: 'null',
    name,
    ...(attrs && { attrs }),
    inputs: [],
  });
  const from = (node: number) => [node, 0, 0];
  return {
    nodes: [
      variable('data'),
      variable('fc0_weight', { __shape__: `(${features}, ${classes})` }),
      { op: 'dot', name: `dot${models}`, inputs: [from(0), from(1)] },
      variable('fc0_bias', { __lr_mult__: decimal(biasLrMult), __shape__: `(1, ${classes})` }),
      { op: 'broadcast_add', name: `broadcast_add${models}`, inputs: [from(2), from(3)] },
      variable('out_label'),
      { op: OUTPUT_LAYERS[loss] ?? 'LinearRegressionOutput', name: 'out', inputs: [from(4), from(5)] },
    ],
    arg_nodes: [0, 1, 3, 5],
    node_row_ptr: [0, 1, 2, 3, 4, 5, 6, 7],
    heads: [from(6)],
    attrs: { mxnet_version: ['int', MXNET_VERSION] },
  };
}

/** `10.0`, as Python writes a float. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
