import { UserError } from '../errors.js';

/** @param byteOffset in the inflated archive */
export function archiveError(
  code: string,
  message: string,
  byteOffset: number,
  hint: string,
  cause?: unknown,
): UserError {
  return new UserError(code, message, {
    where: { file: 'the inflated archive', byteOffset },
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

export function damagedArchive(message: string, byteOffset: number, cause?: unknown): UserError {
  const hint = 'Fetch the archive again, or write it again with `tar -czf model.tar.gz -C DIR .`.';
  return archiveError('E_ARCHIVE_DAMAGED', `The tar archive is damaged: ${message}.`, byteOffset, hint, cause);
}
