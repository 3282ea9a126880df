import { readFile } from 'node:fs/promises';

/** The text of a file; `undefined` where there is none. @throws the plain file-system error for any other reason */
export async function readOptionalText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
