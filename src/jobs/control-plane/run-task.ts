import { join } from 'node:path';
import { findAlgorithm } from '../../algorithms/registry.js';
import { loadModelOf } from '../../library/load-model.js';
import { type TransformSpec, transform } from '../../library/transform.js';
import type { DataProcessing } from '../../serving/transform-options.js';
import { systemClock } from '../../training/clock.js';
import { failureReason } from '../failure-reason.js';
import { isFinal, JobRecord, readJobRecord, replaceJson } from '../job-record.js';
import { parseRequestedJob } from '../requested-job.js';
import { Abandoned, runJob } from '../run-job.js';
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
    await transform(transformSpec(task, context));
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
  readonly TransformInput: Spelled<'contentType' | 'compressionType' | 'splitType'>;
  readonly TransformOutput: Spelled<'accept' | 'assembleWith'>;
  readonly DataProcessing?: Spelled<'inputFilter' | 'outputFilter' | 'joinSource', DataProcessing>;
  readonly Environment?: Readonly<Record<string, string>>;
} & Spelled<'batchStrategy' | 'maxPayloadInMB' | 'maxConcurrentTransforms'>;

/** The same members as AWS spells them. */
type Spelled<Keys extends keyof Shape & string, Shape = TransformSpec> = {
  readonly [Key in Keys as Capitalize<Key>]?: Shape[Key];
};

function transformSpec(task: TransformTask, { signal, log }: TaskContext): TransformSpec {
  const { TransformInput, TransformOutput, DataProcessing, Environment, ...sizes } = task.request as TransformRequest;
  return {
    model: modelInput(task.containers),
    input: task.input,
    output: task.output,
    contentType: TransformInput.ContentType,
    compressionType: TransformInput.CompressionType,
    splitType: TransformInput.SplitType,
    accept: TransformOutput.Accept,
    assembleWith: TransformOutput.AssembleWith,
    batchStrategy: sizes.BatchStrategy,
    maxPayloadInMB: sizes.MaxPayloadInMB,
    maxConcurrentTransforms: sizes.MaxConcurrentTransforms,
    dataProcessing: DataProcessing && {
      inputFilter: DataProcessing.InputFilter,
      outputFilter: DataProcessing.OutputFilter,
      joinSource: DataProcessing.JoinSource,
    },
    environment: Environment,
    signal,
    onFile: ({ input, output }) => log(`${input}: ${output}`),
  };
}
