import { describe, expect, test } from 'vitest';
import type { Elapsed, LogPart, Step } from '../../../../src/algorithms/algorithm.js';
import { EpochTracker } from '../../../../src/training/log/epoch-tracker.js';
import { IteratorMetrics } from '../../../../src/training/log/iterator-metrics.js';
import { LogStream } from '../../../../src/training/log/stream.js';

const START = Date.UTC(2021, 4, 16, 12, 27, 46);

/** A log with a clock that only moves when told to. */
function logging(batchSize: number, epochs = 1) {
  const lines: string[] = [];
  let now = START;
  const clock = () => now;
  const texts = new Map<string, readonly LogPart[]>();
  const elapsed: Elapsed[] = [];
  const log = new LogStream({
    algorithm: {
      logName: 'AWS/KMeansWebscale',
      logLines(step, passed) {
        elapsed.push(passed);
        return texts.get(step.phase) ?? [];
      },
    },
    host: 'algo-1',
    clock,
    write: (line) => lines.push(line),
    batchSize,
    threadId: 140141566281536,
  });
  const tracker = new EpochTracker(epochs, clock);
  return {
    lines,
    log,
    elapsed,
    wait: (ms: number) => {
      now += ms;
    },
    says: (phase: string, ...lines: readonly (string | LogPart)[]) => {
      texts.set(
        phase,
        lines.map((line) => (typeof line === 'string' ? { level: 'INFO', text: line } : line)),
      );
    },
    step(step: Partial<Step> & { readonly phase: string }) {
      const whole: Step = { epoch: 0, progress: 0, rows: 0, metrics: {}, ...step };
      const before = tracker.before(whole);
      if (before !== undefined) log.epochEnded(before);
      log.step(whole);
      const after = tracker.after(whole);
      if (after !== undefined) log.epochEnded(after);
    },
    /** Lines since the last call, without date and thread. */
    news() {
      return lines.splice(0).map((line) => line.replace(/^\[[^\]]* (INFO|WARNING) \d+\] /, '[$1] '));
    },
  };
}

test('the opening of a container', () => {
  const { log, lines } = logging(5000);
  log.opening(
    {
      defaults: { epochs: '1', eval_metrics: '["msd"]', force_dense: 'true' },
      provided: { k: '8', force_dense: 'True' },
    },
    ['application/x-recordio-protobuf'],
  );
  const at = '[05/16/2021 12:27:46';
  const thread = '140141566281536]';
  expect(lines).toEqual([
    'Docker entrypoint called with argument(s): train',
    'Running default environment configuration script',
    `${at} INFO ${thread} Reading default configuration from /opt/amazon/lib/python3.7/site-packages/algorithm/resources/default-input.json: {'epochs': '1', 'eval_metrics': '["msd"]', 'force_dense': 'true'}`,
    `${at} INFO ${thread} Merging with provided configuration from /opt/ml/input/config/hyperparameters.json: {'k': '8', 'force_dense': 'True'}`,
    `${at} INFO ${thread} Final configuration: {'epochs': '1', 'eval_metrics': '["msd"]', 'force_dense': 'True', 'k': '8'}`,
    `${at} WARNING ${thread} Loggers have already been setup.`,
    'Process 1 is a worker.',
    `${at} INFO ${thread} Using default worker.`,
    `${at} INFO ${thread} Loaded iterator creator application/x-recordio-protobuf for content type ('application/x-recordio-protobuf', '1.0')`,
    `${at} INFO ${thread} Checkpoint loading and saving are disabled.`,
    `${at} INFO ${thread} Create Store: local`,
  ]);
});

