import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface Program {
  /** Stands in front of its lines. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Terminal {
  print(text: string): Promise<void>;
  /** Ends the programs. */
  readonly signal: AbortSignal;
  /** Each line before it is printed, without the name. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** As shells report Ctrl-C, and compose whatever stopped it. */
const INTERRUPTED = 130;

/** As long as docker waits between SIGTERM and SIGKILL. */
const GRACE_MS = 10_000;

/**
 * Runs programs side by side, much as `docker compose up --abort-on-container-exit` does: what they say stands behind their names, and when
 * one fails all end. Unlike there, one that is done lets the others finish: the hosts of a job are not done at the same instant.
 * @returns the exit code of the first that failed, 130 where they were told to end, else 0
 */
export async function runTogether(programs: readonly Program[], terminal: Terminal): Promise<number> {
  const width = Math.max(...programs.map(({ name }) => name.length));
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, terminal.signal]);
  const failures: number[] = [];
  const run = async (program: Program) => {
    const child = start(program, signal);
    const relay = async (stream: Readable) => {
      for await (const line of createInterface({ input: stream })) {
        terminal.onLine?.(line);
        await terminal.print(`${program.name.padEnd(width)}  | ${line}\n`);
      }
    };
    const [ended] = await Promise.all([once(child, 'close'), relay(child.stdout), relay(child.stderr)]);
    const code = exitCodeOf(ended);
    if (code !== 0) {
      failures.push(code);
      failed.abort();
    }
    await terminal.print(`${program.name} exited with code ${code}\n`);
  };
  await Promise.all(programs.map(run));
  // Whoever was told to end may have been told twice, and the second signal kills a Node that is already on its way out.
  return terminal.signal.aborted ? INTERRUPTED : (failures[0] ?? 0);
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function start({ command, args, env }: Program, signal: AbortSignal): Child {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let deadline: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill('SIGTERM');
    deadline = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  child.once('exit', () => {
    clearTimeout(deadline);
    signal.removeEventListener('abort', stop);
  });
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return child;
}

/** As shells report it where a signal ended the program. */
function exitCodeOf([code, signal]: readonly unknown[]): number {
  return typeof code === 'number' ? code : 128 + constants.signals[signal as NodeJS.Signals];
}
