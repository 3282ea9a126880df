import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import type { ArtifactFiles } from '../algorithms/algorithm.js';
import { UserError } from '../errors.js';
import { type ArchiveLimits, DEFAULT_ARCHIVE_LIMITS } from './archive-limits.js';
import { decodeFiles, encodeFiles } from './model-archive.js';
import { NewFile, writeTogether } from './new-file.js';
import type { TarMember } from './tar.js';

/**
 * The files of an unpacked model.tar.gz, as SageMaker lays them under `/opt/ml/model`. The folder is the caller's own: links in it are followed.
 * @throws UserError E_MODEL_NOT_FOUND where it holds no file, E_ARCHIVE_TOO_LARGE where it holds more than an archive may
 */
export async function readModelFolder(
  path: string,
  limits: ArchiveLimits = DEFAULT_ARCHIVE_LIMITS,
): Promise<ArtifactFiles> {
  const members: TarMember[] = [];
  let totalBytes = 0;
  for (const name of (await readdir(path, { recursive: true })).sort()) {
    const file = join(path, name);
    const facts = await stat(file);
    if (!facts.isFile()) continue;
    totalBytes += facts.size;
    if (totalBytes > limits.maxTotalBytes || members.length >= limits.maxMembers) throw tooMuch(path, limits);
    members.push({ name: name.split(sep).join(posix.sep), bytes: await readFile(file) });
  }
  if (members.length === 0) {
    throw new UserError('E_MODEL_NOT_FOUND', `${path} is a folder without a file, so it holds no model.`, {
      where: { file: path },
    });
  }
  return decodeFiles(members, limits);
}

function tooMuch(path: string, { maxMembers, maxTotalBytes }: ArchiveLimits): UserError {
  const message = `The folder holds more than the ${maxMembers} files or ${maxTotalBytes} bytes a model may have.`;
  return new UserError('E_ARCHIVE_TOO_LARGE', message, { where: { file: path } });
}

/**
 * Writes the files of a model.tar.gz into a folder, unpacked, as containers leave them under `/opt/ml/model`. They take the place of files of the same
 * names once all of them are written; after an error, none does.
 * @throws UserError, PlatformError as {@link NewFile.create}
 */
export async function writeModelFolder(path: string, files: ArtifactFiles): Promise<void> {
  await mkdir(path, { recursive: true });
  await writeTogether(
    Array.from(encodeFiles(files), ({ name, bytes }) => [join(path, name), bytes] as const),
    (file) => NewFile.create(file, { replace: true }),
  );
}
