import type { Hosts } from '../channels/channel.js';
import { configError, readConfigFile } from './config-file.js';

/** The name of a machine that is alone. */
const ALONE = 'algo-1';

/**
 * Reads `resourceconfig.json`; without one, this machine is alone. The texts are those of the first-party containers.
 * @throws UserError E_CONTAINER_CONFIG
 */
export async function readHosts(path: string): Promise<Hosts> {
  const config = await readConfigFile(path, INVALID);
  if (config === undefined) return { current: ALONE, all: [ALONE] };
  const { current_host: current, hosts = [current] } = config;
  if (typeof current !== 'string' || current === '') {
    throw configError(path, 'The resource configuration file does not specify the current host name.');
  }
  if (!isNames(hosts) || !hosts.includes(current)) throw configError(path, INVALID);
  return { current, all: [...new Set(hosts)].sort() };
}

const INVALID = 'The content of the resource configuration file is invalid.';

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
