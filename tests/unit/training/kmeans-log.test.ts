import { beforeAll, describe, expect, test } from 'vitest';
import { kmeans } from '../../../src/algorithms/kmeans/index.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';
import { channel } from '../../../src/training/channels/channel.js';
import { runTraining, type TrainingResult } from '../../../src/training/run.js';

/** A real job on the handwritten digits, logged with a clock of its own. */
const DIGITS = 'fixtures/digits';
const csv = { contentType: 'text/csv;label_size=1' };
const lines: string[] = [];
let result: TrainingResult;

beforeAll(async () => {
  let now = Date.UTC(2021, 4, 16, 12, 27, 46);
  result = await runTraining({
    algorithm: kmeans,
    hyperparameters: { k: '10', epochs: '3', mini_batch_size: '100', eval_metrics: '["msd", "ssd"]' },
    channels: { train: channel(`${DIGITS}/train.csv`, csv), test: channel(`${DIGITS}/test.csv`, csv) },
    kernels: referenceKernels(),
    log: (line) => lines.push(line),
    clock: () => {
      now += 0.5;
      return now;
    },
    threadId: 140141566281536,
  });
});

/** The metric definitions CloudWatch reads the log of such a job with, and how often they find something. */
describe('the expressions of SageMaker find', () => {
  test.each<[string, RegExp, number]>([
    ['train:progress', /#progress_metric: host=\S+, completed (\S+) %/, 3],
    ['train:throughput', /#throughput_metric: host=\S+, train throughput=(\S+) records\/second/, 3],
    ['train:msd', /#quality_metric: host=\S+, train msd <loss>=(\S+)/, 1],
    ['test:msd', /#quality_metric: host=\S+, test msd <loss>=(\S+)/, 1],
    ['test:ssd', /#quality_metric: host=\S+, test ssd <loss>=(\S+)/, 1],
  ])('%s', (name, expression, times) => {
    const found = lines.flatMap((line) => expression.exec(line)?.[1] ?? []);
    expect(found).toHaveLength(times);
    expect(Number(found.at(-1))).toBe(result.metrics[name]);
  });
});

test('every line has the shape of its kind', () => {
  const kinds = [
    /^\[05\/16\/2021 12:27:\d\d (INFO|WARNING) 140141566281536\] \S/,
    /^\[2021-05-16 12:27:\d\d\.\d{3}\] \[tensorio\] \[info\] epoch_stats=\{"data_pipeline": "fixtures\/digits\/(train|test)\.csv", "epoch": \d+, "duration": \d+, "num_examples": \d+, "num_bytes": \d+\}$/,
    /^#metrics \{"StartTime": \d+\.\d+, "EndTime": \d+\.\d+, "Dimensions": \{"Algorithm": "AWS\/KMeansWebscale", "Host": "algo-1", "Operation": "training"/,
    /^(Docker entrypoint called with argument\(s\): train|Running default environment configuration script|Process 1 is a worker\.|)$/,
  ];
  expect(lines.filter((line) => !kinds.some((kind) => kind.test(line)))).toEqual([]);
});

test('the lines stand in the order of the container', () => {
  const order = [
    /^Docker entrypoint/,
    /Reading default configuration from .*'mini_batch_size': '5000'/,
    /Merging with provided configuration from .*'mini_batch_size': '100'/,
    /Final configuration: .*'mini_batch_size': '100'/,
    /Loggers have already been setup/,
    /Using default worker/,
    /Loaded iterator creator text\/csv for content type \('text\/csv', '1\.0'\)/,
    /Checkpoint loading and saving are disabled/,
    /Create Store: local/,
    /'extra_center_factor' was set to 'auto', evaluated to 10/,
    /"Meta": "init_train_data_iter"/,
    /epoch_stats=.*train\.csv", "epoch": 0/,
    /processed a total of/,
    /#progress_metric: .* 33\.3/,
    /"epoch": 0, "Meta": "training_data_iter"/,
    /#throughput_metric/,
    /#progress_metric: .* 66\.6/,
    /#progress_metric: .* 100\.0/,
    /"epoch": 2, "Meta": "training_data_iter"/,
    /shrinking 100 centers into 10/,
    /local kmeans attempt #0/,
    /local kmeans attempt #9/,
    /finished shrinking process/,
    /#quality_metric: .*train msd/,
    /"initialize\.time".*"epochs".*"update\.time".*"finalize\.time".*"model\.serialize\.time"/,
    /epoch_stats=.*test\.csv/,
    /#test_score \(algo-1\) : \('msd', /,
    /#test_score \(algo-1\) : \('ssd', /,
    /#quality_metric: .*test msd/,
    /#quality_metric: .*test ssd/,
    /"setuptime".*"totaltime"/,
  ];
  let from = 0;
  for (const expression of order) {
    const at = lines.findIndex((line, index) => index >= from && expression.test(line));
    expect(at, `${expression} after line ${from}`).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
  expect(lines.some((line) => line.includes('Test data is not provided.'))).toBe(false);
});

test('a #metrics line is followed by an empty one, and there are no others', () => {
  const metrics = lines.flatMap((line, index) => (line.startsWith('#metrics ') ? [index] : []));
  const empty = lines.flatMap((line, index) => (line === '' ? [index] : []));
  expect(empty).toEqual(metrics.map((index) => index + 1));
});

test('the iterator counts rows and mini-batches of every epoch and of the initialisation', () => {
  const last = lines.findLast((line) => line.includes('training_data_iter')) as string;
  const { Metrics } = JSON.parse(last.slice('#metrics '.length));
  const rows = Metrics['Number of Records Since Last Reset'].max;
  const batches = Math.ceil(rows / 100);
  expect(rows).toBeGreaterThan(1000);
  expect(Metrics).toMatchObject({
    'Total Records Seen': { sum: 100 + 3 * rows },
    'Total Batches Seen': { sum: 1 + 3 * batches },
    'Max Records Seen Between Resets': { max: rows },
    'Reset Count': { max: 3 },
  });
});
