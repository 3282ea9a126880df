import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';

/**
 * The path behind an `S3Uri` that is a path or a `file://` address; relative ones start at `folder`.
 * @throws UserError E_S3_ADDRESS for an address in S3, E_ADDRESS for any other that is no file
 */
export function localPath(address: string, folder: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme === 's3') {
    throw new UserError(
      'E_S3_ADDRESS',
      `${address} lies in S3; jobs that run on this machine read and write local files only.`,
      {
        hint: 'Copy the data here (aws s3 sync) and give its path or a file:// address.',
      },
    );
  }
  if (scheme === undefined) return resolve(folder, address);
  if (scheme !== 'file') throw new UserError('E_ADDRESS', `${address} is neither a path nor a file:// address.`);
  const rest = address.slice('file://'.length);
  if (!rest.startsWith('/')) return resolve(folder, rest);
  try {
    return fileURLToPath(address);
  } catch (cause) {
    throw new UserError('E_ADDRESS', `${address} is not a valid file:// address.`, { cause });
  }
}
