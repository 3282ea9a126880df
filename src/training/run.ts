import { setImmediate } from 'node:timers/promises';
import type { Algorithm, Model, Step, TrainingContext } from '../algorithms/algorithm.js';
import type { Warning } from '../data/dataset.js';
import { describeWhere } from '../errors.js';
import { loadKernels } from '../kernels/choose.js';
import type { Kernels } from '../kernels/kernels.js';
import { abortable } from './abortable.js';
import { metered } from './channels/metered-dataset.js';
import { type Clock, systemClock } from './clock.js';
import { failureText, toSagelocalError } from './failure.js';
import { configurationOf } from './log/configuration.js';
import type { ContainerLog } from './log/container-log.js';
import { type Epoch, EpochTracker } from './log/epoch-tracker.js';
import { openLog } from './log/open-log.js';
import { type Channels, type Prepared, prepare, trainingData } from './prepare.js';
import { resume } from './resume.js';

export interface TrainingJob<H = unknown, S extends Step = Step, M extends Model = Model> {
  readonly algorithm: Algorithm<H, S, M>;
  /** Every value a string, as SageMaker sends them, or typed. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly channels: Channels;
  /** Where all randomness comes from; default {@link DEFAULT_SEED}. */
  readonly seed?: number | undefined;
  /** SageMaker's name of this machine; default `algo-1`. */
  readonly host?: string | undefined;
  /** Continue from this earlier model. */
  readonly startFrom?: M | undefined;
  /** Of a training that was stopped: the rounds behind `startFrom`. */
  readonly resumedRounds?: number | undefined;
  /** Keeps what a training that is stopped can go on from; see {@link TrainingContext.checkpoint}. */
  readonly checkpoint?: TrainingContext['checkpoint'];
  /** A folder to go on from and to keep checkpoints in, of algorithms that have them: XGBoost. */
  readonly checkpointFolder?: string | undefined;
  /** Ends the training at once, without a model. */
  readonly signal?: AbortSignal | undefined;
  /** Asks for the model of what is done by then; a training that makes none of that ends as if by `signal`. */
  readonly stop?: AbortSignal | undefined;
  /** Default: the best backend there is. */
  readonly kernels?: Kernels | undefined;
  /** Hears of each step; training waits for it. */
  readonly onStep?: ((step: S) => void | Promise<void>) | undefined;
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Takes SageMaker's log, line by line. */
  readonly log?: ((line: string) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** The number in the log's brackets; default this process. */
  readonly threadId?: number | undefined;
}

export interface TrainingResult<M extends Model = Model> {
  readonly model: M;
  /** The last value of every metric: `train:msd`, `test:msd`; `train:progress` in percent, `train:throughput` in rows per second. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** SageMaker's k-means has no seed; here a run can be repeated to the byte. */
export const DEFAULT_SEED = 0;

/**
 * Trains to the end.
 * @throws UserError E_JOB with every problem of hyperparameters and channels at once, before any work
 * @throws UserError, AlgorithmError, PlatformError what goes wrong on the way; the signal's reason after an abort
 */
export async function runTraining<H, S extends Step, M extends Model>(
  job: TrainingJob<H, S, M>,
): Promise<TrainingResult<M>> {
  const steps = trainingSteps(job);
  try {
    for (;;) {
      const next = await steps.next();
      if (next.done === true) return next.value;
      await job.onStep?.(next.value);
    }
  } finally {
    // Closes the files where `onStep` threw.
    await steps.return(undefined as never);
  }
}

/** The same as a stream: yields each step, returns the result. Stop iterating to stop training. */
export async function* trainingSteps<H, S extends Step, M extends Model>(
  job: TrainingJob<H, S, M>,
): AsyncGenerator<S, TrainingResult<M>, void> {
  let { signal } = job;
  try {
    signal?.throwIfAborted();
    const kernels = job.kernels ?? (await loadKernels());
    const prepared = await prepare(job.algorithm, job, kernels).catch((error: unknown) => {
      logRefusal(job, error);
      throw error;
    });
    signal = endOf(job, prepared.hyperparameters);
    return yield* new Training({ ...job, signal }, prepared, kernels).steps();
  } catch (error) {
    throw signal?.aborted ? signal.reason : toSagelocalError(error);
  }
}

/** What ends a training without a model. */
function endOf<H, S extends Step, M extends Model>(job: TrainingJob<H, S, M>, values: H): AbortSignal | undefined {
  const { signal, stop, algorithm } = job;
  if (stop === undefined || algorithm.savesOnStop?.(values)) return signal;
  return signal === undefined ? stop : AbortSignal.any([signal, stop]);
}

/** The log of a job that does not begin: what was asked for, and why it is refused. */
export function logRefusal<H, S extends Step, M extends Model>(job: LoggedJob<H, S, M>, error: unknown): void {
  const configuration = configurationOf(job.algorithm.hyperparameters, job.hyperparameters);
  logOf(job)?.refused(configuration, failureText(error, job.algorithm.profile));
}

/** What of a job its log speaks of. */
type LoggedJob<H, S extends Step, M extends Model> = Pick<
  TrainingJob<H, S, M>,
  'algorithm' | 'hyperparameters' | 'host' | 'log' | 'clock' | 'threadId'
>;

function logOf<H, S extends Step, M extends Model>(
  { algorithm, host = DEFAULT_HOST, clock = systemClock, log: write, threadId }: LoggedJob<H, S, M>,
  batchSize?: unknown,
): ContainerLog | undefined {
  return write === undefined ? undefined : openLog({ algorithm, host, clock, write, threadId, batchSize });
}

/** One run: the algorithm's steps on one side, log lines and metrics on the other. */
class Training<H, S extends Step, M extends Model> {
  readonly #job: TrainingJob<H, S, M>;
  readonly #prepared: Prepared<H>;
  readonly #kernels: Kernels;
  readonly #clock: Clock;
  readonly #log: ContainerLog | undefined;
  readonly #epochs: EpochTracker;
  readonly #metrics: Record<string, number> = {};
  readonly #warned = new Set<string>();

