import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './run.js';

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
export const PROGRAM = join(ROOT, 'dist/cli/main.js');

/** A folder such as a user has after installing the package beside our fixtures, with `sagelocal` on its path. */
export interface Workplace {
  readonly folder: string;
  shell(command: string): Promise<Outcome>;
  /** See {@link listening}. */
  listening(command: string, meanwhile: string): Promise<{ readonly asked: Outcome; readonly server: Outcome }>;
  node(...args: string[]): Promise<Outcome>;
  remove(): Promise<void>;
}

export async function workplace(): Promise<Workplace> {
  if (!existsSync(PROGRAM)) throw new Error('These tests run the build: npm run build');
  const folder = await mkdtemp(join(tmpdir(), 'sagelocal-workplace-'));
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(ROOT, join(folder, 'node_modules/sagelocal'));
  await symlink(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
  const launcher = join(folder, 'bin/sagelocal');
  await writeFile(launcher, `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  await chmod(launcher, 0o755);
  const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` };
  return {
    folder,
    shell: (command) => finished('sh', ['-c', command], folder, env),
    listening: (command, meanwhile) => listening(command, meanwhile, folder, env),
    node: (...args) => finished(process.execPath, args, folder, env),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The port that an example names may be someone else's for a while. */
const PORT_TAKEN = /E_PORT_TAKEN/;
const ATTEMPTS = 60;

/** Starts a command that listens, runs another when it does, and stops the first as a service manager would. */
export async function listening(command: string, meanwhile: string, cwd: string, env: NodeJS.ProcessEnv) {
  for (let attempt = 1; ; attempt++) {
    // With exec the shell becomes the program, so that the signal reaches it.
    const child = spawn('sh', ['-c', `exec ${command}`], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const server = outcomeOf(child);
    const ready = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    const early = await Promise.race([server, ready]);
    if (early === undefined) {
      const asked = await finished('sh', ['-c', meanwhile], cwd, env);
      child.kill('SIGTERM');
      return { asked, server: await server };
    }
    if (!PORT_TAKEN.test(early.stderr) || attempt === ATTEMPTS) throw new Error(`it never listened: ${early.stderr}`);
    await sleep(500);
  }
}

function finished(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  return outcomeOf(spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

function outcomeOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}
