import { expect, test } from 'vitest';
import { logLines } from '../../../../src/algorithms/knn/log-lines.js';
import { noise, run } from './helpers.js';

test("a training says what SageMaker's container says", async () => {
  const { steps } = await run({ train: noise(30, 3), test: noise(9, 3, 2), given: { sample_size: 20 } });
  const elapsed = { sincePreviousStep: 1.9, sinceStart: 9, sinceLastLine: 3.2 };
  expect(steps.flatMap((step) => logLines(step, elapsed)).map(({ level, text }) => `${level} ${text}`)).toEqual([
    'INFO Getting reservoir sample from algo-1...',
    'INFO ...Got reservoir sample from algo-1: data=(20, 3), labels=(20,), NaNs=0',
    'INFO Training index...',
    'INFO ...Finished training index in 3 second(s)',
    'INFO Adding data to index...',
    'INFO Searching index...',
    'INFO ...Done searching index in 3 second(s)',
  ]);
});

test('without a log, the time since the previous step counts', async () => {
  const { steps } = await run({ train: noise(30, 3) });
  const trained = steps.find(({ phase }) => phase === 'trained') as (typeof steps)[number];
  expect(logLines(trained, { sincePreviousStep: 1.9, sinceStart: 9 })[0]?.text).toBe(
    '...Finished training index in 1 second(s)',
  );
});
