import { describe, expect, test } from 'vitest';
import { decompose } from '../../../../src/algorithms/lda/decomposition.js';
import { forPairs, pairCount } from '../../../../src/algorithms/lda/packed.js';
import { Random } from '../../../../src/data/random.js';
import { drain } from '../../../support/collect.js';
import { kernels } from './helpers.js';

/** The sum of `weights[r] v_r ⊗ v_r ⊗ v_r`, packed. */
function tensorOf(k: number, components: readonly (readonly [weight: number, vector: readonly number[]])[]) {
  const tensor = new Float64Array(pairCount(k) * k);
  for (const [weight, vector] of components) {
    forPairs(k, (pair, i, j) => {
      for (let l = 0; l < k; l++) {
        tensor[pair * k + l]! += weight * (vector[i] as number) * (vector[j] as number) * (vector[l] as number);
      }
    });
  }
  return tensor;
}

const c = Math.SQRT1_2;
const right = tensorOf(3, [
  [3, [c, c, 0]],
  [2, [c, -c, 0]],
  [1, [0, 0, -1]],
]);

function run(tensor: Float64Array, k: number, given: object = {}) {
  const random = new Random(1);
  const options = { kernels, random, maxRestarts: 10, maxIterations: 200, tolerance: 1e-10, svdInit: true };
  return drain(decompose(tensor, k, { ...options, ...given }));
}

describe('components at right angles', () => {
  test.each([true, false])('are found to the last digit, svd init %s', async (svdInit) => {
    const { result } = await run(right, 3, { svdInit });
    expect(result.error).toBeLessThan(1e-6);
    expect([...result.weights].sort().map((weight) => weight.toFixed(6))).toEqual(['1.000000', '2.000000', '3.000000']);
    const strongest = result.weights.indexOf(Math.max(...result.weights));
    const column = [0, 1, 2].map((i) => Math.abs(result.components[i * 3 + strongest] as number));
    [c, c, 0].forEach((value, at) => {
      expect(column[at]).toBeCloseTo(value, 6);
    });
  });

  test('three starts that agree are enough', async () => {
    const { steps } = await run(right, 3);
    expect(steps.at(-1)?.restart).toBe(2);
    expect(steps.filter(({ iteration }) => iteration === 1).map(({ init }) => init)).toEqual([
      'svd',
      'random',
      'random',
    ]);
    expect(steps.filter(({ stopped }) => stopped === 'converged')).toHaveLength(3);
  });
});

test('components that lean on each other need the iterations after the orthogonal ones', async () => {
  const leaning = tensorOf(3, [
    [3, [1, 0, 0]],
    [2, [0.3, Math.sqrt(0.91), 0]],
    [1, [0, 0.2, Math.sqrt(0.96)]],
  ]);
  const { steps, result } = await run(leaning, 3);
  expect(result.error).toBeLessThan(1e-4);
  expect(steps[0]?.error).toBeGreaterThan(0.01);
  expect(steps.some(({ lineSearchGain }) => (lineSearchGain ?? 0) > 0)).toBe(true);
});

test('the limits are kept, and the best start wins', async () => {
  const { steps, result } = await run(right, 3, { maxRestarts: 2, maxIterations: 1 });
  expect(steps.map(({ restart, iteration, stopped }) => [restart, iteration, stopped])).toEqual([
    [0, 1, 'max_iterations'],
    [1, 1, 'max_iterations'],
  ]);
  expect(result.error).toBe(Math.min(...steps.filter(({ stopped }) => stopped).map(({ error }) => error)));
});

test('nothing at all has no error', async () => {
  const { result } = await run(new Float64Array(18), 3);
  expect(result.error).toBe(0);
  expect([...result.weights]).toEqual([0, 0, 0]);
});
