import { join, relative } from 'node:path';
import { configError, readConfigFile } from './config-file.js';
import { CONTAINER_BASE } from './paths.js';

/**
 * The folder that `checkpointconfig.json` names; `undefined` where the job has none. SageMaker writes a path below `/opt/ml`, which here is `base`.
 * @throws UserError E_CONTAINER_CONFIG
 */
export async function readCheckpointFolder(path: string, base: string): Promise<string | undefined> {
  const config = await readConfigFile(path, INVALID);
  if (config === undefined) return undefined;
  const { LocalPath: local = join(CONTAINER_BASE, 'checkpoints') } = config;
  if (typeof local !== 'string' || !local.startsWith('/')) throw configError(path, INVALID);
  const below = relative(CONTAINER_BASE, local);
  return below.startsWith('..') ? local : join(base, below);
}

const INVALID = 'The content of the checkpoint configuration file is invalid.';
