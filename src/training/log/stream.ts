import type { Algorithm, LogLine, Step } from '../../algorithms/algorithm.js';
import { pythonFloat } from '../../formats/json/python-repr.js';
import type { Pass } from '../channels/metered-dataset.js';
import type { Clock } from '../clock.js';
import type { Configuration } from './configuration.js';
import type { Epoch } from './epoch-tracker.js';
import {
  counter,
  epochStatsLine,
  loggedLine,
  type Metric,
  metricKind,
  metricsLine,
  pythonDict,
  splitMetricName,
  timing,
} from './format.js';
import { IteratorMetrics } from './iterator-metrics.js';

export interface LogStreamOptions {
  readonly algorithm: Pick<Algorithm, 'logName' | 'logLines'>;
  /** `algo-1` */
  readonly host: string;
  readonly clock: Clock;
  /** Takes one line, without its line end. */
  readonly write: (line: string) => void;
  /** Rows of a mini-batch: the containers count in batches. */
  readonly batchSize: number;
  readonly threadId: number;
}

/**
 * What a first-party container of 2021 prints while it trains: its own lines around those of the algorithm. Called in this order:
 * {@link opening}; {@link pass}, {@link step} and {@link epochEnded} as they come; {@link closing}.
 */
export class LogStream {
  private readonly options: LogStreamOptions;
  private readonly iterator = new IteratorMetrics();
  private readonly createdMs: number;
  private startedMs: number;
  private initialisedMs: number | undefined;
  private previousStepMs: number;
  private readonly epochs: Epoch[] = [];
  /** Passes whose line is still to come: a reader runs ahead of the steps. */
  private readonly passes: string[] = [];
  /** Lines since the test channel came into play; the containers print them after the timing of the training itself. */
  private held: { readonly lines: string[]; readonly sinceMs: number } | undefined;

  constructor(options: LogStreamOptions) {
    this.options = options;
    this.createdMs = options.clock();
    this.startedMs = this.createdMs;
    this.previousStepMs = this.createdMs;
  }

  /** Everything before the algorithm has its say. `contentTypes`: of the channels, without parameters. */
  opening({ defaults, provided }: Configuration, contentTypes: readonly string[]): void {
    this.write('Docker entrypoint called with argument(s): train');
    this.write('Running default environment configuration script');
    this.info(`Reading default configuration from ${DEFAULTS_FILE}: ${pythonDict(defaults)}`);
    this.info(`Merging with provided configuration from ${PROVIDED_FILE}: ${pythonDict(provided)}`);
    this.info(`Final configuration: ${pythonDict({ ...defaults, ...provided })}`);
    this.log({ level: 'WARNING', text: 'Loggers have already been setup.' });
    this.write('Process 1 is a worker.');
    this.info('Using default worker.');
    for (const type of contentTypes) this.info(`Loaded iterator creator ${type} for content type ('${type}', '1.0')`);
    this.info('Checkpoint loading and saving are disabled.');
    this.info('Create Store: local');
    this.startedMs = this.previousStepMs = this.options.clock();
  }

  /** A reader has gone once over a channel. */
  pass(channel: string, pass: Pass): void {
    if (channel === 'test') this.hold();
    this.passes.push(epochStatsLine(this.options.clock(), pass, this.batches(pass.rows)));
  }

  step(step: Step): void {
    if (step.phase === 'test') this.hold();
    if (step.batch !== undefined) this.initialised(0);
    else if (this.initialisedMs !== undefined) this.flushPasses();
    for (const line of this.options.algorithm.logLines(step, this.elapsed())) this.log(line);
    if (step.batch !== undefined && !step.published) return;
    if (step.rows > 0) this.initialised(step.rows);
    this.testScores(step);
    this.qualityMetrics(step);
  }

  /** What follows each pass of training over the whole train channel. */
  epochEnded(epoch: Epoch): void {
    const { host } = this.options;
    this.epochs.push(epoch);
    this.iterator.epochEnded(epoch.rows, this.batches(epoch.rows));
    this.info(`#progress_metric: host=${host}, completed ${pythonFloat(epoch.percent)} % of epochs`);
    this.metrics(epoch, { epoch: epoch.epoch, Meta: 'training_data_iter' }, this.iterator.metrics());
    const throughput = pythonFloat(epoch.rowsPerSecond);
    this.info(`#throughput_metric: host=${host}, train throughput=${throughput} records/second`);
  }

