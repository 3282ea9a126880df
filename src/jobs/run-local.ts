import { mkdir, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Algorithm, Model, Step } from '../algorithms/algorithm.js';
import { NewFile, packModel, refuseExisting } from '../artifacts/model-archive.js';
import { leftoversOf, writeTogether } from '../artifacts/new-file.js';
import { PlatformError, UserError } from '../errors.js';
import { systemClock } from '../training/clock.js';
import { toSagelocalError } from '../training/failure.js';
import { stepLine, summaryLine } from '../training/log/metrics-lines.js';
import { runTraining, type TrainingJob, type TrainingResult } from '../training/run.js';

/** A training job with the place its results go to. */
export interface LocalRun<H = unknown, S extends Step = Step, M extends Model = Model> extends TrainingJob<H, S, M> {
  readonly algorithm: Algorithm<H, S, M>;
  /** Gets `model.tar.gz`, `metrics.jsonl` and what else a training leaves; made where it is missing. */
  readonly outputFolder: string;
  /** How a file is begun, when the training is done; default {@link NewFile.create}. */
  readonly newFile?: typeof NewFile.create | undefined;
}

export interface LocalResult<M extends Model = Model> extends TrainingResult<M> {
  readonly modelPath: string;
  readonly metricsPath: string;
}

/**
 * Trains and writes `model.tar.gz` and `metrics.jsonl` into the output folder: all or, after an error, an abort or on a full disk,
 * none.
 * @throws UserError E_OUTPUT_EXISTS before any work where one of the two is there already; what {@link runTraining} throws
 */
export async function runLocal<H, S extends Step, M extends Model>(run: LocalRun<H, S, M>): Promise<LocalResult<M>> {
  const clock = run.clock ?? systemClock;
  const folder = resolve(run.outputFolder);
  const modelPath = join(folder, 'model.tar.gz');
  const metricsPath = join(folder, 'metrics.jsonl');
  await refuseExisting(modelPath);
  // An earlier run was killed while its files got their names: what there is of them is no result.
  const wasCutOff = (await leftoversOf(modelPath)).length > 0;
  if (!wasCutOff) await refuseExisting(metricsPath);
  const madeFolder = await makeFolder(folder);
  try {
    const lines: string[] = [];
    const result = await runTraining({
      ...run,
      async onStep(step) {
        lines.push(stepLine(step, lines.length, clock()));
        await run.onStep?.(step);
      },
    });
    lines.push(summaryLine(result.metrics, lines.length, clock()));
    const archive = await packModel(result.model.save());
    run.signal?.throwIfAborted();
    const beside = [...(result.model.outputData ?? [])].map(
      ([name, text]) => [join(folder, name), new TextEncoder().encode(text)] as const,
    );
    const newFile = run.newFile ?? NewFile.create;
    await writeTogether([[metricsPath, textBytes(lines)], ...beside, [modelPath, archive]], (path) =>
      newFile(path, { replace: wasCutOff && path !== modelPath }),
    );
    return { ...result, modelPath, metricsPath };
  } catch (error) {
    if (madeFolder !== undefined) await removeEmpty(folder, madeFolder);
    if (run.signal?.aborted) throw run.signal.reason;
    throw run.stop?.aborted && error === run.stop.reason ? error : toSagelocalError(error);
  }
}

/** @returns the topmost folder that had to be made, if any */
async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const details = { where: { file: path }, cause };
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new UserError('E_OUTPUT_NOT_A_FOLDER', `The output ${path} is not a folder.`, details);
    }
    throw new PlatformError(
      'E_OUTPUT_FOLDER',
      `The output folder cannot be made: ${(cause as Error).message}`,
      details,
    );
  }
}

/** Takes away the folders this run made, from the innermost out, as long as they are empty. */
async function removeEmpty(innermost: string, outermost: string): Promise<void> {
  try {
    for (let path = innermost; path.length >= outermost.length; path = dirname(path)) await rmdir(path);
  } catch {
    // Something else lies there now: it stays.
  }
}

function textBytes(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
}
