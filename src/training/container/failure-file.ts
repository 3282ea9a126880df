import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from '../../artifacts/new-file.js';

/** Leaves the reason of a failure where SageMaker looks for it, in the place of an earlier one. @throws as {@link replaceFile} */
export async function writeFailureFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, new TextEncoder().encode(text));
}
