import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../errors.js';

export interface AddressOptions {
  /** An address in S3 is handed through as it is. Absent where that cannot be: a model, an output. */
  readonly allowS3?: boolean | undefined;
}

/**
 * The path behind an `S3Uri` that is a path or a `file://` address; relative ones start at `folder`. A slash at the end stays: to a prefix it
 * makes a difference.
 * @throws UserError E_S3_ADDRESS for an address in S3 that is not allowed, E_ADDRESS for any other that is no file
 */
export function localPath(address: string, folder: string, { allowS3 }: AddressOptions = {}): string {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme === 's3') {
    if (allowS3) return address;
    throw s3Refused(address, allowS3 !== undefined);
  }
  if (scheme === undefined) return resolved(folder, address);
  if (scheme !== 'file') throw new UserError('E_ADDRESS', `${address} is neither a path nor a file:// address.`);
  const rest = address.slice('file://'.length);
  if (!rest.startsWith('/')) return resolved(folder, rest);
  try {
    return fileURLToPath(address);
  } catch (cause) {
    throw new UserError('E_ADDRESS', `${address} is not a valid file:// address.`, { cause });
  }
}

export function isS3(address: string): boolean {
  return /^s3:\/\//i.test(address);
}

/** @param canBeAllowed whether there is a way to read it all the same */
export function s3Refused(address: string, canBeAllowed = true): UserError {
  const copy = 'Copy the data here (aws s3 sync) and give its path or a file:// address';
  return new UserError(
    'E_S3_ADDRESS',
    `${address} lies in S3; jobs that run on this machine read and write local files only.`,
    {
      hint: canBeAllowed
        ? `${copy}, or allow what lies in S3 to be read: --allow-s3, in the library allowS3.`
        : `${copy}.`,
    },
  );
}

function resolved(folder: string, path: string): string {
  const whole = resolve(folder, path);
  return path.endsWith('/') && !whole.endsWith('/') ? `${whole}/` : whole;
}