  /** Everything after the algorithm is done and its model was turned into files, which took `serializeMs`. */
  closing({ serializeMs }: { readonly serializeMs: number }): void {
    this.flushPasses();
    const nowMs = this.options.clock();
    const trainedMs = this.held?.sinceMs ?? nowMs - serializeMs;
    const held = this.held?.lines;
    this.held = undefined;
    const updates = this.epochs.map(({ startMs, endMs }) => endMs - startMs);
    const updatedMs = this.epochs.at(-1)?.endMs ?? trainedMs;
    this.metrics(
      { startMs: this.startedMs, endMs: trainedMs },
      {},
      {
        'initialize.time': timing([(this.initialisedMs ?? trainedMs) - this.startedMs]),
        ...(updates.length === 0 ? {} : { epochs: counter(updates.length), 'update.time': timing(updates) }),
        'finalize.time': timing([trainedMs - updatedMs]),
        'model.serialize.time': timing([serializeMs]),
      },
    );
    if (held === undefined) this.info('Test data is not provided.');
    else for (const line of held) this.write(line);
    const endMs = this.options.clock();
    this.metrics(
      { startMs: nowMs, endMs },
      {},
      {
        setuptime: timing([this.startedMs - this.createdMs]),
        totaltime: timing([endMs - this.createdMs]),
      },
    );
  }

  /** Training ends before its time. Nothing that was held back is lost; `failure` is the last line, none after an abort. */
  interrupted(failure: string | undefined): void {
    this.flushPasses();
    for (const line of this.held?.lines ?? []) this.options.write(line);
    this.held = undefined;
    if (failure !== undefined) this.log({ level: 'ERROR', text: failure });
  }

  log(line: LogLine): void {
    const text = loggedLine(this.options.clock(), line.level, this.options.threadId, line.text);
    for (const part of text.split('\n')) this.write(part);
  }

  private info(text: string): void {
    this.log({ level: 'INFO', text });
  }

  private write(line: string): void {
    if (this.held === undefined) this.options.write(line);
    else this.held.lines.push(line);
  }

  private flushPasses(): void {
    for (const line of this.passes.splice(0)) this.write(line);
  }

  private hold(): void {
    if (this.held !== undefined) return;
    this.flushPasses();
    this.held = { lines: [], sinceMs: this.previousStepMs };
  }

  private metrics(
    period: { readonly startMs: number; readonly endMs: number },
    more: Readonly<Record<string, string | number>>,
    metrics: Readonly<Record<string, Metric>>,
  ): void {
    const { algorithm, host } = this.options;
    this.write(
      metricsLine(period, { Algorithm: algorithm.logName, Host: host, Operation: 'training', ...more }, metrics),
    );
    this.write('');
  }

  private elapsed() {
    const nowMs = this.options.clock();
    const sincePreviousStep = (nowMs - this.previousStepMs) / 1000;
    this.previousStepMs = nowMs;
    return { sincePreviousStep, sinceStart: (nowMs - this.startedMs) / 1000 };
  }

  /** The first that is heard of rows. `rows`: those read to initialise, 0 where the first epoch is already under way. */
  private initialised(rows: number): void {
    if (this.initialisedMs !== undefined) return;
    const nowMs = this.options.clock();
    this.initialisedMs = nowMs;
    this.iterator.initialised(rows, this.batches(rows));
    this.metrics({ startMs: nowMs, endMs: nowMs }, { Meta: 'init_train_data_iter' }, this.iterator.metrics());
    this.flushPasses();
  }

  private testScores(step: Step): void {
    for (const { channel, name, value } of channelMetrics(step)) {
      if (channel === 'test') this.info(`#test_score (${this.options.host}) : ('${name}', ${pythonFloat(value)})`);
    }
  }

  private qualityMetrics(step: Step): void {
    const when =
      step.batch !== undefined
        ? `epoch=${step.epoch}, batch=${step.batch} `
        : step.phase === 'epoch'
          ? `epoch=${step.epoch}, `
          : '';
    for (const { channel, name, value } of channelMetrics(step)) {
      const metric = `${channel} ${name} <${metricKind(name)}>=${pythonFloat(value)}`;
      this.info(`#quality_metric: host=${this.options.host}, ${when}${metric}`);
    }
  }

  private batches(rows: number): number {
    return Math.ceil(rows / this.options.batchSize);
  }
}

/** The metrics of a step that belong to a channel, `train:msd`, taken apart. */
function channelMetrics(step: Step) {
  return Object.entries(step.metrics).flatMap(([metric, value]) => {
    const parts = splitMetricName(metric);
    return parts === undefined ? [] : [{ ...parts, value }];
  });
}

const DEFAULTS_FILE = '/opt/amazon/lib/python3.7/site-packages/algorithm/resources/default-input.json';
const PROVIDED_FILE = '/opt/ml/input/config/hyperparameters.json';
