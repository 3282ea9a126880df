import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Model, Step } from '../algorithms/algorithm.js';
import { NewFile, type NewFileOptions, refuseExisting } from '../artifacts/model-archive.js';
import { removeLeftovers } from '../artifacts/new-file.js';
import { UserError } from '../errors.js';
import { systemClock } from '../training/clock.js';
import { failureReason } from './failure-reason.js';
import { type FinalMetric, JobRecord, type JobState, readJobRecord } from './job-record.js';
import { apiMetricName } from './metric-name.js';
import { type LocalResult, type LocalRun, runLocal } from './run-local.js';

/** A training that leaves a record of itself. */
export interface RecordedRun<H = unknown, S extends Step = Step, M extends Model = Model> extends LocalRun<H, S, M> {
  /** Gets `training-job.json`; default the output folder. */
  readonly recordFolder?: string | undefined;
  /** Stands in the record beside the state: CreateTrainingJob's request. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Where the job stands; default: it has just been asked for. */
  readonly state?: JobState | undefined;
  /** What the record calls the model; default its path. */
  readonly modelAddress?: string | undefined;
  /** StoppingCondition.MaxRuntimeInSeconds, counted from the start of the work. */
  readonly maxRuntimeSeconds?: number | undefined;
}

/** The reason to give an abort after which nobody is left to keep a record. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

/** A timer's longest time. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Trains as `runLocal` does, and keeps `training-job.json` beside: a state, every transition, why it failed, the last value of every metric. An abort
 * makes it `Stopped`, and too long a run `MaxRuntimeExceeded`.
 * @throws UserError E_MAX_RUNTIME; what {@link runLocal} throws
 */
export async function runJob<H, S extends Step, M extends Model>(run: RecordedRun<H, S, M>): Promise<LocalResult<M>> {
  const folder = resolve(run.recordFolder ?? run.outputFolder);
  await refuseExisting(resolve(run.outputFolder, 'model.tar.gz'));
  await mkdir(folder, { recursive: true });
  await readJobRecord(folder);
  const record = new JobRecord(folder, run.request, run.clock ?? systemClock, run.state);
  await removeLeftovers(record.path);
  await record.enter('Downloading');
  return new JobRun(run, record).run();
}

class JobRun<H, S extends Step, M extends Model> {
  readonly #run: RecordedRun<H, S, M>;
  readonly #record: JobRecord;
  readonly #tooLong = new AbortController();
  readonly #metrics = new Map<string, FinalMetric>();

  constructor(run: RecordedRun<H, S, M>, record: JobRecord) {
    this.#run = run;
    this.#record = record;
  }

  async run(): Promise<LocalResult<M>> {
    const { maxRuntimeSeconds, signal } = this.#run;
    const timer = this.#startTimer(maxRuntimeSeconds);
    try {
      const result = await runLocal({
        ...this.#run,
        signal: AbortSignal.any([this.#tooLong.signal, ...(signal === undefined ? [] : [signal])]),
        onStep: (step) => this.#step(step),
        newFile: (path, options) => this.#upload(path, options),
      });
      this.#note(result.metrics);
      const address = this.#run.modelAddress ?? result.modelPath;
      await this.#end('Completed', { ModelArtifacts: { S3ModelArtifacts: address } });
      return result;
    } catch (error) {
      // Where the record cannot be written either, the first error is the one to hear of.
      await this.#endWith(error).catch(() => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #startTimer(seconds: number | undefined): NodeJS.Timeout | undefined {
    if (seconds === undefined) return undefined;
    return setTimeout(() => this.#tooLong.abort(runsTooLong(seconds)), Math.min(seconds * 1000, MAX_TIMER_MS));
  }

  async #step(step: S): Promise<void> {
    this.#note(step.metrics);
    if (this.#record.state.SecondaryStatus === 'Downloading') await this.#record.enter('Training');
    await this.#run.onStep?.(step);
  }

  /** The first file that is begun is the end of the training. */
  async #upload(path: string, options?: NewFileOptions): Promise<NewFile> {
    if (this.#record.state.SecondaryStatus !== 'Uploading') await this.#record.enter('Uploading');
    return (this.#run.newFile ?? NewFile.create)(path, options);
  }

  #note(metrics: Readonly<Record<string, number>>): void {
    const Timestamp = (this.#run.clock ?? systemClock)() / 1000;
    for (const [name, Value] of Object.entries(metrics)) {
      const MetricName = apiMetricName(name);
      if (isPublished(name) && Number.isFinite(Value)) this.#metrics.set(MetricName, { MetricName, Value, Timestamp });
    }
  }

  async #endWith(error: unknown): Promise<void> {
    if (error instanceof Abandoned) return;
    if (this.#tooLong.signal.aborted && error === this.#tooLong.signal.reason) return this.#end('MaxRuntimeExceeded');
    if (this.#run.signal?.aborted) return this.#end('Stopped');
    await this.#end('Failed', { FailureReason: failureReason(error, this.#run.algorithm.profile) });
  }

  async #end(status: 'Completed' | 'Failed' | 'Stopped' | 'MaxRuntimeExceeded', more: Partial<JobState> = {}) {
    const metrics = [...this.#metrics.values()];
    await this.#record.enter(status, { ...more, ...(metrics.length === 0 ? {} : { FinalMetricDataList: metrics }) });
  }
}

function runsTooLong(seconds: number): UserError {
  return new UserError('E_MAX_RUNTIME', `The job ran longer than MaxRuntimeInSeconds, ${seconds} s, and was stopped.`, {
    hint: 'Allow it more in StoppingCondition.',
  });
}

/** Of a channel, or of the training as a whole; what k-means makes of its stream on the way SageMaker keeps to itself. */
function isPublished(metric: string): boolean {
  return /^(train|validation|test):(?!(short|long)_term_msd$)/.test(metric);
}