  constructor(job: TrainingJob<H, S, M>, prepared: Prepared<H>, kernels: Kernels) {
    this.#job = job;
    this.#prepared = prepared;
    this.#kernels = kernels;
    this.#clock = job.clock ?? systemClock;
    const { epochs, mini_batch_size: batchSize } = prepared.hyperparameters as Readonly<Record<string, unknown>>;
    this.#log = logOf(job, batchSize);
    this.#log?.opening(configurationOf(job.algorithm.hyperparameters, job.hyperparameters), prepared.contentTypes);
    this.#epochs = new EpochTracker(typeof epochs === 'number' ? epochs : 1, this.#clock);
  }

  async *steps(): AsyncGenerator<S, TrainingResult<M>, void> {
    const { signal } = this.#job;
    const steps = this.#start();
    let next: Promise<IteratorResult<S, M>> | undefined;
    try {
      for (;;) {
        next = steps.next();
        const result = await abortable(next, signal);
        next = undefined;
        if (result.done === true) return this.#finish(result.value);
        signal?.throwIfAborted();
        this.#observe(result.value);
        yield result.value;
        // Kernels that run on this thread would otherwise leave timers, signals and sockets waiting until the end.
        await setImmediate();
      }
    } catch (error) {
      this.#log?.interrupted(signal?.aborted ? undefined : failureText(error, this.#job.algorithm.profile));
      throw error;
    } finally {
      const closed = steps.return(undefined as never);
      // A step that was given up is still being worked on: closing would wait for it.
      if (next === undefined) await closed;
      else closed.catch(() => undefined);
    }
  }

  async *#start(): AsyncGenerator<S, M, void> {
    const [job, clock, kernels] = [this.#job, this.#clock, this.#kernels];
    const onWarning = (warning: Warning) => this.#warn(warningText(warning));
    const data = trainingData(this.#prepared.datasets, (dataset, channel) =>
      metered(dataset, { clock, onWarning, onPass: (pass) => this.#log?.pass(channel, pass) }),
    );
    const { checkpointFolder: folder } = job;
    const warn = (message: string) => this.#warn(message);
    return yield* job.algorithm.train(data, this.#prepared.hyperparameters, {
      kernels,
      signal: job.signal,
      stop: job.stop,
      seed: job.seed ?? DEFAULT_SEED,
      host: job.host ?? DEFAULT_HOST,
      startFrom: job.startFrom,
      resumedRounds: job.resumedRounds,
      checkpoint: job.checkpoint,
      ...(folder === undefined ? {} : await resume(job.algorithm, folder, { kernels, warn })),
      warn,
    });
  }

  #observe(step: S): void {
    this.#epochEnded(this.#epochs.before(step));
    this.#log?.step(step);
    Object.assign(this.#metrics, step.metrics);
    this.#epochEnded(this.#epochs.after(step));
  }

  #epochEnded(epoch: Epoch | undefined): void {
    if (epoch === undefined) return;
    this.#metrics['train:progress'] = epoch.percent;
    this.#metrics['train:throughput'] = epoch.rowsPerSecond;
    this.#log?.epochEnded(epoch);
  }

  #finish(model: M): TrainingResult<M> {
    this.#epochEnded(this.#epochs.end());
    if (this.#log !== undefined) {
      const startMs = this.#clock();
      model.save();
      this.#log.closing({ serializeMs: this.#clock() - startMs });
    }
    return { model, metrics: this.#metrics };
  }

  /** Each warning once, however many passes repeat it. */
  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#log?.log({ level: 'WARNING', text: message });
    this.#job.onWarning?.(message);
  }
}

const DEFAULT_HOST = 'algo-1';

function warningText({ code, message, where }: Warning): string {
  return `${code}: ${message}${where === undefined ? '' : ` (${describeWhere(where)})`}`;
}
