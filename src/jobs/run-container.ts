import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Algorithm, Model } from '../algorithms/algorithm.js';
import { writeModelFolder } from '../artifacts/model-folder.js';
import { replaceFile } from '../artifacts/new-file.js';
import { loadModelOf } from '../library/load-model.js';
import { readContainerJob } from '../training/container/container-job.js';
import { writeFailureFile } from '../training/container/failure-file.js';
import { type ContainerPaths, containerPaths } from '../training/container/paths.js';
import { containerExitCode, failureText } from '../training/failure.js';
import { logRefusal, runTraining } from '../training/run.js';
import { containerAlgorithm } from './container-algorithm.js';
import { seedOf } from './seed.js';

export interface ContainerRun {
  /** `/opt/ml`, or what stands in for it. */
  readonly base: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes SageMaker's log, line by line. */
  readonly log: (line: string) => void;
  /** Takes what SageMaker would not say. */
  readonly note: (text: string) => void;
  /** Ends the training at once, without a model: Ctrl-C. */
  readonly signal?: AbortSignal | undefined;
  /** SageMaker asks for an end, as SIGTERM does. */
  readonly stop?: AbortSignal | undefined;
}

export interface ContainerOutcome {
  /** As the container of this algorithm exits. */
  readonly exitCode: number;
  /** What went wrong, where something did; `output/failure` says it in SageMaker's words. */
  readonly error?: unknown;
}

/** As shells report a process that SIGTERM or Ctrl-C ended. Neither is a failure that SageMaker would have to be told of. */
const TERMINATED = 143;
const INTERRUPTED = 130;

/** `docker run IMAGE train`: trains what lies under the base folder, and leaves `model/`, or `output/failure`. */
export async function runContainer(run: ContainerRun): Promise<ContainerOutcome> {
  const paths = containerPaths(run.base);
  let algorithm: Algorithm | undefined;
  try {
    const image = containerAlgorithm(run.environment);
    algorithm = image.algorithm;
    if (image.note !== undefined) run.note(image.note);
    await rm(paths.failure, { force: true });
    await train(run, paths, image.algorithm, image.hyperparameters);
    return { exitCode: 0 };
  } catch (error) {
    const end = [run.signal, run.stop].find((signal) => signal?.aborted && signal.reason === error);
    if (end !== undefined) return { exitCode: end === run.stop ? TERMINATED : INTERRUPTED };
    await writeFailureFile(paths.failure, failureText(error, algorithm?.profile));
    return { exitCode: containerExitCode(error, algorithm?.profile), error };
  }
}

async function train(
  run: ContainerRun,
  paths: ContainerPaths,
  algorithm: Algorithm,
  ofImage: Readonly<Record<string, string>>,
): Promise<void> {
  const { log, signal, stop } = run;
  const job = await readContainerJob(paths, algorithm).catch((error: unknown) => {
    logRefusal({ algorithm, hyperparameters: {}, log }, error);
    throw error;
  });
  const { current: host, all } = job.hosts;
  if (host !== all[0]) {
    run.note(`${host} leaves the training to ${all[0]}, which sees the same data.`);
    return;
  }
  const { model: modelChannel, ...channels } = job.channels;
  const { model } = await runTraining({
    algorithm,
    hyperparameters: { ...ofImage, ...job.hyperparameters },
    channels,
    host,
    seed: seedOf(run.environment),
    startFrom: modelChannel && (await loadModelOf(algorithm, modelChannel.path)).model,
    checkpointFolder: job.checkpointFolder,
    signal,
    stop,
    log,
  });
  signal?.throwIfAborted();
  await writeResults(paths, model);
}

async function writeResults({ model: folder, outputData }: ContainerPaths, model: Model): Promise<void> {
  await mkdir(outputData, { recursive: true });
  for (const [name, text] of model.outputData ?? []) {
    await replaceFile(join(outputData, name), new TextEncoder().encode(text));
  }
  await writeModelFolder(folder, model.save());
}
