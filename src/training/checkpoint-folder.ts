import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactFiles } from '../algorithms/algorithm.js';
import { DEFAULT_ARCHIVE_LIMITS } from '../artifacts/archive-limits.js';
import { decodeFiles, encodeFiles } from '../artifacts/model-archive.js';
import { removeLeftovers, replaceFile, writeError } from '../artifacts/new-file.js';
import { UserError } from '../errors.js';

/** What a training that was stopped left behind. */
export interface Checkpoint<M> {
  readonly path: string;
  readonly model: M;
  /** That are done. */
  readonly rounds: number;
}

/** Of those that this training wrote, as in the XGBoost container. */
const KEPT = 5;
/** Checkpoints that are tried before the training begins anew, as in the XGBoost container. */
const TRIED = 5;

/** SageMaker sets these beside a file while it copies it to S3, and when it is done. */
const UPLOADING = '.sagemaker-uploading';
const UPLOADED = '.sagemaker-uploaded';

/**
 * A folder of checkpoints, `xgboost-checkpoint.0`, `xgboost-checkpoint.1`: one complete file for each round, of which the last five stay. Files that lay there before the
 * training are left alone.
 */
export class CheckpointFolder {
  readonly #path: string;
  readonly #name: string;
  readonly #before: ReadonlySet<number>;
  #written: number[] = [];

  private constructor(path: string, name: string, before: ReadonlySet<number>) {
    this.#path = path;
    this.#name = name;
    this.#before = before;
  }

  /** Makes the folder where there is none. @throws UserError E_OUTPUT_FOLDER, PlatformError E_PERMISSION … */
  static async open(path: string, name: string): Promise<CheckpointFolder> {
    try {
      await mkdir(path, { recursive: true });
      const numbers = (await readdir(path)).flatMap((file) => numberIn(file, name));
      // One that was being written when an earlier training was killed.
      await removeLeftovers(join(path, `${name}.${Math.max(-1, ...numbers) + 1}`));
      return new CheckpointFolder(path, name, new Set(numbers));
    } catch (error) {
      throw writeError(error, path);
    }
  }

  /** The newest checkpoint that `load` can read. @param onDamaged hears of those it cannot */
  async newest<M>(
    load: (files: ArtifactFiles) => M | undefined,
    onDamaged: (path: string, error: UserError) => void,
  ): Promise<Checkpoint<M> | undefined> {
    const newestFirst = [...this.#before].sort((a, b) => b - a);
    for (const round of newestFirst.slice(0, TRIED)) {
      const path = this.#fileOf(round);
      try {
        const file = { name: `${this.#name}.${round}`, bytes: await readFile(path) };
        const model = load(decodeFiles([file], DEFAULT_ARCHIVE_LIMITS));
        if (model !== undefined) return { path, model, rounds: round + 1 };
        throw new UserError('E_MODEL_UNKNOWN', 'It is no model of this algorithm.', { where: { file: path } });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        onDamaged(path, error);
      }
    }
    return undefined;
  }

  /** Writes the checkpoint of a round, which is a single file, and takes the oldest away. @throws as {@link replaceFile} */
  async save(round: number, files: ArtifactFiles): Promise<void> {
    for (const { bytes } of encodeFiles(files)) await replaceFile(this.#fileOf(round), bytes);
    this.#written.push(round);
    const old = this.#written.slice(0, -KEPT).filter((number) => !this.#before.has(number));
    const removable = old.filter((number) => !isBeingUploaded(this.#fileOf(number)));
    for (const number of removable) await rm(this.#fileOf(number), { force: true });
    this.#written = this.#written.filter((number) => !removable.includes(number));
  }

  #fileOf(round: number): string {
    return join(this.#path, `${this.#name}.${round}`);
  }
}

/** The number of a checkpoint in the name of its file. */
function numberIn(file: string, name: string): number[] {
  const number = file.startsWith(`${name}.`) ? file.slice(name.length + 1) : '';
  return /^\d{1,15}$/.test(number) ? [Number(number)] : [];
}

function isBeingUploaded(path: string): boolean {
  return existsSync(path + UPLOADING) && !existsSync(path + UPLOADED);
}
