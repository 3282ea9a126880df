import { expect, test } from 'vitest';
import { algorithms, findAlgorithm } from '../../../src/algorithms/registry.js';

test("algorithms go by SageMaker's names", () => {
  for (const [name, algorithm] of algorithms) {
    expect(algorithm.name).toBe(name);
    expect(findAlgorithm(name)).toBe(algorithm);
  }
  expect([...algorithms.keys()]).toContain('kmeans');
});

test('a misspelt one is told the nearest, a strange one what there is', () => {
  expect(() => findAlgorithm('k-means')).toThrow(
    expect.objectContaining({ code: 'E_ALGORITHM', hint: "Did you mean 'kmeans'?" }),
  );
  expect(() => findAlgorithm('astrology')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('kmeans') }),
  );
});
