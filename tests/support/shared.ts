import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const beside = fileURLToPath(new URL('../../../shared', import.meta.url));

/**
 * A folder of inputs that are kept beside the checkout because they are other people's, or large. Where it is absent, says so loudly and
 * returns `undefined`, so that a suite can skip.
 */
export function sharedFolder(...path: readonly string[]): string | undefined {
  const folder = join(process.env.SAGELOCAL_SHARED ?? beside, ...path);
  if (existsSync(folder)) return folder;
  console.warn(`SKIPPED: ${folder} is absent; set SAGELOCAL_SHARED to the folder that holds ${join(...path)}.`);
  return undefined;
}
