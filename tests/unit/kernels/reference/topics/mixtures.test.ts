import { expect, test } from 'vitest';
import { topicMixtures } from '../../../../../src/kernels/reference/topics/mixtures.js';

test('a mixture climbs to the most likely one and says how likely it is', () => {
  const output = { mixtures: new Float32Array(4), logLikelihoods: new Float64Array(2) };
  const input = {
    rowStarts: Uint32Array.of(0, 2, 2),
    columns: Uint32Array.of(0, 1),
    values: Float32Array.of(5, 3),
    rows: 2,
    cols: 2,
    topics: Float32Array.of(0.75, 0.25, 0.25, 0.75),
    start: Float64Array.of(0.5, 0.5),
    k: 2,
    maxIterations: 500,
    tolerance: 1e-9,
  };
  topicMixtures(input, output);
  expect(output.mixtures[0]).toBeCloseTo(0.75, 4);
  expect(output.logLikelihoods[0]).toBeCloseTo(5 * Math.log(0.625) + 3 * Math.log(0.375), 6);
  expect([...output.mixtures.subarray(2), output.logLikelihoods[1]]).toEqual([0.5, 0.5, 0]);
  topicMixtures({ ...input, maxIterations: 1 }, output);
  // One step: shares in proportion to what each topic explains.
  expect(output.mixtures[0]).toBeCloseTo((5 * 0.75 + 3 * 0.25) / 8, 6);
});
