import { join } from 'node:path';
import { UserError } from '../errors.js';

type Json = Readonly<Record<string, unknown>>;

/** Where SageMaker's requests have addresses. */
const ADDRESS_KEYS: ReadonlySet<string> = new Set(['S3Uri', 'S3OutputPath', 'ModelDataUrl']);

/**
 * The file behind `s3://BUCKET/KEY` where a folder stands for S3: `ROOT/BUCKET/KEY`. Any other address stays as it is.
 * @throws UserError E_S3_ADDRESS for one without a bucket, or one that would lead out of the folder
 */
export function underRoot(address: string, root: string): string {
  if (!/^s3:\/\//i.test(address)) return address;
  const parts = address.slice('s3://'.length).split('/');
  if (parts[0] === '' || parts.some((part) => part === '.' || part === '..' || /[\\\0]/.test(part))) {
    throw new UserError('E_S3_ADDRESS', `${address} has no place below ${root}.`, {
      hint: 'It must be s3://BUCKET/KEY, without . and .. in it.',
    });
  }
  return join(root, parts.join('/'));
}

/** The same request with every address in S3 as the path that stands for it. */
export function withLocalAddresses<T>(request: T, root: string): T {
  if (Array.isArray(request)) return request.map((item) => withLocalAddresses(item, root)) as T;
  if (typeof request !== 'object' || request === null) return request;
  const entries = Object.entries(request as Json).map(([key, value]) => [
    key,
    ADDRESS_KEYS.has(key) && typeof value === 'string' ? underRoot(value, root) : withLocalAddresses(value, root),
  ]);
  return Object.fromEntries(entries);
}
