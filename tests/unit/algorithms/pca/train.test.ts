import { describe, expect, test } from 'vitest';
import type { PCAStep } from '../../../../src/algorithms/pca/steps.js';
import { dense } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { rowsOf, sparseRows, trained } from './helpers.js';

function last<P extends PCAStep['phase']>(steps: readonly PCAStep[], phase: P) {
  return steps.findLast((step) => step.phase === phase) as Extract<PCAStep, { phase: P }>;
}

const BOTH = ['regular', 'randomized'] as const;

describe.each(BOTH)('mode %s', (algorithm_mode) => {
  test('the steps, in order, with what they show', async () => {
    const rows = rowsOf(950, 4, { offset: 2 });
    const { steps } = await trained(rows, { num_components: 2, mini_batch_size: 300, algorithm_mode }, { test: rows });
    const phases = steps.map(({ phase }) => phase);
    expect([...new Set(phases)]).toEqual(['initialize', 'update', 'epoch', 'finalize', 'test']);
    const updates = steps.flatMap((step) => (step.phase === 'update' ? [step] : []));
    expect(updates.map(({ batch, rows }) => [batch, rows])).toEqual([
      [0, 300],
      [1, 600],
      [2, 900],
      [3, 950],
    ]);
    if (algorithm_mode === 'regular') {
      expect(updates[3]?.mean[0]).toBeCloseTo(2, 0);
      const { totalVariance } = last(steps, 'finalize');
      expect(updates[3]?.totalVariance).toBeCloseTo(totalVariance, 10);
    }
    const { explainedVarianceRatio: shares, components, metrics } = last(steps, 'finalize');
    expect(components.shape).toEqual([2, 4]);
    expect(shares[1] as number).toBeGreaterThan(shares[0] as number);
    expect(metrics.explained_variance_ratio).toBeCloseTo((shares[0] as number) + (shares[1] as number), 12);
    const test_ = last(steps, 'test');
    expect(test_.explainedVarianceRatio).toBeCloseTo(metrics.explained_variance_ratio as number, 4);
    expect(test_.reconstructionMsd).toBeCloseTo(
      (1 - test_.explainedVarianceRatio) * last(steps, 'finalize').totalVariance,
      4,
    );
  });

  test('num_components may be the number of features, not more', async () => {
    const { result } = await trained(rowsOf(30, 3), { num_components: 3, algorithm_mode });
    expect(result.numComponents).toBe(3);
    await expect(trained(rowsOf(30, 3), { num_components: 4, algorithm_mode })).rejects.toMatchObject({
      code: 'E_TOO_FEW_FEATURES',
      hint: 'Lower num_components to 3 or less.',
    });
  });

  test.each<[string, ReturnType<typeof rowsOf>]>([
    ['one row', rowsOf(1, 5)],
    ['fewer rows than features', rowsOf(3, 8)],
    ['rows that are all the same', dense(new Float32Array(60).fill(3), 12, 5)],
    ['zeros', dense(new Float32Array(60), 12, 5)],
    [
      'a column that occurs twice',
      dense(
        Float32Array.from({ length: 80 }, (_, at) => Math.sin(Math.floor(at / 8) * 9 + ((at % 8) % 4))),
        10,
        8,
      ),
    ],
  ])('%s', async (_, rows) => {
    const { result, steps } = await trained(rows, { num_components: 4, algorithm_mode }, { test: rows });
    expect(result.singularValues.every((value) => value >= 0)).toBe(true);
    const { projection } = await result.predict(rows);
    expect(projection.data.every(Number.isFinite)).toBe(true);
    const share = last(steps, 'finalize').metrics.explained_variance_ratio as number;
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(1 + 1e-5);
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let col = 0; col < result.featureDim; col++)
          dot += result.components.get(a, col) * result.components.get(b, col);
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 4);
      }
    }
  });

  test('sparse rows that nobody writes out find the same components', async () => {
    const rows = sparseRows(300, 40, 3);
    const all = { num_components: 3, algorithm_mode, extra_components: 37 };
    const { result } = await trained(rows, all);
    const written = new Float32Array(300 * 40);
    rows.columns.forEach((column, entry) => {
      written[Math.floor(entry / 3) * 40 + column] = rows.values[entry] as number;
    });
    const { result: expected } = await trained(dense(written, 300, 40), all);
    for (let at = 0; at < 3; at++) {
      expect((result.singularValues[at] as number) / (expected.singularValues[at] as number)).toBeCloseTo(1, 4);
    }
  });

  test.each([false, true])('a value that is not finite is refused with its place; sparse: %s', async (isSparse) => {
    const rows = isSparse ? sparseRows(50, 40, 3) : rowsOf(50, 3);
    const values = 'values' in rows ? rows.values : rows.data;
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const row of [0, 41]) {
        const before = values[3 * row] as number;
        values[3 * row] = value;
        const data = memoryDataset(rows, { name: 'part-1', rowsPerBlock: 10 });
        await expect(trained(data, { num_components: 2, algorithm_mode, mini_batch_size: 7 })).rejects.toMatchObject({
          code: 'E_NOT_FINITE',
          where: { file: 'part-1', record: row },
        });
        values[3 * row] = before;
      }
    }
  });

  test('an input does not decide what is allocated', async () => {
    const wide = {
      rows: 1,
      cols: 2 ** 32 - 1,
      rowStarts: Uint32Array.of(0, 1),
      columns: Uint32Array.of(7),
      values: Float32Array.of(1),
    };
    await expect(trained(wide, { num_components: 2, algorithm_mode })).rejects.toMatchObject({ code: 'E_TOO_WIDE' });
  });
});

