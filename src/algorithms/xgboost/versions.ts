/**
 * SageMaker's XGBoost images. A new image changed hyperparameters, defaults and the files it writes, so a job names the one it means:
 * by the image's address in a job spec, or by the hyperparameter `_image_version`, which SageMaker itself does not have.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html
 */
export const IMAGE_VERSIONS = [
  '0.90-1',
  '0.90-2',
  '1.0-1',
  '1.2-1',
  '1.2-2',
  '1.3-1',
  '1.5-1',
  '1.7-1',
  '3.0-5',
] as const;
export type ImageVersion = (typeof IMAGE_VERSIONS)[number];

export const DEFAULT_IMAGE: ImageVersion = '3.0-5';

/** The image that a tag names: `1.7-1`, `1.0-1-cpu-py3`. */
export function findImageVersion(tag: string): ImageVersion | undefined {
  return IMAGE_VERSIONS.find((version) => tag === version || tag === `${version}-cpu-py3`);
}

/** Of the XGBoost inside. */
const LIBRARY_VERSIONS: Readonly<Record<ImageVersion, readonly [number, number, number]>> = {
  '0.90-1': [0, 90, 0],
  '0.90-2': [0, 90, 0],
  '1.0-1': [1, 0, 0],
  '1.2-1': [1, 2, 0],
  '1.2-2': [1, 2, 0],
  '1.3-1': [1, 3, 3],
  '1.5-1': [1, 5, 2],
  '1.7-1': [1, 7, 4],
  '3.0-5': [3, 0, 5],
};

export interface Image {
  readonly version: ImageVersion;
  readonly library: readonly [number, number, number];
  /** Evaluation lines have six significant digits, as C++ prints them; later images print five decimals. */
  readonly significantDigits: boolean;
  /** Where no `base_score` is given, boosting starts from what fits the labels best; before, from 0.5. */
  readonly estimatesBaseScore: boolean;
  /** `tree_method` auto is `hist`; before, `exact` for few rows and `approx` for many. */
  readonly histByDefault: boolean;
  /** Pairs of rank:* are the `lambdarank_num_pair_per_sample` best documents with all others; before, one random partner per document. */
  readonly lambdaMart: boolean;
  /** How `xgboost-model` is written. */
  readonly artifact: 'ubjson' | 'binary';
}

export function imageOf(version: ImageVersion): Image {
  const isSecond = isAtLeast(version, '3.0-5');
  return {
    version,
    library: LIBRARY_VERSIONS[version],
    significantDigits: !isAtLeast(version, '1.3-1'),
    estimatesBaseScore: isSecond,
    histByDefault: isSecond,
    lambdaMart: isSecond,
    artifact: isSecond ? 'ubjson' : 'binary',
  };
}

export function isAtLeast(version: ImageVersion, other: ImageVersion): boolean {
  return IMAGE_VERSIONS.indexOf(version) >= IMAGE_VERSIONS.indexOf(other);
}
