import { randomUUID } from 'node:crypto';
import { type FileHandle, link, lstat, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSagelocalError, PlatformError, type SagelocalError, UserError } from '../errors.js';

const PARTIAL = '.partial';

export interface NewFileOptions {
  /** Take the place of a file that is there already. Refused where this is not said. */
  readonly replace?: boolean;
}

/**
 * A file that appears under its name complete, or not at all: written aside in the same folder, synced, and then given its
 * name. Ends with {@link NewFile.commit} or {@link NewFile.discard}.
 */
export class NewFile {
  readonly path: string;
  readonly #aside: string;
  readonly #handle: FileHandle;
  readonly #replace: boolean;
  #isCommitted = false;

  private constructor(path: string, aside: string, handle: FileHandle, replace: boolean) {
    this.path = path;
    this.#aside = aside;
    this.#handle = handle;
    this.#replace = replace;
  }

  /** @throws UserError E_OUTPUT_EXISTS, E_OUTPUT_FOLDER; PlatformError E_DISK_FULL, E_PERMISSION, E_WRITE */
  static async create(path: string, options: NewFileOptions = {}): Promise<NewFile> {
    const { replace = false } = options;
    if (!replace) await refuseExisting(path);
    const aside = join(dirname(path), `.${basename(path)}.${randomUUID()}${PARTIAL}`);
    try {
      return new NewFile(path, aside, await open(aside, 'wx'), replace);
    } catch (error) {
      throw writeError(error, path);
    }
  }

  /** Appends. @throws PlatformError E_DISK_FULL, E_WRITE */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) at += (await this.#handle.write(bytes, at)).bytesWritten;
    } catch (error) {
      throw writeError(error, this.path);
    }
  }

  /** Makes the file visible. Discards it where that fails. @throws as {@link NewFile.create} */
  async commit(): Promise<void> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      if (this.#replace) await rename(this.#aside, this.path);
      else await renameToNew(this.#aside, this.path);
      this.#isCommitted = true;
    } catch (error) {
      await this.discard();
      throw writeError(error, this.path);
    }
  }

  /** Leaves nothing behind, under its name neither, unless it took another file's place there. Safe to call more than once. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await unlink(this.#aside).catch(() => undefined);
    if (this.#isCommitted && !this.#replace) await unlink(this.path).catch(() => undefined);
  }
}

/**
 * Files that belong together: all are written aside before the first gets its name, in their order, and after an error none of them stays. Where a kill
 * comes between, the last one still lies aside, among its leftovers.
 * @param create begins the file of a path
 */
export async function writeTogether(
  files: readonly (readonly [path: string, bytes: Uint8Array])[],
  create: (path: string) => Promise<NewFile>,
): Promise<void> {
  const begun: NewFile[] = [];
  try {
    for (const [path, bytes] of files) {
      const file = await create(path);
      begun.push(file);
      await file.write(bytes);
    }
    for (const file of begun) await file.commit();
  } catch (error) {
    for (const file of begun) await file.discard();
    throw error;
  }
  for (const [path] of files) await removeLeftovers(path);
}

/** What lies aside for this path: whoever had begun it was killed, or is at work. */
export async function leftoversOf(path: string): Promise<readonly string[]> {
  const [folder, start] = [dirname(path), `.${basename(path)}.`];
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith(start) && name.endsWith(PARTIAL)).map((name) => join(folder, name));
}

export async function removeLeftovers(path: string): Promise<void> {
  for (const one of await leftoversOf(path)) await rm(one, { force: true });
}

/**
 * Writes a whole file at once, or leaves nothing behind.
 * @throws UserError E_OUTPUT_EXISTS where the path is taken, E_OUTPUT_FOLDER; PlatformError E_DISK_FULL, E_PERMISSION, E_WRITE
 */
export function writeNewFile(path: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  return writeFile(path, content, {});
}

/** The same in the place of a file that may be there already, which stays what it is until then. */
export function replaceFile(path: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  return writeFile(path, content, { replace: true });
}

async function writeFile(
  path: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  options: NewFileOptions,
): Promise<void> {
  const file = await NewFile.create(path, options);
  try {
    if (content instanceof Uint8Array) await file.write(content);
    else for await (const bytes of content) await file.write(bytes);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.commit();
}

/** @throws UserError E_OUTPUT_EXISTS */
export async function refuseExisting(path: string): Promise<void> {
  const facts = await lstat(path).catch(() => undefined);
  if (facts !== undefined) throw outputExists(path);
}

/** A rename that never takes another file's place, even if that one appeared a moment ago. */
async function renameToNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    // Some file systems have no links: there the race is left open, the check is not.
    await refuseExisting(to);
    await rename(from, to);
    return;
  }
  await unlink(from);
}

function outputExists(path: string): UserError {
  return new UserError('E_OUTPUT_EXISTS', `${path} exists already, and nothing is overwritten.`, {
    where: { file: path },
    hint: 'Name another output, or move the old one away.',
  });
}

/** Says in our words why an output could not be written. */
export function writeError(error: unknown, path: string): SagelocalError {
  if (isSagelocalError(error)) return error;
  const details = { where: { file: path }, cause: error };
  switch (codeOf(error)) {
    case 'EEXIST':
      return outputExists(path);
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError('E_OUTPUT_FOLDER', `${path} cannot be written: ${dirname(path)} is no folder.`, {
        ...details,
        hint: 'Make the folder first.',
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new PlatformError('E_DISK_FULL', `The disk is full: ${path} was not written, and nothing is left of it.`, {
        ...details,
        hint: 'Make room, or name an output on another disk.',
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new PlatformError('E_PERMISSION', `${path} cannot be written: permission denied.`, details);
    default:
      return new PlatformError('E_WRITE', `${path} cannot be written: ${(error as Error).message}.`, details);
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