/** The job whose log this follows: 3,218 rows of 7 features, one epoch, mini-batches of 5,000, May 2021. */
test('a one-epoch k-means job prints what the container printed, in its order and with its numbers', () => {
  const { log, step, says, wait, news } = logging(5000);
  log.opening({ defaults: {}, provided: {} }, []);
  news();
  says('initialize', 'number of center slices 1');
  says('epoch', 'processed a total of 3218 examples');
  says('finalize', 'finished shrinking process. Mean Square Distance = 0');
  wait(29.5);
  step({ phase: 'initialize', rows: 3218 });
  wait(50);
  step({ phase: 'update', batch: 0, rows: 3218, metrics: { 'train:short_term_msd': 1 } });
  log.pass('train', { name: '/opt/ml/input/data/train', number: 0, rows: 3218, bytes: 167336, durationMs: 79.2 });
  wait(14);
  step({ phase: 'epoch', rows: 3218 });
  wait(312.25);
  step({ phase: 'finalize', metrics: { 'train:msd': 0.06404909491539001 } });
  wait(2);
  log.closing({ serializeMs: 2 });

  const dimensions = '"Algorithm": "AWS/KMeansWebscale", "Host": "algo-1", "Operation": "training"';
  const n = (value: number) => `{"sum": ${value}.0, "count": 1, "min": ${value}, "max": ${value}}`;
  const ms = (value: string) => `{"sum": ${value}, "count": 1, "min": ${value}, "max": ${value}}`;
  expect(news()).toEqual([
    '[INFO] number of center slices 1',
    `#metrics {"StartTime": 1621168066.0295, "EndTime": 1621168066.0295, "Dimensions": {${dimensions}, "Meta": "init_train_data_iter"}, "Metrics": {"Total Records Seen": ${n(3218)}, "Total Batches Seen": ${n(1)}, "Max Records Seen Between Resets": ${n(3218)}, "Max Batches Seen Between Resets": ${n(1)}, "Reset Count": ${n(0)}, "Number of Records Since Last Reset": ${n(3218)}, "Number of Batches Since Last Reset": ${n(1)}}}`,
    '',
    '[2021-05-16 12:27:46.079] [tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/train", "epoch": 0, "duration": 79, "num_examples": 1, "num_bytes": 167336}',
    '[INFO] processed a total of 3218 examples',
    '[INFO] #progress_metric: host=algo-1, completed 100.0 % of epochs',
    `#metrics {"StartTime": 1621168066.0295, "EndTime": 1621168066.0935, "Dimensions": {${dimensions}, "epoch": 0, "Meta": "training_data_iter"}, "Metrics": {"Total Records Seen": ${n(6436)}, "Total Batches Seen": ${n(2)}, "Max Records Seen Between Resets": ${n(3218)}, "Max Batches Seen Between Resets": ${n(1)}, "Reset Count": ${n(1)}, "Number of Records Since Last Reset": ${n(3218)}, "Number of Batches Since Last Reset": ${n(1)}}}`,
    '',
    '[INFO] #throughput_metric: host=algo-1, train throughput=50281.25 records/second',
    '[INFO] finished shrinking process. Mean Square Distance = 0',
    '[INFO] #quality_metric: host=algo-1, train msd <loss>=0.06404909491539001',
    `#metrics {"StartTime": 1621168066.0, "EndTime": 1621168066.40575, "Dimensions": {${dimensions}}, "Metrics": {"initialize.time": ${ms('29.5')}, "epochs": ${n(1)}, "update.time": ${ms('64.0')}, "finalize.time": ${ms('312.25')}, "model.serialize.time": ${ms('2.0')}}}`,
    '',
    '[INFO] Test data is not provided.',
    `#metrics {"StartTime": 1621168066.40775, "EndTime": 1621168066.40775, "Dimensions": {${dimensions}}, "Metrics": {"setuptime": ${ms('0.0')}, "totaltime": ${ms('407.75')}}}`,
    '',
  ]);
});

test('a mini-batch tells its metrics where the algorithm says so, in the form of Factorization Machines', () => {
  const { log, step, says, news } = logging(10);
  log.opening({ defaults: {}, provided: {} }, []);
  step({ phase: 'update', batch: 0, rows: 10, metrics: {} });
  news();
  step({ phase: 'update', batch: 1, rows: 20, metrics: { 'train:rmse': 72.2251929731 } });
  expect(news()).toEqual([]);
  says('update', { print: 'quality', channel: 'train' });
  step({ phase: 'update', batch: 500, rows: 30, metrics: { 'train:rmse': 72.2251929731 } });
  expect(news()).toEqual(['[INFO] #quality_metric: host=algo-1, epoch=0, batch=500 train rmse <loss>=72.2251929731']);
});

