import { describe, expect, test } from 'vitest';
import { type ReductionParts, reductionOf, refuseHugeReduction } from '../../../../src/algorithms/knn/reduction.js';
import { rowMajor } from '../../../../src/data/dense.js';
import { context, noise } from './helpers.js';

const shapes = [
  ['sign', 100, 40],
  ['fjlt', 100, 40],
  ['fjlt', 128, 40],
  ['fjlt', 5, 12],
] as const;

describe.each(shapes)('%s from %i to %i', (type, inputDim, targetDim) => {
  const parts: ReductionParts = { type, seed: 3, inputDim, targetDim };
  const rows = rowMajor(noise(60, inputDim));

  test('the seed alone decides', async () => {
    const first = await reductionOf(parts)(rows, 60, context);
    expect(await reductionOf(parts)(rows, 60, context)).toEqual(first);
    expect(await reductionOf({ ...parts, seed: 4 })(rows, 60, context)).not.toEqual(first);
    expect(first.length).toBe(60 * targetDim);
  });

  test('lengths are kept, on average over the seeds', async () => {
    let [before, after] = [0, 0];
    for (let seed = 0; seed < 40; seed++) {
      before += squared(rows);
      after += squared(await reductionOf({ ...parts, seed })(rows, 60, context));
    }
    expect(after / before).toBeGreaterThan(0.9);
    expect(after / before).toBeLessThan(1.1);
  });

  test('it is linear', async () => {
    const reduce = reductionOf(parts);
    const [a, b] = [rows.subarray(0, inputDim), rows.subarray(inputDim, 2 * inputDim)];
    const sum = await reduce(
      a.map((value, at) => value + (b[at] as number)),
      1,
      context,
    );
    const [ofA, ofB] = [await reduce(a, 1, context), await reduce(b, 1, context)];
    sum.forEach((value, at) => {
      expect(value).toBeCloseTo((ofA[at] as number) + (ofB[at] as number), 4);
    });
  });
});

test('a width that the input names does not decide what is allocated', () => {
  for (const type of ['sign', 'fjlt'] as const) {
    expect(() => refuseHugeReduction({ type, seed: 1, inputDim: 2 ** 31, targetDim: 5 })).toThrow(
      expect.objectContaining({ code: 'E_TOO_WIDE', hint: expect.any(String) }),
    );
  }
});

function squared(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
