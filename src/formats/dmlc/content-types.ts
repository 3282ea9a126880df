import { UserError } from '../../errors.js';

/** Images of the XGBoost container whose behaviour is told apart; the newest is the default. */
export const IMAGE_VERSIONS = ['1.7-1', '3.0-5'] as const;
export type ImageVersion = (typeof IMAGE_VERSIONS)[number];
export const DEFAULT_IMAGE_VERSION: ImageVersion = '3.0-5';

/** Of those, the one that reads data as any version of the image does: up to 1.7-1 by ml-io, from 3.0 on without. */
export function readsLike(image: unknown): ImageVersion {
  return /^[01]\./.test(String(image)) ? '1.7-1' : DEFAULT_IMAGE_VERSION;
}

export type DmlcFormat = 'csv' | 'libsvm' | 'parquet' | 'recordio-protobuf';

/** Every content type the container knows, in the order in which it lists them, and the format it stands for. */
export const CONTENT_TYPES: ReadonlyMap<string, DmlcFormat> = new Map([
  ['csv', 'csv'],
  ['libsvm', 'libsvm'],
  ['parquet', 'parquet'],
  ['recordio-protobuf', 'recordio-protobuf'],
  ['text/csv', 'csv'],
  ['text/libsvm', 'libsvm'],
  ['text/x-libsvm', 'libsvm'],
  ['application/x-parquet', 'parquet'],
  ['application/x-recordio-protobuf', 'recordio-protobuf'],
]);

/**
 * The format that a content type stands for, parameters and all; absent means libsvm.
 * @throws UserError E_CONTENT_TYPE in the container's words
 */
export function formatOf(contentType: string | undefined): DmlcFormat {
  if (contentType === undefined) return 'libsvm';
  const plain = CONTENT_TYPES.get(contentType);
  if (plain !== undefined) return plain;
  const [type = '', ...rest] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const format = CONTENT_TYPES.get(type);
  if (format === undefined) {
    const known = [...CONTENT_TYPES.keys()].join(', ');
    throw new UserError('E_CONTENT_TYPE', `${contentType} is not an accepted ContentType: ${known}.`);
  }
  const labelSize = rest
    .map((parameter) => /^label_size\s*=\s*"?([^"]*?)"?$/.exec(parameter)?.[1])
    .findLast((value) => value !== undefined);
  if (format !== 'csv' || labelSize === undefined || labelSize === '1') return format;
  throw new UserError(
    'E_CONTENT_TYPE',
    `${contentType} is not an accepted csv ContentType. Optional parameter label_size must be equal to 1`,
    { hint: 'Leave the parameter out: the first column is the label.' },
  );
}