test('a test channel: its lines come after the timing, scores before quality metrics', () => {
  const { log, step, wait, news } = logging(10);
  log.opening({ defaults: {}, provided: {} }, []);
  step({ phase: 'epoch', rows: 20 });
  wait(8);
  step({ phase: 'finalize' });
  news();
  wait(1000);
  log.pass('test', { name: 'held-out', number: 0, rows: 5, bytes: 50, durationMs: 1 });
  step({ phase: 'test', metrics: { 'test:msd': 2, 'test:accuracy': 0.5 } });
  expect(news()).toEqual([]);
  log.closing({ serializeMs: 0 });
  const lines = news();
  expect(lines[0]).toContain('"finalize.time": {"sum": 8.0,');
  expect(lines.slice(1, -2)).toEqual([
    '',
    '[2021-05-16 12:27:47.008] [tensorio] [info] epoch_stats={"data_pipeline": "held-out", "epoch": 0, "duration": 1, "num_examples": 1, "num_bytes": 50}',
    "[INFO] #test_score (algo-1) : ('msd', 2.0)",
    "[INFO] #test_score (algo-1) : ('accuracy', 0.5)",
    '[INFO] #quality_metric: host=algo-1, test msd <loss>=2.0',
    '[INFO] #quality_metric: host=algo-1, test accuracy <score>=0.5',
  ]);
  expect(lines.at(-2)).toContain('"totaltime"');
});

test('what was held back is printed when training is interrupted', () => {
  const { log, news } = logging(10);
  log.pass('test', { name: 'held-out', number: 0, rows: 5, bytes: 50, durationMs: 1 });
  expect(news()).toEqual([]);
  log.interrupted(undefined);
  expect(news()).toHaveLength(1);
  log.interrupted(undefined);
  expect(news()).toEqual([]);
});

test('metrics of an epoch name the epoch; those of a mini-batch and those of no channel are not printed', () => {
  const { step, news } = logging(10, 15);
  step({ phase: 'epoch', epoch: 0, rows: 10, metrics: { 'train:mse': 0.25, 'shrink:msd': 1, loss: 1 } });
  step({ phase: 'update', epoch: 1, batch: 0, rows: 5, metrics: { 'train:mse': 0.125 } });
  const lines = news();
  expect(lines.filter((line) => line.includes('#quality_metric'))).toEqual([
    '[INFO] #quality_metric: host=algo-1, epoch=0, train mse <loss>=0.25',
  ]);
  expect(lines).toContain('[INFO] #progress_metric: host=algo-1, completed 6.666666666666667 % of epochs');
});

test('update.time has one entry for each epoch', () => {
  const { log, step, wait, news } = logging(10, 3);
  for (const epoch of [0, 1, 2]) {
    wait(10 * (epoch + 1));
    step({ phase: 'epoch', epoch, rows: 10 });
  }
  log.closing({ serializeMs: 0 });
  const timing = news().find((line) => line.includes('update.time')) ?? '';
  const { Metrics } = JSON.parse(timing.slice('#metrics '.length));
  expect(Metrics.epochs).toEqual({ sum: 3, count: 1, min: 3, max: 3 });
  expect(Metrics['update.time']).toEqual({ sum: 60, count: 3, min: 10, max: 30 });
});

test('the algorithm hears how long its steps took', () => {
  const { log, step, wait, elapsed } = logging(10);
  wait(1000);
  log.opening({ defaults: {}, provided: {} }, []);
  wait(500);
  step({ phase: 'a' });
  wait(250);
  step({ phase: 'b' });
  expect(elapsed).toEqual([
    { sincePreviousStep: 0.5, sinceStart: 0.5, sinceLastLine: 0.5 },
    { sincePreviousStep: 0.25, sinceStart: 0.75, sinceLastLine: 0.75 },
  ]);
});

test('the time since a step that had something to say runs past those that had not', () => {
  const { log, step, wait, says, elapsed } = logging(10);
  log.opening({ defaults: {}, provided: {} }, []);
  says('loud', 'training');
  for (const phase of ['loud', 'quiet', 'quiet', 'loud', 'quiet']) {
    wait(500);
    step({ phase });
  }
  expect(elapsed.map(({ sinceLastLine }) => sinceLastLine)).toEqual([0.5, 0.5, 1, 1.5, 0.5]);
});

