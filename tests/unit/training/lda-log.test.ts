import { beforeAll, describe, expect, test } from 'vitest';
import { lda } from '../../../src/algorithms/lda/index.js';
import { channel } from '../../../src/training/channels/channel.js';
import { runTraining, type TrainingResult } from '../../../src/training/run.js';

/** A job on the bars, logged with a clock of its own. */
const csv = { contentType: 'text/csv;label_size=0' };
const lines: string[] = [];
let result: TrainingResult;

beforeAll(async () => {
  let now = Date.UTC(2021, 4, 16, 12, 27, 46);
  result = await runTraining({
    algorithm: lda,
    hyperparameters: { num_topics: '10', feature_dim: '25', mini_batch_size: '600', max_restarts: '1' },
    // The smaller file is enough to talk about.
    channels: { train: channel('fixtures/bars/test.csv', csv), test: channel('fixtures/bars/test.csv', csv) },
    log: (line) => lines.push(line),
    clock: () => {
      now += 0.5;
      return now;
    },
    threadId: 140141566281536,
  });
});

describe('the expressions of SageMaker find', () => {
  test.each<[string, RegExp]>([
    ['train:progress', /#progress_metric: host=\S+, completed (\S+) %/],
    ['train:throughput', /#throughput_metric: host=\S+, train throughput=(\S+) records\/second/],
    ['test:pwll', /#quality_metric: host=\S+, test pwll <score>=(\S+)/],
  ])('%s', (name, expression) => {
    const found = lines.flatMap((line) => expression.exec(line)?.[1] ?? []);
    expect(found).toHaveLength(1);
    expect(Number(found[0])).toBe(result.metrics[name]);
  });
});

test('its own lines stand in the order of a real job', () => {
  const texts = [
    'Running LDA for 13 topics',
    'Loaded all data',
    '#progress_metric',
    'Restart 1/1',
    'Best reconstruction',
  ];
  const places = texts.map((text) => lines.findIndex((line) => line.includes(text)));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
});

test('the last timings tell what each phase took', () => {
  const metrics = lines.flatMap((line) => (line.startsWith('#metrics ') ? [JSON.parse(line.slice(9)).Metrics] : []));
  const timings = metrics.find((found) => 'finalize.time' in found);
  for (const name of ['moment1.time', 'rand_svd.time', 'M3Whitening.time', 'CPDecomposition.time']) {
    expect(timings[name]?.sum).toBeGreaterThan(0);
  }
  expect(timings['CPDecomposition.time'].count).toBeGreaterThan(1);
});
