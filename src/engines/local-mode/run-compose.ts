import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IMAGE_VARIABLE } from '../../jobs/container-algorithm.js';
import { NO_EXECUTION_PARAMETERS_VARIABLE } from '../../serving/endpoint/environment.js';
import { readComposeFile } from './compose-file.js';
import { type Container, containerOf } from './container.js';
import { layOutMounts } from './mount-tree.js';
import { type Program, runTogether, type Terminal } from './run-together.js';

export interface Compose extends Pick<Terminal, 'print' | 'signal'> {
  /** The script that knows `train` and `serve` without flags. */
  readonly script: string;
  /** Of this process. Containers see little of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called when an endpoint listens. */
  readonly onListening: () => void;
}

/**
 * `docker compose -f PATH up --abort-on-container-exit`, with a process of ours for each container.
 * @returns the exit code
 * @throws UserError E_COMPOSE_FILE and what {@link containerOf} and {@link layOutMounts} refuse, before anything runs
 */
export async function runCompose(path: string, compose: Compose): Promise<number> {
  const containers = (await readComposeFile(path)).map(containerOf);
  const folder = await mkdtemp(join(tmpdir(), 'sagelocal-local-mode-'));
  try {
    const programs = await Promise.all(
      containers.map(async (container, index): Promise<Program> => {
        const base = join(folder, String(index));
        await mkdir(base);
        await layOutMounts(container.mounts, base);
        const args = [compose.script, container.program];
        return { name: container.name, command: process.execPath, args, env: environmentOf(container, base, compose) };
      }),
    );
    const onLine = (line: string) => {
      if (line.startsWith(LISTENING)) compose.onListening();
    };
    return await runTogether(programs, { ...compose, onLine });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `sagelocal serve` says when a connection would succeed. */
const LISTENING = 'listening on ';

/** What of this machine's environment a process needs to run at all; the rest stays outside, as it does with containers. */
const NEEDED = /^(PATH|HOME|TMPDIR|TZ|LANG|LC_\w+|NODE_\w+|SAGELOCAL_\w+)$/;

function environmentOf({ image, environment, port }: Container, base: string, compose: Compose): Program['env'] {
  return {
    ...Object.fromEntries(Object.entries(compose.environment).filter(([name]) => NEEDED.test(name))),
    ...environment,
    SAGEMAKER_BASE_DIR: base,
    [IMAGE_VARIABLE]: image,
    // The SDK takes MULTI_RECORD over from there, and then knows MultiRecord alone; left without, it takes just that.
    [NO_EXECUTION_PARAMETERS_VARIABLE]: '1',
    ...(port === undefined ? {} : { SAGEMAKER_BIND_TO_PORT: String(port) }),
  };
}