test('regular: the mini-batch size changes nothing but rounding', async () => {
  const rows = rowsOf(500, 6);
  const [one, other] = [
    await trained(rows, { num_components: 6 }),
    await trained(rows, { num_components: 6, mini_batch_size: 7 }),
  ];
  for (let at = 0; at < 6; at++) {
    expect(one.result.singularValues[at]).toBeCloseTo(other.result.singularValues[at] as number, 5);
  }
});

test('the first test row is shown as its leading components have it', async () => {
  const rows = rowsOf(200, 30);
  const { steps } = await trained(rows, { num_components: 30 }, { test: rows });
  const { first, reconstructions } = last(steps, 'test');
  expect(reconstructions.map(({ components }) => components)).toEqual([1, 5, 20, 30]);
  const away = reconstructions.map(({ row }) =>
    first.reduce((sum, v, col) => sum + (v - (row[col] as number)) ** 2, 0),
  );
  expect(away).toEqual(away.toSorted((a, b) => b - a));
  expect(away[3]).toBeLessThan(1e-8);
  expect(away[0]).toBeGreaterThan(0.01);
});

test('regular: many mini-batches come together once many were read', async () => {
  const { steps } = await trained(memoryDataset(rowsOf(40_000, 2)), { num_components: 1, mini_batch_size: 256 });
  const updates = steps.filter(({ phase }) => phase === 'update');
  expect(updates.length).toBeLessThan(20);
  expect(updates.slice(0, 8).map(({ batch }) => batch)).toEqual([0, 1, 2, 3, 5, 8, 12, 18]);
});

test('randomized: extra components decide the size of the sketch', async () => {
  const rows = rowsOf(300, 60);
  const sizes = [];
  for (const extra_components of [-1, 0, 3]) {
    const { steps } = await trained(rows, { num_components: 4, algorithm_mode: 'randomized', extra_components });
    sizes.push(last(steps, 'finalize').singularValues.length);
  }
  expect(sizes).toEqual([4, 4, 4]);
  const many = await trained(rows, { num_components: 4, algorithm_mode: 'randomized', extra_components: 1000 });
  const exact = await trained(rows, { num_components: 4 });
  expect((many.result.singularValues[0] as number) / (exact.result.singularValues[0] as number)).toBeCloseTo(1, 5);
});

test('randomized: an abort ends it with the reason given', async () => {
  const mode = { num_components: 3, algorithm_mode: 'randomized' };
  const reason = new Error('enough');
  await expect(trained(rowsOf(50, 6), mode, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

// The twin adds in float64, where these values do no harm.
test.skipIf(process.env.SAGELOCAL_BACKEND === 'reference')(
  'randomized: huge values end it with a typed error',
  async () => {
    const mode = { num_components: 3, algorithm_mode: 'randomized' };
    const huge = dense(
      rowsOf(50, 6).data.map((value) => value * 1e37),
      50,
      6,
    );
    await expect(trained(huge, mode)).rejects.toMatchObject({ code: 'E_OVERFLOW', hint: expect.any(String) });
  },
);

test('regular: small data of huge values is summed up in float64', async () => {
  const huge = dense(
    rowsOf(50, 6).data.map((value) => value * 1e37),
    50,
    6,
  );
  const [one, other] = [
    await trained(huge, { num_components: 2 }),
    await trained(rowsOf(50, 6), { num_components: 2 }),
  ];
  expect((one.result.singularValues[1] as number) / 1e37 / (other.result.singularValues[1] as number)).toBeCloseTo(
    1,
    5,
  );
});
