import type { Algorithm } from '../algorithms/algorithm.js';

/**
 * The algorithm behind a training image, by the last part of its repository: the account and region before it differ from place to
 * place. `undefined` for an image that is none of SageMaker's built-in algorithms.
 */
export function algorithmOfImage(image: string): string | undefined {
  const repository = /([^/:@]+)(:[^/@]*)?(@[^/]*)?$/.exec(image)?.[1];
  return repository === undefined ? undefined : ALGORITHM_OF_REPOSITORY.get(repository);
}

/** What stands behind the colon: `1.7-1`, the version of a SageMaker image. */
export function tagOfImage(image: string): string | undefined {
  return /:([^/:@]+)(@[^/]*)?$/.exec(image)?.[1];
}

/**
 * Where an algorithm tells images apart, the tag says which one is meant: as a hyperparameter, or as a note where the version is not known here.
 * `undefined` where there is nothing to say.
 */
export function imageVersionOf(
  image: string,
  { hyperparameters }: Pick<Algorithm, 'hyperparameters'>,
): { readonly hyperparameters: Readonly<Record<string, string>>; readonly note?: string } | undefined {
  const tag = tagOfImage(image);
  const field = hyperparameters.fields[IMAGE_VERSION];
  if (tag === undefined || field === undefined) return undefined;
  if ('value' in field.read(IMAGE_VERSION, tag)) return { hyperparameters: { [IMAGE_VERSION]: tag } };
  return { hyperparameters: {}, note: `TrainingImage: version ${tag} is not known here; ${field.default} is taken.` };
}

/** What algorithms with several images call it among their hyperparameters. */
const IMAGE_VERSION = '_image_version';

const ALGORITHM_OF_REPOSITORY: ReadonlyMap<string, string> = new Map([
  ['linear-learner', 'linear-learner'],
  ['kmeans', 'kmeans'],
  ['knn', 'knn'],
  ['pca', 'pca'],
  ['randomcutforest', 'randomcutforest'],
  ['factorization-machines', 'factorization-machines'],
  ['lda', 'lda'],
  ['xgboost', 'xgboost'],
  ['sagemaker-xgboost', 'xgboost'],
]);

/** The last part of the repositories of all images that are known here. */
export const IMAGE_NAMES: readonly string[] = [...ALGORITHM_OF_REPOSITORY.keys()];
