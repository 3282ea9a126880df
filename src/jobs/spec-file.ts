import { readFile } from 'node:fs/promises';
import { PlatformError, UserError } from '../errors.js';
import type { SpecKind } from './spec-reader.js';

/** The JSON in a file. @throws UserError the kind's code, and with `_NOT_FOUND` · PlatformError with `_UNREADABLE` */
export async function readSpecFile(path: string, { name, code }: SpecKind): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const details = { where: { file: path }, cause };
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UserError(`${code}_NOT_FOUND`, `There is no ${name} at ${path}.`, details);
    }
    throw new PlatformError(`${code}_UNREADABLE`, `The ${name} cannot be read: ${(cause as Error).message}`, details);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `The ${name} is not valid JSON: ${(cause as Error).message}`;
    throw new UserError(code, message, { where: { file: path }, cause });
  }
}
