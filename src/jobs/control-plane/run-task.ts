import { join } from 'node:path';
import { findAlgorithm } from '../../algorithms/registry.js';
import { UserError } from '../../errors.js';
import { loadKernels } from '../../kernels/choose.js';
import { loadModel, loadModelOf } from '../../library/load-model.js';
import { readAnswerOptions } from '../../serving/answer-options.js';
import { type TransformJob, transform } from '../../serving/transform.js';
import { systemClock } from '../../training/clock.js';
import { failureReason } from '../failure-reason.js';
import { isFinal, JobRecord, readJobRecord, replaceJson } from '../job-record.js';
import { parseRequestedJob } from '../requested-job.js';
import { Abandoned, runJob } from '../run-job.js';
import { now } from './times.js';
import type { TrainingTask } from './training-jobs.js';
import { nextTransformState, TRANSFORM_FILE, type TransformState, type TransformTask } from './transform-jobs.js';

export interface TaskContext {
  /** Gets the job's record. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** Works on a job to its end. What goes wrong stands in the record; where whoever wants it is gone, nothing does. */
export async function runTask(task: TrainingTask | TransformTask, context: TaskContext): Promise<void> {
  if (task.kind === 'training-job') await train(task, context);
  else await transformTask(task, context);
}

async function train(
  { request, folder: base, state, modelAddress }: TrainingTask,
  context: TaskContext,
): Promise<void> {
  const { folder, signal, log } = context;
  try {
    const { outputFolder, algorithm: name, channels, notes, ...job } = await parseRequestedJob(request, base);
    const algorithm = findAlgorithm(name);
    const { model, ...data } = channels;
    for (const note of notes) log(`note: ${note}`);
    await runJob({
      ...job,
      algorithm,
      channels: data,
      startFrom: model === undefined ? undefined : (await loadModelOf(algorithm, model.path)).model,
      outputFolder: join(outputFolder, request.TrainingJobName as string, 'output'),
      recordFolder: folder,
      request: {},
      state,
      modelAddress,
      signal,
      log,
    });
  } catch (error) {
    log(String(error instanceof Error ? error.stack : error));
    const record = await readJobRecord(folder);
    if (error instanceof Abandoned || (record !== undefined && isFinal(record))) return;
    // Before there was a run that could have said so.
    await new JobRecord(folder, {}, systemClock, record ?? state).enter('Failed', {
      FailureReason: failureReason(error),
    });
  }
}

async function transformTask(task: TransformTask, { folder, signal, log }: TaskContext): Promise<void> {
  const path = join(folder, TRANSFORM_FILE);
  const started: TransformState = { ...task.state, TransformStartTime: now() };
  await replaceJson(path, started);
  try {
    for (const { input, output, requests } of await transform(await transformJob(task, signal))) {
      log(`${input}: ${requests} requests, ${output}`);
    }
    await replaceJson(path, nextTransformState(started, 'Completed'));
  } catch (error) {
    log(String(error instanceof Error ? error.stack : error));
    if (error instanceof Abandoned || signal.reason instanceof Abandoned) return;
    const state = signal.aborted
      ? nextTransformState(started, 'Stopped')
      : nextTransformState(started, 'Failed', failureReason(error));
    await replaceJson(path, state);
  }
}

interface TransformRequest {
  readonly TransformInput: { readonly ContentType?: string; readonly SplitType?: TransformJob['splitType'] };
  readonly TransformOutput: { readonly Accept?: string; readonly AssembleWith?: TransformJob['assembleWith'] };
  readonly BatchStrategy?: TransformJob['batchStrategy'];
  readonly MaxPayloadInMB?: number;
  readonly Environment?: Readonly<Record<string, string>>;
}

const BYTES_PER_MB = 2 ** 20;

async function transformJob(task: TransformTask, signal: AbortSignal): Promise<TransformJob> {
  const { TransformInput, TransformOutput, BatchStrategy, MaxPayloadInMB, Environment } =
    task.request as unknown as TransformRequest;
  const [container] = task.containers;
  if (container === undefined || task.containers.length > 1) {
    throw new UserError('E_TRANSFORM_PIPELINE', 'A transform job runs one model here, and not a pipeline of several.');
  }
  const { model, algorithm } = await loadModel(container.path);
  return {
    model,
    algorithm: findAlgorithm(algorithm),
    answers: readAnswerOptions({ ...container.environment, ...Environment }),
    input: task.input,
    output: task.output,
    contentType: TransformInput.ContentType ?? '',
    kernels: await loadKernels(),
    signal,
    ...(TransformOutput.Accept === undefined ? {} : { accept: TransformOutput.Accept }),
    ...(TransformInput.SplitType === undefined ? {} : { splitType: TransformInput.SplitType }),
    ...(TransformOutput.AssembleWith === undefined ? {} : { assembleWith: TransformOutput.AssembleWith }),
    ...(BatchStrategy === undefined ? {} : { batchStrategy: BatchStrategy }),
    ...(MaxPayloadInMB === undefined ? {} : { maxPayloadBytes: MaxPayloadInMB * BYTES_PER_MB }),
  };
}
