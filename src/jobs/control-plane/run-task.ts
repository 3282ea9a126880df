import { join } from 'node:path';
import { findAlgorithm } from '../../algorithms/registry.js';
import { loadModelOf } from '../../library/load-model.js';
import { type TransformSpec, transform } from '../../library/transform.js';
import { systemClock } from '../../training/clock.js';
import { failureReason } from '../failure-reason.js';
import { isFinal, JobRecord, readJobRecord, replaceJson } from '../job-record.js';
import { parseRequestedJob } from '../requested-job.js';
import { Abandoned, runJob } from '../run-job.js';
import { parseTransformJob } from '../transform-job.js';
import { modelInput } from './live-endpoint.js';
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

async function transformTask(task: TransformTask, context: TaskContext): Promise<void> {
  const { folder, signal, log } = context;
  const path = join(folder, TRANSFORM_FILE);
  const started: TransformState = { ...task.state, TransformStartTime: now() };
  await replaceJson(path, started);
  try {
    await transform(await transformSpec(task, context));
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

type TransformRequest = {
  readonly TransformInput: { readonly DataSource: { readonly S3DataSource: object } };
  readonly TransformOutput: object;
};

/** The request as the command line would read it, its addresses and its model already found. */
async function transformSpec(task: TransformTask, { folder, signal, log }: TaskContext): Promise<TransformSpec> {
  const { TransformInput, TransformOutput } = task.request as TransformRequest;
  const S3DataSource = { ...TransformInput.DataSource.S3DataSource, S3Uri: task.input };
  const request = {
    ...task.request,
    TransformInput: { ...TransformInput, DataSource: { S3DataSource } },
    TransformOutput: { ...TransformOutput, S3OutputPath: task.output },
  };
  const { spec, notes } = await parseTransformJob(request, { folder, findModel: () => modelInput(task.containers) });
  for (const note of notes) log(`note: ${note}`);
  return { ...spec, signal, onFile: ({ input, output }) => log(`${input}: ${output}`) };
}
