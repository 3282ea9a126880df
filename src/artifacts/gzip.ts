import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { UserError } from '../errors.js';
import type { ArchiveLimits } from './archive-limits.js';

const OPERATING_SYSTEM_AT = 9;
const UNKNOWN_OPERATING_SYSTEM = 255;

/** Compresses without time stamp or operating system: same bytes in, same bytes out. */
export async function compress(bytes: Uint8Array): Promise<Uint8Array> {
  const compressed = await promisify(gzip)(bytes);
  compressed[OPERATING_SYSTEM_AT] = UNKNOWN_OPERATING_SYSTEM;
  return compressed;
}

/**
 * Inflates, and stops where more comes out than the limits allow.
 * @throws UserError E_ARCHIVE_NOT_GZIP, E_ARCHIVE_DAMAGED, E_ARCHIVE_TOO_LARGE
 */
export async function inflateWithin(bytes: Uint8Array, limits: ArchiveLimits, file: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    throw new UserError('E_ARCHIVE_NOT_GZIP', 'This is no gzip file, and a model archive must be one.', {
      where: { file, byteOffset: 0 },
      hint: 'Write the archive with `tar -czf model.tar.gz -C DIR .`; the z is what was missing.',
    });
  }
  const maxOutputLength = Math.min(
    limits.maxTotalBytes,
    Math.max(limits.alwaysAllowedBytes, bytes.length * limits.maxCompressionRatio),
  );
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      const message = `${bytes.length} compressed bytes inflate to more than the ${maxOutputLength} that are allowed.`;
      throw new UserError('E_ARCHIVE_TOO_LARGE', message, {
        where: { file },
        hint: 'No model is as repetitive as this; if yours is, raise the limits of unpackModel.',
      });
    }
    throw new UserError('E_ARCHIVE_DAMAGED', `The gzip data is damaged: ${(cause as Error).message}.`, {
      where: { file },
      hint: 'The file was cut short or changed; fetch or write it again.',
      cause,
    });
  }
}
