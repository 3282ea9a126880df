import { findImageVersion, type ImageVersion } from '../algorithms/xgboost/versions.js';

/** Variables by name, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a container is told, by its environment, to answer. Those of profile `xgboost` listen to it. */
export interface AnswerOptions {
  /** SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT: where a request accepts anything. */
  readonly defaultAccept?: string;
  /** SAGEMAKER_BATCH is set, to anything: one Python value to a line, whatever a request accepts. */
  readonly batch?: boolean;
  /** SAGEMAKER_INFERENCE_ENSEMBLE is set, and not to `true`: of several model files the first alone answers. */
  readonly firstOnly?: boolean;
  /** SAGEMAKER_INFERENCE_OUTPUT: what is told of each row, in this order. */
  readonly select?: readonly string[];
  /** SAGELOCAL_IMAGE_VERSION, or the tag of the container's image: the image that requests are read and answered as. */
  readonly imageVersion?: ImageVersion;
  /** The container has several models, and answers by another handler. */
  readonly multiModel?: boolean;
}

export function readAnswerOptions(env: Environment): AnswerOptions {
  const text = (name: string) => {
    const value = env[name]?.trim() ?? '';
    return value === '' ? undefined : value;
  };
  const defaultAccept = text('SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT');
  const ensemble = text('SAGEMAKER_INFERENCE_ENSEMBLE') ?? 'true';
  const select = text('SAGEMAKER_INFERENCE_OUTPUT')?.replaceAll(' ', '').toLowerCase().split(',');
  const imageVersion = findImageVersion(text('SAGELOCAL_IMAGE_VERSION') ?? '');
  return {
    ...(defaultAccept === undefined ? {} : { defaultAccept }),
    ...(text('SAGEMAKER_BATCH') === undefined ? {} : { batch: true }),
    ...(ensemble === 'true' ? {} : { firstOnly: true }),
    ...(select === undefined ? {} : { select }),
    ...(imageVersion === undefined ? {} : { imageVersion }),
  };
}
