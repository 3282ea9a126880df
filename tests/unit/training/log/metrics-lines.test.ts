import { expect, test } from 'vitest';
import { stepLine, summaryLine } from '../../../../src/training/log/metrics-lines.js';

const NOON = Date.UTC(2021, 4, 16, 12, 27, 47, 55);

test('a step is one JSON object: place, progress, metrics', () => {
  const step = { phase: 'update', epoch: 1, batch: 2, rows: 30, progress: 0.5, metrics: { 'train:msd': 0.25 } };
  expect(stepLine(step, 7, NOON)).toBe(
    '{"timestamp":"2021-05-16T12:27:47.055Z","step":7,"phase":"update","epoch":1,"batch":2,"rows":30,"progress":0.5,"train:msd":0.25}',
  );
});

test("a step outside the mini-batches has no batch; the algorithm's own state stays out", () => {
  const step = { phase: 'epoch', epoch: 0, rows: 3, progress: 1, metrics: {}, centroids: new Float32Array(9) };
  expect(JSON.parse(stepLine(step, 0, NOON))).toEqual({
    timestamp: '2021-05-16T12:27:47.055Z',
    step: 0,
    phase: 'epoch',
    epoch: 0,
    rows: 3,
    progress: 1,
  });
});

test('the summary holds the final metrics; what JSON cannot hold is null', () => {
  expect(JSON.parse(summaryLine({ 'train:msd': Number.NaN, 'train:progress': 100 }, 8, NOON))).toEqual({
    timestamp: '2021-05-16T12:27:47.055Z',
    step: 8,
    phase: 'summary',
    progress: 1,
    'train:msd': null,
    'train:progress': 100,
  });
});
