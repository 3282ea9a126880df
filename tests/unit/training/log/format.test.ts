import { describe, expect, test } from 'vitest';
import { pythonJson } from '../../../../src/formats/json/python-repr.js';
import {
  counter,
  epochStatsLine,
  hyperparameterText,
  loggedLine,
  metricKind,
  metricsLine,
  pythonDict,
  splitMetricName,
  timing,
} from '../../../../src/training/log/format.js';

const NOON = Date.UTC(2021, 4, 16, 12, 27, 47, 55);

test('log lines carry date, time in UTC, level and thread', () => {
  expect(loggedLine(NOON, 'WARNING', 140141566281536, 'text')).toBe(
    '[05/16/2021 12:27:47 WARNING 140141566281536] text',
  );
});

test('reader statistics count milliseconds, batches and bytes', () => {
  const pass = { name: '/opt/ml/input/data/train', number: 1, durationMs: 56.4, bytes: 167336 };
  expect(epochStatsLine(NOON, pass, 1)).toBe(
    '[2021-05-16 12:27:47.055] [tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/train", "epoch": 1, "duration": 56, "num_examples": 1, "num_bytes": 167336}',
  );
});

test('a name with quotes stays one JSON string', () => {
  const line = epochStatsLine(NOON, { name: 'a "b"\\c', number: 0, durationMs: 0, bytes: 0 }, 0);
  expect(JSON.parse(line.slice(line.indexOf('{'))).data_pipeline).toBe('a "b"\\c');
});

test('counters are floats in the sum and whole numbers elsewhere', () => {
  expect(pythonJson(counter(3218))).toBe('{"sum": 3218.0, "count": 1, "min": 3218, "max": 3218}');
});

test('timings are floats throughout', () => {
  expect(pythonJson(timing([58.919429779052734]))).toBe(
    '{"sum": 58.919429779052734, "count": 1, "min": 58.919429779052734, "max": 58.919429779052734}',
  );
  expect(pythonJson(timing([3, 1, 2]))).toBe('{"sum": 6.0, "count": 3, "min": 1.0, "max": 3.0}');
});

test('#metrics lines give seconds to the microsecond', () => {
  const line = metricsLine({ startMs: 1621168067054.921, endMs: 1621168067055 }, { epoch: 0 }, { n: counter(1) });
  expect(line).toBe(
    '#metrics {"StartTime": 1621168067.054921, "EndTime": 1621168067.055, "Dimensions": {"epoch": 0}, "Metrics": {"n": {"sum": 1.0, "count": 1, "min": 1, "max": 1}}}',
  );
});

test.each([
  ['train:msd', { channel: 'train', name: 'msd' }],
  ['test:macro_f_1.000', { channel: 'test', name: 'macro_f_1.000' }],
  ['shrink:msd', undefined],
  ['train:', undefined],
])('metric name %s', (metric, parts) => {
  expect(splitMetricName(metric)).toEqual(parts);
});

test.each(['msd', 'ssd', 'rmse', 'mse', 'absolute_loss', 'mse_objective', 'multiclass_log_loss'])(
  '%s is a loss',
  (name) => {
    expect(metricKind(name)).toBe('loss');
  },
);

test.each([
  'accuracy',
  'macro_f_1.000',
  'binary_f_1.000',
  'roc_auc_score',
  'dcg',
  'pwll',
  'multiclass_top_k_accuracy_3',
  'f1',
])('%s is a score', (name) => {
  expect(metricKind(name)).toBe('score');
});

describe('hyperparameters as text', () => {
  test.each([
    ['10', '10'],
    [10, '10'],
    [0.0001, '0.0001'],
    [1e-7, '1e-07'],
    [true, 'true'],
    [['msd', 'ssd'], '["msd", "ssd"]'],
  ])('%j', (value, text) => {
    expect(hyperparameterText(value)).toBe(text);
  });

  test.each([
    ['plain', "{'a': 'plain'}"],
    ['["msd"]', `{'a': '["msd"]'}`],
    ["it's", `{'a': "it's"}`],
    [`both ' and "`, `{'a': 'both \\' and "'}`],
    ['line\nend\\', "{'a': 'line\\nend\\\\'}"],
    ['bell\u0007 \u00a0', "{'a': 'bell\\x07 \\xa0'}"],
    ['Zürich', "{'a': 'Zürich'}"],
  ])('dict repr of %j', (value, text) => {
    expect(pythonDict({ a: value })).toBe(text);
  });
});
