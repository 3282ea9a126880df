import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gate } from '../../serving/http/gate.js';
import { isFinalStatus, replaceJson } from '../job-record.js';
import { JobProcess, TASK_FILE } from './job-process.js';
import type { Resources } from './resources.js';
import type { Kind, Resource } from './store.js';
import { UnderWay } from './under-way.js';

type Json = Readonly<Record<string, unknown>>;

/** What training and transform jobs differ in. */
export interface JobKind {
  readonly kind: Kind & ('training-job' | 'transform-job');
  readonly statusOf: (state: Json) => string;
  /** What the worker is asked to do. */
  readonly task: (job: Resource) => Json;
  /** What the worker has written so far about the job in this folder. */
  readonly written: (folder: string) => Promise<Json | undefined>;
  /** The state that follows. */
  readonly next: (state: Json, status: 'Stopping' | 'Stopped' | 'Failed', failureReason?: string) => Json;
}

export interface JobsOptions {
  /** Gets a folder for each job. */
  readonly folder: string;
  /** The program that works on a job. */
  readonly worker: string;
  /** How many may run at once. */
  readonly gate: Gate;
  readonly onFault: (error: unknown) => void;
}

/**
 * Runs jobs in processes of their own. A job is in the store before anybody hears of it, and its end is there before anybody hears of that;
 * in between, what its process writes into the job's folder counts.
 */
export class Jobs {
  readonly #kind: JobKind;
  readonly #resources: Resources;
  readonly #options: JobsOptions;
  readonly #processes = new Map<string, JobProcess>();
  readonly #running = new UnderWay();
  #closing = false;

  constructor(kind: JobKind, resources: Resources, options: JobsOptions) {
    this.#kind = kind;
    this.#resources = resources;
    this.#options = options;
  }

  /** Marks jobs whose process went down with an earlier control plane, unless that had finished them. */
  async recover(): Promise<void> {
    for (const job of await this.#resources.list(this.#kind.kind)) {
      if (!this.#isFinal(job.state)) await this.#settle(job.name, 'The control plane ended while the job was running.');
    }
  }

  /** Begins when there is room; whatever happens then stands in the job's state. */
  start({ name }: Resource): void {
    const run = this.#options.gate
      .pass(() => this.#run(name))
      .catch((error: Error) => this.#settle(name, error.message))
      .catch(this.#options.onFault);
    void this.#running.add(run);
  }

  /** @param refuse hears the status of a job that has ended already, and throws */
  async stop(name: string, refuse: (status: string) => never): Promise<void> {
    const { kind, statusOf, next } = this.#kind;
    // A process says in its folder that it is done before it ends.
    const written = await this.#kind.written(this.#folderOf(name)).catch(() => undefined);
    await this.#resources.update(kind, name, ({ state }) => {
      for (const known of [state, written ?? state]) if (this.#isFinal(known)) refuse(statusOf(known));
      return statusOf(state) === 'Stopping' ? undefined : next(state, 'Stopping');
    });
    const process = this.#processes.get(name);
    if (process === undefined) await this.#settle(name, '');
    else process.stop();
  }

  /** The state as it is now. */
  async stateOf({ name, state }: Resource): Promise<Json> {
    if (this.#kind.statusOf(state) !== 'InProgress') return state;
    return (await this.#kind.written(this.#folderOf(name))) ?? state;
  }

  /** Ends every process, and waits for it. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const process of this.#processes.values()) process.abandon();
    await this.#running.settled();
  }

  async #run(name: string): Promise<void> {
    const job = await this.#resources.find(this.#kind.kind, name);
    // Stopped while it waited, or left to the next control plane, which marks it.
    if (this.#isFinal(job.state) || this.#closing) return;
    const folder = this.#folderOf(name);
    await mkdir(folder, { recursive: true });
    await replaceJson(join(folder, TASK_FILE), this.#kind.task(job));
    const process = await JobProcess.start(folder, this.#options.worker);
    this.#processes.set(name, process);
    // Whoever came while it was not there yet.
    if (this.#closing) process.abandon();
    const { state } = await this.#resources.find(this.#kind.kind, name);
    if (this.#isFinal(state)) process.abandon();
    try {
      const ending = await process.ended;
      await this.#settle(name, `The process of the job ended without a result (${ending}).`);
    } finally {
      this.#processes.delete(name);
    }
  }

  /** What the process has written last counts. Where that is no end, the job was stopped or, for the reason given, failed. */
  async #settle(name: string, reason: string): Promise<void> {
    const written = await this.#kind.written(this.#folderOf(name)).catch(() => undefined);
    await this.#resources.update(this.#kind.kind, name, ({ state }) => {
      if (this.#isFinal(state)) return undefined;
      if (written !== undefined && this.#isFinal(written)) return written;
      if (this.#kind.statusOf(state) === 'Stopping') return this.#kind.next(state, 'Stopped');
      return this.#kind.next({ ...state, ...written }, 'Failed', `InternalServerError: ${reason}`);
    });
  }

  #isFinal(state: Json): boolean {
    return isFinalStatus(this.#kind.statusOf(state));
  }

  #folderOf(name: string): string {
    return join(this.#options.folder, this.#kind.kind, name);
  }
}
