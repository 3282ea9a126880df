import { expect, test } from 'vitest';
import { logLines } from '../../../../src/algorithms/factorization-machines/log-lines.js';

const step = { epoch: 0, rows: 0, progress: 0, metrics: {} };

test('which network is built, and nothing more', () => {
  const texts = (network: 'sparse' | 'dense') =>
    logLines({ ...step, phase: 'initialize', network }).flatMap((part) =>
      'text' in part ? [`${part.level} ${part.text}`] : [],
    );
  expect(texts('sparse')[0]).toBe('INFO [Sparse network] Building a sparse network.');
  expect(texts('sparse')[1]).toMatch(/^WARNING .*lazily/);
  expect(texts('dense')).toEqual(['INFO [Dense network] Building a dense network.']);
  expect(logLines({ ...step, phase: 'test' })).toEqual([]);
});

test('a mini-batch tells its metrics where it is to be published', () => {
  const update = { ...step, phase: 'update', batch: 500, iteration: 501 } as const;
  expect(logLines(update)).toEqual([]);
  expect(logLines({ ...update, published: true })).toEqual([{ print: 'quality', channel: 'train' }]);
});