describe('epochs are read from the steps', () => {
  const step = (phase: string, epoch: number, batch?: number, rows = 10): Step => ({
    phase,
    epoch,
    rows,
    progress: 0,
    metrics: {},
    ...(batch === undefined ? {} : { batch }),
  });

  test('without steps of phase epoch, the next epoch or phase ends one, and the end of the stream the last', () => {
    let now = 0;
    const tracker = new EpochTracker(2, () => now);
    const ended = [step('batch', 0, 0, 5), step('batch', 0, 1, 8), step('batch', 1, 0, 5), step('done', 1)].map(
      (each) => {
        now += 1000;
        const before = tracker.before(each);
        return [before, tracker.after(each)].map((epoch) => epoch && [epoch.epoch, epoch.rows, epoch.percent]);
      },
    );
    expect(ended).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [[0, 8, 50], undefined],
      [[1, 5, 100], undefined],
    ]);
    expect(tracker.end()).toBeUndefined();
    tracker.after(step('batch', 1, 0, 7));
    expect(tracker.end()).toMatchObject({ epoch: 1, rows: 7 });
  });

  test('no epoch is infinitely fast', () => {
    const tracker = new EpochTracker(1, () => 5);
    expect(tracker.after(step('epoch', 0))?.rowsPerSecond).toBe(1e7);
  });
});

test('the iterator counts in records and batches, totals and since the last reset', () => {
  const iterator = new IteratorMetrics();
  iterator.initialised(0, 0);
  iterator.epochEnded(3218, 7);
  iterator.epochEnded(3218, 7);
  const counts = Object.values(iterator.metrics()).map(({ max }) => max);
  expect(counts).toEqual([6436, 14, 3218, 7, 2, 3218, 7]);
});

test('a container with a form of its own: timings bit by bit, its own words for progress and store', () => {
  const lines: string[] = [];
  let now = START;
  const said: Readonly<Record<string, readonly LogPart[]>> = {
    initialize: [{ level: 'INFO', text: 'ready' }, { timings: ['initialize.time'] }],
    epoch: [
      { level: 'INFO', text: 'read: ', more: ['', 'Info{}'] },
      { timings: ['update.time'], counters: { epochs: 1 } },
    ],
  };
  const log = new LogStream({
    algorithm: {
      logName: 'Fake',
      logForm: {
        defaultsFile: 'default-conf.json',
        ownStore: true,
        progress: (percent) => `${percent} % epochs`,
        serializeTiming: 'serialize_model.time',
      },
      logLines: ({ phase }) => said[phase] ?? [],
    },
    host: 'algo-1',
    clock: () => now,
    write: (line) => lines.push(line.replace(/^\[[^\]]* INFO \d+\] /, '')),
    batchSize: 10,
    threadId: 1,
  });
  log.opening({ defaults: {}, provided: {} }, []);
  expect(lines.find((line) => line.startsWith('Reading default'))).toContain('/default-conf.json: {}');
  expect(lines.join()).not.toMatch(/Checkpoint|Store/);
  lines.length = 0;
  const step = { epoch: 0, progress: 0, rows: 0, metrics: {} };
  now += 5;
  log.step({ ...step, phase: 'initialize' });
  now += 7;
  log.step({ ...step, phase: 'epoch', rows: 20 });
  log.epochEnded({ epoch: 0, rows: 20, startMs: now, endMs: now, percent: 100, rowsPerSecond: 1 });
  now += 3;
  log.closing({ serializeMs: 2 });
  const metrics = lines
    .filter((line) => line.startsWith('#metrics'))
    .map((line) => JSON.parse(line.slice('#metrics '.length)).Metrics);
  expect(metrics.filter((one) => !('Reset Count' in one))).toMatchObject([
    { 'initialize.time': { sum: 5 } },
    { 'update.time': { sum: 7 }, epochs: { sum: 1, max: 1 } },
    { 'serialize_model.time': { sum: 2 } },
    { setuptime: {}, totaltime: { sum: 15 } },
  ]);
  expect(lines.slice(2, 5)).toEqual(['', 'read: ', '']);
  expect(lines).toContain('Info{}');
  expect(lines).toContain('#progress_metric: host=algo-1, completed 100 % epochs');
});
