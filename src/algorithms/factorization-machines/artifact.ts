import { UserError } from '../../errors.js';
import type { ArtifactFile, ArtifactFiles, NamedArray } from '../algorithm.js';
import { type Parameters, padded, paddedWidth, unpadded } from './parameters.js';
import type { PredictorType } from './scorekeeper.js';
import type { Network } from './steps.js';
import { symbol } from './symbol.js';

/** What an artifact says of a model. */
export interface SavedModel {
  readonly parameters: Parameters;
  readonly numFactors: number;
  readonly predictorType: PredictorType;
  /** Which arrays the artifact has, and under which names. */
  readonly network: Network;
  /** `model_algo-1` */
  readonly modelName: string;
}

/** Names of the arrays in the params file. */
const NAMES = {
  sparse: { bias: 'arg:w0_weight', linear: 'arg:w1_weight', factors: 'arg:v' },
  dense: { bias: 'arg:Linear_Plus_Bias_bias', linear: 'arg:Linear_Plus_Bias_weight', factors: 'arg:v' },
} as const;

/**
 * `model_<host>`, a ZIP of `symbol.json`, `params` and `meta.json`. Renamed to `model-symbol.json` and `model-0000.params` the first two are an
 * MXNet module. A dense network has its arrays the other way round: `[1, d]` and `[k, d]`.
 */
export function toArtifact(saved: SavedModel): ArtifactFiles {
  const { parameters, numFactors, predictorType, network, modelName } = saved;
  const featureDim = parameters.linear.length;
  const names = NAMES[network];
  const factors = unpadded(parameters, numFactors);
  const arrays: NamedArray[] = [
    { name: names.bias, shape: [1], values: Float32Array.of(parameters.bias) },
    {
      name: names.linear,
      shape: network === 'sparse' ? [featureDim, 1] : [1, featureDim],
      values: parameters.linear,
    },
    network === 'sparse'
      ? { name: names.factors, shape: [featureDim, numFactors], values: factors }
      : { name: names.factors, shape: [numFactors, featureDim], values: transposed(factors, featureDim, numFactors) },
  ];
  const training = { feature_dim: featureDim, num_factors: numFactors, predictor_type: predictorType };
  const files = new Map<string, ArtifactFile>([
    ['symbol.json', { format: 'json', value: symbol({ network, predictorType, featureDim, numFactors }) }],
    ['params', { format: 'mxnet-ndarrays', arrays }],
    ['meta.json', { format: 'json', value: { training_parameters: training } }],
  ]);
  return new Map([[modelName, { format: 'zip', files }]]);
}

/**
 * Reads what we saved, and what SageMaker's container is known to save.
 * @throws UserError E_MODEL_DAMAGED
 */
export function fromArtifact(files: ArtifactFiles): SavedModel | undefined {
  for (const [modelName, file] of files) {
    if (!modelName.startsWith('model_') || file.format !== 'zip') continue;
    const params = file.files.get('params');
    if (params?.format !== 'mxnet-ndarrays') continue;
    const network = networkOf(params.arrays);
    if (network === undefined) continue;
    const predictorType = predictorTypeOf(modelName, file.files);
    return { predictorType, network, modelName, ...readArrays(modelName, params.arrays, network) };
  }
  return undefined;
}

/** Names may come without their prefix. */
function arrayNamed(arrays: readonly NamedArray[], name: string): NamedArray | undefined {
  return arrays.find((array) => array.name === name || array.name === name.slice('arg:'.length));
}

function networkOf(arrays: readonly NamedArray[]): Network | undefined {
  const has = (network: Network) =>
    arrayNamed(arrays, NAMES[network].linear) && arrayNamed(arrays, NAMES[network].factors);
  return has('sparse') ? 'sparse' : has('dense') ? 'dense' : undefined;
}

function readArrays(file: string, arrays: readonly NamedArray[], network: Network) {
  const names = NAMES[network];
  const [linear, factors] = [arrayNamed(arrays, names.linear), arrayNamed(arrays, names.factors)] as [
    NamedArray,
    NamedArray,
  ];
  // Without its bias a machine has a bias of 0.
  const bias = arrayNamed(arrays, names.bias);
  const featureDim = linear.values.length;
  const numFactors = factors.shape[network === 'sparse' ? 1 : 0] ?? 0;
  const expected = network === 'sparse' ? [featureDim, numFactors] : [numFactors, featureDim];
  if (featureDim === 0 || numFactors === 0 || factors.shape.join() !== expected.join()) {
    throw damaged(file, `its factors are [${factors.shape.join(', ')}], its weights [${linear.shape.join(', ')}]`);
  }
  const values = floats(file, factors);
  const byFeature = network === 'sparse' ? values : transposed(values, numFactors, featureDim);
  const parameters = {
    bias: bias === undefined ? 0 : (floats(file, bias)[0] ?? 0),
    linear: floats(file, linear),
    factors: padded(byFeature, featureDim, numFactors),
    width: paddedWidth(numFactors),
  };
  return { parameters, numFactors };
}

function floats(file: string, { values }: NamedArray): Float32Array {
  if (!(values instanceof Float32Array || values instanceof Float64Array))
    throw damaged(file, 'an array is not of floats');
  const read = Float32Array.from(values);
  if (!read.every(Number.isFinite)) throw damaged(file, 'an array has a value that is not finite');
  return read;
}

/** What the network ends in says what was learned; the parameters of training may say it, too. */
function predictorTypeOf(file: string, files: ArtifactFiles): PredictorType {
  const texts = ['symbol.json', 'meta.json'].map((name) => {
    const member = files.get(name);
    return member?.format === 'json' ? JSON.stringify(member.value) : '';
  });
  const says = (what: string) => texts.some((text) => text.includes(`"${what}"`));
  if (says('LogisticRegressionOutput') || says('binary_classifier')) return 'binary_classifier';
  if (says('LinearRegressionOutput') || says('regressor')) return 'regressor';
  throw damaged(file, 'neither symbol.json nor meta.json says whether it classifies');
}

/** `[rows, cols]` to `[cols, rows]`. */
function transposed(values: Float32Array, rows: number, cols: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) result[col * rows + row] = values[row * cols + col] as number;
  }
  return result;
}

function damaged(file: string, what: string): UserError {
  return new UserError('E_MODEL_DAMAGED', `The model file is damaged: ${what}.`, { where: { file } });
}
