import type { Algorithm, LogForm, LogLine, LogPart, Step } from '../../algorithms/algorithm.js';
import { pythonFloat } from '../../formats/json/python-repr.js';
import type { Pass } from '../channels/metered-dataset.js';
import type { Clock } from '../clock.js';
import type { Configuration } from './configuration.js';
import type { ContainerLog } from './container-log.js';
import type { Epoch } from './epoch-tracker.js';
import {
  counter,
  epochStatsLine,
  loggedLine,
  type Metric,
  measurement,
  metricKind,
  metricsLine,
  pythonDict,
  splitMetricName,
  timing,
} from './format.js';
import { IteratorMetrics } from './iterator-metrics.js';

export interface LogStreamOptions {
  readonly algorithm: Pick<Algorithm, 'logName' | 'logLines' | 'logForm'>;
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
export class LogStream implements ContainerLog {
  readonly #options: LogStreamOptions;
  readonly #iterator = new IteratorMetrics();
  readonly #createdMs: number;
  #startedMs: number;
  #initialisedMs: number | undefined;
  #previousStepMs: number;
  /** Up to here timings were printed bit by bit. */
  #timedMs: number;
  #previousLineMs: number;
  readonly #epochs: Epoch[] = [];
  /** Milliseconds that the steps of a phase took, by the name of their timer. */
  readonly #timers = new Map<string, number[]>();
  /** Passes whose line is still to come: a reader runs ahead of the steps. */
  readonly #passes: string[] = [];
  /** Lines since the test channel came into play; the containers print them after the timing of the training itself. */
  #held: { readonly lines: string[]; readonly sinceMs: number } | undefined;

  constructor(options: LogStreamOptions) {
    this.#options = options;
    this.#createdMs = options.clock();
    this.#startedMs = this.#createdMs;
    this.#previousStepMs = this.#createdMs;
    this.#timedMs = this.#createdMs;
    this.#previousLineMs = this.#createdMs;
  }

  /** Everything before the algorithm has its say. `contentTypes`: of the channels, without parameters. */
  opening(configuration: Configuration, contentTypes: readonly string[]): void {
    this.#configured(configuration);
    this.log({ level: 'WARNING', text: 'Loggers have already been setup.' });
    this.#write('Process 1 is a worker.');
    this.#info('Using default worker.');
    for (const type of contentTypes) this.#info(`Loaded iterator creator ${type} for content type ('${type}', '1.0')`);
    if (!this.#form.ownStore) {
      this.#info('Checkpoint loading and saving are disabled.');
      this.#info('Create Store: local');
    }
    this.#startedMs = this.#previousStepMs = this.#previousLineMs = this.#timedMs = this.#options.clock();
  }

  /** Instead of all else: the job is refused before it begins. */
  refused(configuration: Configuration, failure: string): void {
    this.#configured(configuration);
    this.interrupted(failure);
  }

  #configured({ defaults, provided }: Configuration): void {
    this.#write('Docker entrypoint called with argument(s): train');
    this.#write('Running default environment configuration script');
    const { defaultsFile = 'default-input.json' } = this.#form;
    this.#info(`Reading default configuration from ${RESOURCES}/${defaultsFile}: ${pythonDict(defaults)}`);
    this.#info(`Merging with provided configuration from ${PROVIDED_FILE}: ${pythonDict(provided)}`);
    this.#info(`Final configuration: ${pythonDict({ ...defaults, ...provided })}`);
  }

  /** A reader has gone once over a channel. */
  pass(channel: string, pass: Pass): void {
    if (channel === 'test') this.#hold();
    this.#passes.push(epochStatsLine(this.#options.clock(), pass, this.#batches(pass.rows)));
  }

