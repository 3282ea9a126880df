import { DEFAULT_IMAGE_VERSION, IMAGE_VERSIONS, type ImageVersion } from '../formats/dmlc/content-types.js';
import { type Arguments, argumentsError } from './arguments.js';

/** Of `--image-version`, the default where it is not given. @throws UserError E_FLAG_VALUE */
export function imageVersion(args: Arguments): ImageVersion {
  const given = args.text('image-version') ?? DEFAULT_IMAGE_VERSION;
  const version = IMAGE_VERSIONS.find((known) => known === given);
  if (version !== undefined) return version;
  throw argumentsError([
    { code: 'E_FLAG_VALUE', message: `--image-version is one of ${IMAGE_VERSIONS.join(', ')}, not '${given}'.` },
  ]);
}
