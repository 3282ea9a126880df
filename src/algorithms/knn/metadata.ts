import type { Preparation } from './preparation.js';
import type { ReductionParts } from './reduction.js';
import type { PredictorType } from './vote.js';

/** What `model_algo-1.json` says. People may edit `k` and `predictor_type` and deploy the model again. */
export interface Metadata {
  readonly k: number;
  readonly predictorType: PredictorType;
  readonly reduction?: ReductionParts;
  readonly normalize: boolean;
  /** Where the index has more features than a row, filled up with zeros. */
  readonly featureDim?: number;
}

interface Described extends Pick<Metadata, 'k' | 'predictorType'> {
  readonly preparation: Preparation;
}

/** What `generator` says of a reduction that can be made anew here. */
const GENERATOR = 'xoshiro128**';

/** In SageMaker's words, and as few of ours as there must be: `feature_dim` where the index is wider, `generator` where something was drawn. */
export function metadataOf({ k, predictorType, preparation }: Described) {
  const { reduction, normalize, featureDim, cols } = preparation.parts;
  return {
    k,
    predictor_type: predictorType,
    dimension_reduction: reduction
      ? {
          type: reduction.type,
          seed: reduction.seed,
          target_dim: reduction.targetDim,
          input_dim: reduction.inputDim,
          generator: GENERATOR,
        }
      : null,
    normalize,
    version: '1.0',
    ...(reduction === undefined && cols !== featureDim && { feature_dim: featureDim }),
  };
}

/** @throws what `refuse` makes of a reason and a hint */
export function readMetadata(value: unknown, refuse: (reason: string, hint?: string) => Error): Metadata {
  if (!isObject(value)) throw refuse('it is not a JSON object');
  const { k, predictor_type: predictorType, normalize = false, dimension_reduction: reduction, feature_dim } = value;
  if (!isCount(k)) throw refuse(`k is ${show(k)}`, 'k must be a whole number of at least 1.');
  if (predictorType !== 'classifier' && predictorType !== 'regressor') {
    throw refuse(`predictor_type is ${show(predictorType)}`, 'predictor_type must be "classifier" or "regressor".');
  }
  if (typeof normalize !== 'boolean') throw refuse(`normalize is ${show(normalize)}`, 'It must be true or false.');
  if (feature_dim !== undefined && !isCount(feature_dim)) throw refuse(`feature_dim is ${show(feature_dim)}`);
  return {
    k,
    predictorType,
    normalize,
    ...(feature_dim !== undefined && { featureDim: feature_dim }),
    ...(reduction !== undefined && reduction !== null && { reduction: readReduction(reduction, refuse) }),
  };
}

function readReduction(value: unknown, refuse: (reason: string, hint?: string) => Error): ReductionParts {
  if (!isObject(value)) throw refuse('dimension_reduction is not an object');
  const { type, seed, target_dim: targetDim, input_dim: inputDim, generator } = value;
  if (type !== 'sign' && type !== 'fjlt') throw refuse(`the type of dimension_reduction is ${show(type)}`);
  if (!Number.isSafeInteger(seed)) throw refuse(`the seed of dimension_reduction is ${show(seed)}`);
  if (!isCount(targetDim) || !isCount(inputDim)) throw refuse('dimension_reduction lacks target_dim or input_dim');
  if (generator !== GENERATOR) {
    throw refuse(
      "dimension_reduction was drawn by SageMaker's own generator, which is not public",
      'Train the model here, or in SageMaker without dimension_reduction_type.',
    );
  }
  return { type, seed: seed as number, targetDim, inputDim };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function show(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 100);
}