  step(step: Step): void {
    if (step.phase === 'test') this.#hold();
    if (step.batch !== undefined) this.#initialised(0);
    else if (this.#initialisedMs !== undefined) this.#flushPasses();
    const parts = this.#parts(step);
    for (const part of parts) this.#part(part, step);
    if (step.batch !== undefined) return;
    if (step.rows > 0) this.#initialised(step.rows);
    if (!parts.some((part) => 'print' in part)) this.#usualParts(step);
  }

  /** What follows each pass of training over the whole train channel. */
  epochEnded(epoch: Epoch): void {
    const { host } = this.#options;
    this.#epochs.push(epoch);
    this.#iterator.epochEnded(epoch.rows, this.#batches(epoch.rows));
    const { progress = usualProgress } = this.#form;
    this.#info(`#progress_metric: host=${host}, completed ${progress(epoch.percent)}`);
    this.#metrics(epoch, { epoch: epoch.epoch, Meta: 'training_data_iter' }, this.#iterator.metrics());
    const throughput = pythonFloat(epoch.rowsPerSecond);
    this.#info(`#throughput_metric: host=${host}, train throughput=${throughput} records/second`);
  }

  /** Everything after the algorithm is done and its model was turned into files, which took `serializeMs`. */
  closing({ serializeMs }: { readonly serializeMs: number }): void {
    this.#flushPasses();
    const nowMs = this.#options.clock();
    const trainedMs = this.#held?.sinceMs ?? nowMs - serializeMs;
    const held = this.#held?.lines;
    this.#held = undefined;
    const { serializeTiming, timingsLast } = this.#form;
    const timings = this.#trainingTimings(serializeMs, trainedMs);
    if (serializeTiming !== undefined) {
      const period = { startMs: this.#timedMs, endMs: this.#timedMs + serializeMs };
      this.#metrics(period, {}, { [serializeTiming]: timing([serializeMs]) });
    } else if (!timingsLast) this.#metrics({ startMs: this.#startedMs, endMs: trainedMs }, {}, timings);
    if (held === undefined) this.#info('Test data is not provided.');
    else for (const line of held) this.#write(line);
    const endMs = this.#options.clock();
    const whole = {
      setuptime: timing([this.#startedMs - this.#createdMs]),
      totaltime: timing([endMs - this.#createdMs]),
    };
    if (timingsLast) this.#metrics({ startMs: this.#startedMs, endMs }, {}, { ...timings, ...whole });
    else this.#metrics({ startMs: nowMs, endMs }, {}, whole);
  }

  #trainingTimings(serializeMs: number, trainedMs: number): Readonly<Record<string, Metric>> {
    const updates = this.#epochs.map(({ startMs, endMs }) => endMs - startMs);
    const updatedMs = this.#epochs.at(-1)?.endMs ?? trainedMs;
    return {
      'initialize.time': timing([(this.#initialisedMs ?? trainedMs) - this.#startedMs]),
      ...(updates.length === 0 ? {} : { epochs: counter(updates.length), 'update.time': timing(updates) }),
      ...Object.fromEntries([...this.#timers].map(([name, durations]) => [name, timing(durations)])),
      'finalize.time': timing([trainedMs - updatedMs]),
      'model.serialize.time': timing([serializeMs]),
    };
  }

  /** Training ends before its time. Nothing that was held back is lost; `failure` is the last line, none after an abort. */
  interrupted(failure: string | undefined): void {
    this.#flushPasses();
    for (const line of this.#held?.lines ?? []) this.#options.write(line);
    this.#held = undefined;
    if (failure !== undefined) this.log({ level: 'ERROR', text: failure });
  }

  log(line: LogLine): void {
    const text = loggedLine(this.#options.clock(), line.level, this.#options.threadId, line.text);
    for (const part of text.split('\n')) this.#write(part);
    for (const part of line.more ?? []) this.#write(part);
  }

  #timings(timings: readonly string[], counters: Readonly<Record<string, number>> = {}): void {
    const period = { startMs: this.#timedMs, endMs: this.#options.clock() };
    const elapsed = timings.map((name) => [name, timing([period.endMs - period.startMs])]);
    const counted = Object.entries(counters).map(([name, value]) => [name, counter(value)]);
    this.#metrics(period, {}, Object.fromEntries([...elapsed, ...counted]));
    this.#timedMs = period.endMs;
  }

  get #form(): LogForm {
    return this.#options.algorithm.logForm ?? {};
  }

  #info(text: string): void {
    this.log({ level: 'INFO', text });
  }

  #write(line: string): void {
    if (this.#held === undefined) this.#options.write(line);
    else this.#held.lines.push(line);
  }

  #flushPasses(): void {
    for (const line of this.#passes.splice(0)) this.#write(line);
  }

  #hold(): void {
    if (this.#held !== undefined) return;
    this.#flushPasses();
    this.#held = { lines: [], sinceMs: this.#previousStepMs };
  }

  #metrics(
    period: { readonly startMs: number; readonly endMs: number },
    more: Readonly<Record<string, string | number>>,
    metrics: Readonly<Record<string, Metric>>,
  ): void {
    const { algorithm, host } = this.#options;
    this.#write(
      metricsLine(period, { Algorithm: algorithm.logName, Host: host, Operation: 'training', ...more }, metrics),
    );
    this.#write('');
  }

  #elapsed() {
    const nowMs = this.#options.clock();
    const sincePreviousStep = (nowMs - this.#previousStepMs) / 1000;
    this.#previousStepMs = nowMs;
    const sinceLastLine = (nowMs - this.#previousLineMs) / 1000;
    return { sincePreviousStep, sinceStart: (nowMs - this.#startedMs) / 1000, sinceLastLine };
  }

  #parts(step: Step): readonly LogPart[] {
    const elapsed = this.#elapsed();
    this.#time(step.phase, elapsed.sincePreviousStep * 1000);
    const parts = this.#options.algorithm.logLines(step, elapsed);
    if (parts.length > 0) this.#previousLineMs = this.#previousStepMs;
    return parts;
  }

  #time(phase: string, milliseconds: number): void {
    const { timers = {} } = this.#form;
    const name = Object.hasOwn(timers, phase) ? timers[phase] : undefined;
    if (name === undefined) return;
    const durations = this.#timers.get(name);
    if (durations === undefined) this.#timers.set(name, [milliseconds]);
    else durations.push(milliseconds);
  }

  /** The first that is heard of rows. `rows`: those read to initialise, 0 where the first epoch is already under way. */
  #initialised(rows: number): void {
    if (this.#initialisedMs !== undefined) return;
    const nowMs = this.#options.clock();
    this.#initialisedMs = nowMs;
    this.#iterator.initialised(rows, this.#batches(rows));
    this.#metrics({ startMs: nowMs, endMs: nowMs }, { Meta: 'init_train_data_iter' }, this.#iterator.metrics());
    this.#flushPasses();
  }

  #usualParts(step: Step): void {
    this.#scores(step, 'test');
    for (const channel of new Set(channelMetrics(step).map((metric) => metric.channel))) this.#quality(step, channel);
  }

  #part(part: LogPart, step: Step): void {
    if ('text' in part) this.log(part);
    else if ('bare' in part) this.#write(part.bare);
    else if ('ofHost' in part) this.#info(`#${part.ofHost}: host=${this.#options.host}, ${part.values}`);
    else if ('measured' in part) this.#measured(part.measured, part.dimensions);
    else if ('timings' in part) this.#timings(part.timings, part.counters);
    else if (part.print === 'scores') this.#scores(step, part.channel);
    else this.#quality(step, part.channel);
  }

  #measured(values: Readonly<Record<string, number>>, dimensions: Readonly<Record<string, number>>): void {
    const nowMs = this.#options.clock();
    const metrics = Object.entries(values).map(([name, value]) => [name, measurement(value)]);
    this.#metrics({ startMs: nowMs, endMs: nowMs }, dimensions, Object.fromEntries(metrics));
  }

  #scores(step: Step, channel: string): void {
    for (const { name, value } of channelMetrics(step).filter((metric) => metric.channel === channel)) {
      this.#info(`#${channel}_score (${this.#options.host}) : ('${name}', ${pythonFloat(value)})`);
    }
  }

  #quality(step: Step, channel: string): void {
    const when = whenOf(step);
    for (const { name, value } of channelMetrics(step).filter((metric) => metric.channel === channel)) {
      const metric = `${channel} ${name} <${metricKind(name)}>=${pythonFloat(value)}`;
      this.#info(`#quality_metric: host=${this.#options.host}, ${when}${metric}`);
    }
  }

  #batches(rows: number): number {
    return Math.ceil(rows / this.#options.batchSize);
  }
}

/** What a quality line says of its moment. The space behind a batch, without a comma, is the container's own. */
function whenOf({ phase, epoch, batch }: Step): string {
  if (batch !== undefined) return `epoch=${epoch}, batch=${batch} `;
  return phase === 'epoch' ? `epoch=${epoch}, ` : '';
}

/** The metrics of a step that belong to a channel, `train:msd`, taken apart. */
function channelMetrics(step: Step) {
  return Object.entries(step.metrics).flatMap(([metric, value]) => {
    const parts = splitMetricName(metric);
    return parts === undefined ? [] : [{ ...parts, value }];
  });
}

function usualProgress(percent: number): string {
  return `${pythonFloat(percent)} % of epochs`;
}

const RESOURCES = '/opt/amazon/lib/python3.7/site-packages/algorithm/resources';
const PROVIDED_FILE = '/opt/ml/input/config/hyperparameters.json';
