import { UserError } from '../../errors.js';
import { type Kernels, LINEAR_LOSSES, type LinearLoss } from '../../kernels/kernels.js';
import type { ArtifactFile, ArtifactFiles, NamedArray } from '../algorithm.js';
import { LOSSES_OF, PREDICTOR_TYPES, type PredictorType } from './losses.js';
import type { LinearLearnerParts } from './parts.js';
import { symbol } from './symbol.js';

const SYMBOL = 'mx-mod-symbol.json';
const PARAMS = 'mx-mod-0000.params';
const MANIFEST = 'manifest.json';
const ADDITIONAL = 'additional-params.json';

/** `model_algo-1`: a ZIP with an MXNet module and what MXNet does not know of the model. */
export function modelFiles(parts: LinearLearnerParts): ArtifactFiles {
  const { weights, bias, predictorType, loss, threshold, metricsParams, modelName } = parts;
  const classes = bias.length;
  const arrays: NamedArray[] = [
    { name: 'arg:fc0_bias', shape: [1, classes], values: bias },
    { name: 'arg:fc0_weight', shape: [weights.length / classes, classes], values: weights },
  ];
  const additional = { threshold, loss_type: loss, predictor_type: predictorType, metrics_params: metricsParams };
  const files = new Map<string, ArtifactFile>([
    [SYMBOL, { format: 'json', value: symbol(parts, weights.length / classes, classes) }],
    [PARAMS, { format: 'mxnet-ndarrays', arrays }],
    [MANIFEST, { format: 'json', value: { [ADDITIONAL]: 'json', 'mx-mod': 'mxnet_module', version: 1 } }],
    [ADDITIONAL, { format: 'json', value: additional }],
  ]);
  return new Map([[modelName, { format: 'zip', files }]]);
}

/**
 * Reads what we or SageMaker's own container saved; `undefined` where the files are another algorithm's.
 * @throws UserError E_MODEL_DAMAGED
 */
export function readModelFiles(files: ArtifactFiles, kernels: Kernels): LinearLearnerParts | undefined {
  for (const [modelName, file] of files) {
    if (!modelName.startsWith('model_') || file.format !== 'zip') continue;
    const [params, additional] = [file.files.get(PARAMS), file.files.get(ADDITIONAL)];
    if (params === undefined || additional === undefined) continue;
    if (params.format !== 'mxnet-ndarrays') throw damaged(PARAMS, 'it is no list of arrays');
    if (additional.format !== 'json') throw damaged(ADDITIONAL, 'it is no JSON');
    const described = readAdditional(additional.value);
    const arrays = readArrays(params.arrays, described.predictorType);
    return { kernels, modelName, ...arrays, ...described, ...readSymbol(file.files.get(SYMBOL)) };
  }
  return undefined;
}

function readAdditional(value: unknown) {
  if (!isObject(value)) throw damaged(ADDITIONAL, 'it is no object');
  const { threshold, loss_type, predictor_type, metrics_params } = value;
  const predictorType = PREDICTOR_TYPES.find((type) => type === predictor_type);
  if (predictorType === undefined) throw damaged(ADDITIONAL, 'its predictor_type is unknown');
  const loss = LINEAR_LOSSES.find((one) => one === loss_type);
  if (loss === undefined || !(LOSSES_OF[predictorType] as readonly LinearLoss[]).includes(loss)) {
    throw damaged(ADDITIONAL, 'its loss_type does not go with its predictor_type');
  }
  if (threshold !== null && threshold !== undefined && (typeof threshold !== 'number' || !Number.isFinite(threshold))) {
    throw damaged(ADDITIONAL, 'its threshold is no number');
  }
  const metricsParams = isObject(metrics_params) ? metrics_params : {};
  return { predictorType, loss, threshold: threshold ?? 0.5, metricsParams };
}

function readArrays(arrays: readonly NamedArray[], predictorType: PredictorType) {
  const named = (name: string) => {
    const array = arrays.find((one) => one.name === name);
    if (array === undefined) throw damaged(PARAMS, `it lacks the array ${name}`);
    if (!(array.values instanceof Float32Array || array.values instanceof Float64Array))
      throw damaged(PARAMS, `${name} is not of floats`);
    const values = Float32Array.from(array.values);
    if (!values.every(Number.isFinite)) throw damaged(PARAMS, `${name} has a value that is not finite`);
    return { shape: array.shape, values };
  };
  const [weight, bias] = [named('arg:fc0_weight'), named('arg:fc0_bias')];
  const classes = bias.values.length;
  const [features, columns] = weight.shape;
  if (weight.shape.length !== 2 || columns !== classes || !features || features * classes !== weight.values.length) {
    throw damaged(PARAMS, `weights of ${weight.shape.join(' x ')} do not go with ${classes} values of bias`);
  }
  const several = predictorType === 'multiclass_classifier';
  if (several ? classes < 2 : classes !== 1) throw damaged(PARAMS, `${classes} outputs are none of a ${predictorType}`);
  return { weights: weight.values, bias: bias.values };
}

/** The two numbers that only the graph remembers; a graph without them is no reason to refuse the weights. */
function readSymbol(file: ArtifactFile | undefined): { models: number; biasLrMult: number } {
  const nodes =
    file?.format === 'json' && isObject(file.value) && Array.isArray(file.value.nodes)
      ? file.value.nodes.filter(isObject)
      : [];
  const dot = /^dot(\d{1,7})$/.exec(String(nodes.find(({ op }) => op === 'dot')?.name));
  const attrs = nodes.find(({ name }) => name === 'fc0_bias')?.attrs;
  const multiple = Number(isObject(attrs) ? attrs.__lr_mult__ : Number.NaN);
  return { models: dot === null ? 1 : Number(dot[1]), biasLrMult: Number.isFinite(multiple) ? multiple : 10 };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(file: string, what: string): UserError {
  return new UserError('E_MODEL_DAMAGED', `The model file is damaged: ${what}.`, {
    where: { file },
    hint: 'Fetch or write the model again.',
  });
}
