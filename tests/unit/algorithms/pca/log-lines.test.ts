import { expect, test } from 'vitest';
import { logLines } from '../../../../src/algorithms/pca/log-lines.js';
import { rowsOf, trained } from './helpers.js';

test('the lines of a real job', async () => {
  const { steps } = await trained(
    rowsOf(3218, 34),
    { num_components: 33, mini_batch_size: 500 },
    { test: rowsOf(5, 34) },
  );
  expect(steps.flatMap(logLines)).toEqual(
    [
      'The default executor is <PCAExecutor on cpu(0)>.',
      "34 feature(s) found in 'data'.",
      '<PCAExecutor on cpu(0)> is assigned to batch slice from 0 to 499.',
    ].map((text) => ({ level: 'INFO', text })),
  );
});
