/** Taxi rides in New York by the half hour: through windows of a day, a forest finds the days that were not like others. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { anomalyCutoff } from '../../../src/algorithms/random-cut-forest/anomalies.js';
import { shingle } from '../../../src/algorithms/random-cut-forest/shingle.js';
import { type Dense, dense } from '../../../src/data/dense.js';
import { Random } from '../../../src/data/random.js';
import { RandomCutForest } from '../../../src/library/estimators.js';
import { sharedFolder } from '../../support/shared.js';

const DAY = 48;
const data = sharedFolder('data');

/** Several times over, shuffled: so a tree knows windows of all seasons, and more of them than its even share. */
function shuffled(rows: Dense, times: number): Dense {
  const [count, cols] = rows.shape as [number, number];
  const random = new Random(1);
  const order = Array.from({ length: times }, () => random.sampleWithoutReplacement(count, count)).flat();
  const values = new Float32Array(order.length * cols);
  order.forEach((row, at) => {
    values.set(rows.data.subarray(row * cols, (row + 1) * cols), at * cols);
  });
  return dense(values, order.length, cols);
}

test.skipIf(data === undefined)('the marathon, New Year and the snow storm', async () => {
  const [, ...lines] = readFileSync(`${data}/nyc_taxi.csv`, 'utf8').trim().split('\n');
  const windows = shingle(
    lines.map((line) => Number(line.split(',')[1])),
    DAY,
  );
  const forest = new RandomCutForest({ num_trees: 50, num_samples_per_tree: 1024 });
  const model = await forest.fit({ train: shuffled(windows, 5) });
  const { score } = await model.predict(windows);
  const cutoff = anomalyCutoff(score);
  const found = new Set<string>();
  score.forEach((one, row) => {
    // A window belongs to the day of its last step.
    if (one > cutoff) found.add((lines[row + DAY - 1] as string).slice(0, 10));
  });
  expect([...found]).toEqual(expect.arrayContaining(['2014-11-02', '2015-01-01', '2015-01-27']));
  // And not every day: the series has 215.
  expect(found.size).toBeLessThan(25);
  const highest = score.indexOf(score.reduce((most, one) => Math.max(most, one), 0));
  expect((lines[highest + DAY - 1] as string).slice(0, 10)).toBe('2015-01-27');
});
