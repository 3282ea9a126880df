import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeError } from '../artifacts/new-file.js';
import type { InputFile } from './input-files.js';

/** Lies among the answers; as a hidden file it is no input of a later job. */
export const JOURNAL_NAME = '.sagelocal-transform.jsonl';

/** One input that is wholly answered. */
interface Entry {
  /** Which job, model and options included, answered it. */
  readonly job: string;
  readonly input: string;
  readonly inputBytes: number;
  readonly inputModifiedMs: number;
  readonly outputBytes: number;
  readonly requests: number;
}

/**
 * Remembers which inputs are done, so that a job that was stopped, however hard, goes on where it was. An input is done again where it, its answers
 * or anything about the job has changed since.
 */
export class TransformJournal {
  readonly #job: string;
  readonly #done: ReadonlyMap<string, Entry>;
  readonly #path: string;
  /** Opened with the first entry: a job that gets nothing done leaves nothing behind. */
  #file: FileHandle | undefined;

  private constructor(job: string, done: ReadonlyMap<string, Entry>, path: string) {
    this.#job = job;
    this.#done = done;
    this.#path = path;
  }

  /** @param identity everything that decides about the bytes of the answers */
  static async open(folder: string, identity: unknown): Promise<TransformJournal> {
    const path = join(folder, JOURNAL_NAME);
    const job = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
    const entries = (await readEntries(path)).filter((entry) => entry.job === job);
    return new TransformJournal(job, new Map(entries.map((entry) => [entry.input, entry])), path);
  }

  /** How many requests the input took, where it is done and nothing has changed since. */
  async requestsOf(input: InputFile, output: string): Promise<number | undefined> {
    const entry = this.#done.get(input.relativePath);
    if (entry === undefined) return undefined;
    const [from, to] = await Promise.all([stat(input.path), stat(output).catch(() => undefined)]);
    const isSame =
      from.size === entry.inputBytes && from.mtimeMs === entry.inputModifiedMs && to?.size === entry.outputBytes;
    return isSame ? entry.requests : undefined;
  }

  /**
   * On disk when it returns.
   * @param before the input as it was before it was read
   * @throws PlatformError E_DISK_FULL, E_PERMISSION, E_WRITE
   */
  async add(input: InputFile, before: InputFacts, output: string, requests: number): Promise<void> {
    const entry: Entry = {
      job: this.#job,
      input: input.relativePath,
      inputBytes: before.size,
      inputModifiedMs: before.mtimeMs,
      outputBytes: (await stat(output)).size,
      requests,
    };
    try {
      // What another job has noted means nothing any more.
      this.#file ??= await open(this.#path, this.#done.size > 0 ? 'a' : 'w');
      await this.#file.appendFile(`${JSON.stringify(entry)}\n`);
      await this.#file.sync();
    } catch (error) {
      throw writeError(error, this.#path);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

export interface InputFacts {
  readonly size: number;
  readonly mtimeMs: number;
}

/** A last line that was cut off, or anything else that is none of ours, counts as nothing. */
async function readEntries(path: string): Promise<readonly Entry[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      const entry = JSON.parse(line) as Entry | null;
      return typeof entry?.job === 'string' && typeof entry.input === 'string' ? [entry] : [];
    } catch {
      return [];
    }
  });
}
