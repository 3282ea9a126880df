import type { Algorithm } from '../algorithms/algorithm.js';
import { findAlgorithm } from '../algorithms/registry.js';
import { UserError } from '../errors.js';
import { algorithmOfImage, imageVersionOf } from './training-image.js';

/** Set by an image that holds one algorithm, as SageMaker's do. */
export const ALGORITHM_VARIABLE = 'SAGELOCAL_ALGORITHM';
/** The address of the SageMaker image that is meant; its tag decides on the version of XGBoost. */
export const IMAGE_VARIABLE = 'TRAINING_IMAGE';

export interface ContainerAlgorithm {
  readonly algorithm: Algorithm;
  /** What the image says of the job's hyperparameters, which win over it. */
  readonly hyperparameters: Readonly<Record<string, string>>;
  /** Where the image cannot be met. */
  readonly note?: string;
}

/**
 * SageMaker has one image per algorithm, so nothing in `/opt/ml` says which one is meant: the environment does.
 * @throws UserError E_ALGORITHM
 */
export function containerAlgorithm(environment: Readonly<Record<string, string | undefined>>): ContainerAlgorithm {
  const name = environment[ALGORITHM_VARIABLE] || undefined;
  const image = environment[IMAGE_VARIABLE] || undefined;
  const imageAlgorithm = image === undefined ? undefined : algorithmOfImage(image);
  if (name === undefined && imageAlgorithm === undefined) throw unnamed(image);
  const algorithm = findAlgorithm(name ?? (imageAlgorithm as string));
  const version = image === undefined ? undefined : imageVersionOf(image, algorithm);
  return { algorithm, hyperparameters: {}, ...version };
}

function unnamed(image: string | undefined): UserError {
  const message =
    image === undefined
      ? 'Nothing says which algorithm is to be trained.'
      : `${IMAGE_VARIABLE} '${image}' is not the image of a built-in algorithm known here.`;
  return new UserError('E_ALGORITHM', message, {
    hint: `Set the environment variable ${ALGORITHM_VARIABLE}: kmeans. Or ${IMAGE_VARIABLE} to the address of a SageMaker image.`,
  });
}
