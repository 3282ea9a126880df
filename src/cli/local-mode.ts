import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmdir } from 'node:fs/promises';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { requireBuiltIn } from '../engines/local-mode/container.js';
import { runCompose } from '../engines/local-mode/run-compose.js';
import { PlatformError, UserError } from '../errors.js';
import { type Arguments, argumentsError } from './arguments.js';
import { text, toggle } from './flags.js';
import { type Io, ReaderGone, write } from './io.js';
import { STARTER_VARIABLE } from './starter.js';
import type { Verb } from './verb.js';

export const localMode: Verb = {
  name: 'local-mode',
  summary: 'run a program that uses the SageMaker Python SDK’s local mode, without Docker',
  usage: ['-- COMMAND [ARGUMENT …]', '--env'],
  positionals: ['COMMAND', 'ARGUMENT…'],
  flags: [
    toggle('env', 'print what a shell needs for the same: eval "$(sagelocal local-mode --env)"'),
    text('image', 'URI', 'which algorithm an image means; the SDK asks this through our docker'),
    text('compose', 'FILE', 'run the containers of a compose file; the SDK asks this through our docker'),
  ],
  examples: [
    {
      says: 'Your own program: sagelocal local-mode -- python train.py. What it takes for Docker:',
      command: 'sagelocal local-mode -- docker compose version',
    },
    { says: 'Which algorithm an image stands for', command: 'sagelocal local-mode --image kmeans:1' },
  ],
  run: runLocalMode,
};

/** Holds what the SDK takes for `docker` and `docker-compose`. */
const STAND_INS = fileURLToPath(new URL('../../engines/sagemaker-local-mode', import.meta.url));

async function runLocalMode(args: Arguments, io: Io): Promise<number> {
  refuseWindows();
  const [command, ...words] = args.positionals;
  const [image, composeFile] = [args.text('image'), args.text('compose')];
  const asked = [args.has('env'), image !== undefined, composeFile !== undefined, command !== undefined];
  if (asked.filter(Boolean).length !== 1) {
    throw argumentsError([
      { code: 'E_ARGUMENTS', message: 'Give a COMMAND, or one of --env, --image and --compose.', hint: HINT },
    ]);
  }
  if (image !== undefined) io.stdout.write(`${requireBuiltIn(image)}\n`);
  if (args.has('env')) io.stdout.write(shellExports());
  if (composeFile !== undefined) return compose(composeFile, io);
  return command === undefined ? 0 : runCommand(command, words);
}

const HINT = 'sagelocal local-mode -- python train.py';

function refuseWindows(): void {
  if (process.platform !== 'win32') return;
  throw new PlatformError('E_LOCAL_MODE_WINDOWS', 'local-mode does not run on Windows itself.', {
    hint: 'It runs inside WSL, as the SDK’s local mode does best, too.',
  });
}

/** What makes the SDK find our stand-ins before any real Docker; they start the Node that runs this. */
function environment(): { readonly PATH: string; readonly SAGELOCAL_NODE: string } {
  return { PATH: `${STAND_INS}${delimiter}${process.env.PATH ?? ''}`, SAGELOCAL_NODE: process.execPath };
}

function shellExports(): string {
  const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
  return `export PATH=${quoted(STAND_INS)}:"$PATH" SAGELOCAL_NODE=${quoted(process.execPath)}\n`;
}

/** Runs the user's program. Ctrl-C reaches it from the terminal, as it reaches us; what is sent to us alone is passed on. */
async function runCommand(command: string, words: readonly string[]): Promise<number> {
  const child = spawn(command, words, { stdio: 'inherit', env: { ...process.env, ...environment() } });
  const passOn = () => void child.kill('SIGTERM');
  process.on('SIGTERM', passOn);
  try {
    const [code, signal] = await once(child, 'exit');
    return code ?? 128 + constants.signals[signal as NodeJS.Signals];
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new UserError('E_COMMAND_NOT_FOUND', `There is no command ${command}.`, { cause });
  } finally {
    process.off('SIGTERM', passOn);
  }
}

/** The SDK stops to read when the process has ended, and so drops the lines it has not come to: the failure's, most of all. */
const LAST_LINES_MS = 200;

async function compose(path: string, io: Io): Promise<number> {
  const readerGone = new AbortController();
  const print = async (line: string) => {
    try {
      await write(io.stdout, line);
    } catch (error) {
      if (!(error instanceof ReaderGone)) throw error;
      readerGone.abort();
    }
  };
  // Once: by the time this one ends, the next endpoint may be starting, in a folder of the same name.
  let saidSo: Promise<void> | undefined;
  const started = () => {
    saidSo ??= sayStarted();
    return saidSo;
  };
  try {
    return await runCompose(path, {
      script: fileURLToPath(new URL('main.js', import.meta.url)),
      environment: { ...process.env, [STARTER_VARIABLE]: String(process.pid) },
      print,
      signal: AbortSignal.any([io.signal, readerGone.signal]),
      onListening: () => void started(),
    });
  } finally {
    await started();
    await sleep(LAST_LINES_MS);
  }
}

/** Lets the SDK ask for /ping: see the docker stand-in. */
async function sayStarted(): Promise<void> {
  const folder = process.env.SAGELOCAL_STARTING;
  if (folder !== undefined) await rmdir(folder).catch(() => undefined);
}
