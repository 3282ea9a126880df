import { join } from 'node:path';
import { findAlgorithm } from '../../algorithms/registry.js';
import { loadModelOf } from '../../library/load-model.js';
import type { ContainerInput } from '../../library/served.js';
import { type TransformSpec, transform } from '../../library/transform.js';
import { readAnswerOptions } from '../../serving/answer-options.js';
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
    for (const { input, output, requests } of await transform(transformSpec(task, signal))) {
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
  readonly TransformInput: Pick<Asked, 'ContentType' | 'CompressionType' | 'SplitType'>;
  readonly TransformOutput: Pick<Asked, 'Accept' | 'AssembleWith'>;
  readonly BatchStrategy?: TransformSpec['batchStrategy'];
  readonly MaxPayloadInMB?: number;
  readonly MaxConcurrentTransforms?: number;
  readonly DataProcessing?: Pick<Asked, 'InputFilter' | 'OutputFilter' | 'JoinSource'>;
  readonly Environment?: Readonly<Record<string, string>>;
}

/** In the words of the request; it has been held against SageMaker's constraints. */
interface Asked {
  readonly ContentType?: string;
  readonly CompressionType?: TransformSpec['compressionType'];
  readonly SplitType?: TransformSpec['splitType'];
  readonly Accept?: string;
  readonly AssembleWith?: TransformSpec['assembleWith'];
  readonly InputFilter?: string;
  readonly OutputFilter?: string;
  readonly JoinSource?: 'Input' | 'None';
}

function transformSpec({ request, containers, input, output }: TransformTask, signal: AbortSignal): TransformSpec {
  const asked = request as unknown as TransformRequest;
  const models = containers.map(({ path, environment }) => ({ model: path, answers: readAnswerOptions(environment) }));
  const { TransformInput, TransformOutput, DataProcessing: processing } = asked;
  return {
    model: models.length === 1 ? (models[0] as ContainerInput) : models,
    input,
    output,
    contentType: TransformInput.ContentType,
    compressionType: TransformInput.CompressionType,
    splitType: TransformInput.SplitType,
    batchStrategy: asked.BatchStrategy,
    maxPayloadInMB: asked.MaxPayloadInMB,
    maxConcurrentTransforms: asked.MaxConcurrentTransforms,
    accept: TransformOutput.Accept,
    assembleWith: TransformOutput.AssembleWith,
    dataProcessing: processing && {
      inputFilter: processing.InputFilter,
      outputFilter: processing.OutputFilter,
      joinSource: processing.JoinSource,
    },
    environment: { ...containers[0]?.environment, ...asked.Environment },
    signal,
  };
}
