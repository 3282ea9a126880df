import { type ChildProcess, fork } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** How long a job that is told to stop may take; SageMaker gives it as much between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 120_000;
/** And where the control plane itself ends. */
const ABANDON_GRACE_MS = 5_000;

export const STOP_MESSAGE = 'stop';
export const TASK_FILE = 'task.json';
const LOG_FILE = 'algo-1.log';

/** The program that works on one job. It hears `STOP_MESSAGE`, and gives up when whoever started it is gone. */
export class JobProcess {
  readonly #child: ChildProcess;
  #timer: NodeJS.Timeout | undefined;
  /** Says how it ended; what it made of the job stands in its folder. */
  readonly ended: Promise<string>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
    void this.ended.then(() => clearTimeout(this.#timer));
  }

  /** @param folder of the job, with its task; gets the log */
  static async start(folder: string, worker: string): Promise<JobProcess> {
    const log = await open(join(folder, LOG_FILE), 'a');
    try {
      const stdio = ['ignore' as const, log.fd, log.fd, 'ipc' as const];
      return new JobProcess(fork(worker, [folder], { stdio, execArgv: [] }));
    } finally {
      await log.close();
    }
  }

  stop(): void {
    if (this.#child.connected) this.#child.send(STOP_MESSAGE, () => undefined);
    this.#killAfter(STOP_GRACE_MS);
  }

  abandon(): void {
    if (this.#child.connected) this.#child.disconnect();
    this.#killAfter(ABANDON_GRACE_MS);
  }

  #killAfter(graceMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
  }
}
