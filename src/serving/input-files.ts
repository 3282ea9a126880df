import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../errors.js';

export interface InputFile {
  readonly path: string;
  /** Below the folder that was named, or the bare name where a file was named. */
  readonly relativePath: string;
}

/**
 * One file, or all files of a folder and the folders in it, sorted by their relative path. Hidden ones are passed over, as in channels: editors and file
 * managers leave them there, and so does a batch transform among its answers.
 * @param except a folder that is passed over, because the answers go there
 * @throws UserError E_INPUT_MISSING, E_INPUT_EMPTY, E_OUTPUT_IS_INPUT
 */
export async function inputFiles(path: string, except: string): Promise<readonly InputFile[]> {
  const facts = await stat(path).catch((cause) => {
    const message = `There is no ${path}, or it cannot be read.`;
    throw new UserError('E_INPUT_MISSING', message, { where: { file: path }, cause });
  });
  if (!facts.isDirectory()) return [{ path, relativePath: basename(path) }];
  if (resolve(path) === resolve(except)) {
    throw new UserError('E_OUTPUT_IS_INPUT', `The answers would go among the inputs in ${path}.`, {
      where: { file: path },
      hint: 'Name another folder for the output; it may lie inside the input folder.',
    });
  }
  const files: InputFile[] = [];
  for await (const relativePath of filesBelow(path, '', resolve(except))) {
    files.push({ path: join(path, relativePath), relativePath });
  }
  if (files.length === 0) {
    throw new UserError('E_INPUT_EMPTY', `There is no file in ${path}.`, { where: { file: path } });
  }
  return files.sort((a, b) => (a.relativePath < b.relativePath ? -1 : 1));
}

/** A link to a file counts as the file; a link to a folder is not followed, for it may lead in a circle. */
async function* filesBelow(root: string, folder: string, except: string): AsyncGenerator<string> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const relativePath = join(folder, entry.name);
    const path = join(root, relativePath);
    if (entry.isDirectory() && resolve(path) !== except) yield* filesBelow(root, relativePath, except);
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) yield relativePath;
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
