import { archiveError } from './archive-error.js';
import type { ArchiveLimits } from './archive-limits.js';

/** The name without `.` segments; empty where nothing else was in it. @throws UserError E_ARCHIVE_NAME */
export function safeName(path: string, limits: ArchiveLimits, byteOffset: number): string {
  if (new TextEncoder().encode(path).length > limits.maxNameBytes) {
    throw unsafeName(`${path.slice(0, 40)}…`, `is longer than ${limits.maxNameBytes} bytes`, byteOffset);
  }
  if (path === '') throw unsafeName(path, 'is empty', byteOffset);
  if (path.includes('\0')) throw unsafeName(path, 'has a NUL in it', byteOffset);
  if (path.includes('\\')) throw unsafeName(path, 'has a backslash in it', byteOffset);
  if (/^[A-Za-z]:/.test(path)) throw unsafeName(path, 'starts with a drive', byteOffset);
  if (path.startsWith('/')) throw unsafeName(path, 'is absolute', byteOffset);
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) throw unsafeName(path, "leads out of its folder with '..'", byteOffset);
  return segments.join('/');
}

export function unsafeName(path: string, why: string, byteOffset: number): Error {
  return archiveError(
    'E_ARCHIVE_NAME',
    `The member name ${JSON.stringify(path)} ${why}.`,
    byteOffset,
    'Pack with relative names, for example with `tar -czf model.tar.gz -C DIR .`.',
  );
}
