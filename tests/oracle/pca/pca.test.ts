import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { pca } from '../../../src/algorithms/pca/index.js';
import { type Dense, dense, rowsOf } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { Random } from '../../../src/data/random.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { drain } from '../../support/collect.js';

interface Case {
  readonly name: string;
  readonly points: number[][];
  readonly subtract_mean: boolean;
  readonly mean: number[];
  readonly singular_values: number[];
  readonly components: number[][];
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const frozen = JSON.parse(readFileSync(here('frozen.json'), 'utf8'));
const kernels = await loadKernels();

function matrix(rows: readonly (readonly number[])[]): Dense {
  return dense(Float32Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0);
}

async function fitted(rows: Dense, given: Record<string, unknown>) {
  const context = { kernels, seed: 1, host: 'algo-1', warn: () => undefined };
  const hyperparameters = pca.hyperparameters.check({ mini_batch_size: 500, ...given });
  const { steps, result } = await drain(pca.train({ train: memoryDataset(rows) }, hyperparameters, context));
  return { model: result, share: steps.at(-1)?.metrics.explained_variance_ratio ?? Number.NaN };
}

function expectNear(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => {
    expect(Math.abs((actual[at] as number) - value), `element ${at}`).toBeLessThanOrEqual(tolerance);
  });
}

/** Components whose singular values stand alone are those of numpy, but for the sign, which here is that of the largest entry. */
function expectComponents(actual: Dense, expected: readonly number[][], values: readonly number[]): void {
  const largest = values.at(-1) as number;
  expected.forEach((axis, row) => {
    const gaps = [row - 1, row + 1].map((other) =>
      Math.abs((values[other] ?? Number.POSITIVE_INFINITY) - (values[row] as number)),
    );
    if (Math.min(...gaps) < 0.01 * largest || (values[row] as number) <= 1e-6 * largest) return;
    const found = axis.map((_, col) => actual.get(row, col));
    const dot = found.reduce((sum, value, col) => sum + value * (axis[col] as number), 0);
    expectNear(
      found,
      axis.map((value) => Math.sign(dot) * value),
      1e-4,
    );
    const leading = found.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    expect(leading).toBeGreaterThan(0);
  });
}

describe('the regular mode finds what the SVD of numpy finds', () => {
  test.each(frozen.cases as Case[])(
    '$name',
    async ({ points, mean, singular_values: values, components, ...given }) => {
      const cols = mean.length;
      const { model } = await fitted(matrix(points), { num_components: cols, subtract_mean: given.subtract_mean });
      const largest = values.at(-1) as number;
      // 1e-4 of each, but for float32 mean and input of rows that lie far away.
      values.forEach((value, at) => {
        const tolerance = 1e-4 * value + 1e-6 * largest + 1e-30;
        expect(Math.abs((model.singularValues[at] as number) - value)).toBeLessThanOrEqual(tolerance);
      });
      expectComponents(model.components, components, values);
      expectOrthonormal(model.components);
      if (!given.subtract_mean) expect(model.mean).toBeUndefined();
      else expectNear(model.mean as Float32Array, mean, 1e-7 * Math.max(1, ...mean.map(Math.abs)));
    },
  );

  test('all 64 components of the digits, three of whose pixels never change', async () => {
    const { model } = await fitted(digits, { num_components: 64 });
    (frozen.digits.singular_values as number[]).forEach((value, at) => {
      expect(Math.abs((model.singularValues[at] as number) - value)).toBeLessThanOrEqual(1e-4 * value + 1e-4);
    });
    const ten = dense(model.components.data.slice(54 * 64), 10, 64);
    expectComponents(ten, frozen.digits.components, frozen.digits.singular_values.slice(54));
    expectOrthonormal(model.components);
  });
});

function expectOrthonormal(axes: Dense): void {
  const [rows, cols] = axes.shape as [number, number];
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b <= a; b++) {
      let dot = 0;
      for (let col = 0; col < cols; col++) dot += axes.get(a, col) * axes.get(b, col);
      expect(Math.abs(dot - (a === b ? 1 : 0))).toBeLessThan(1e-5);
    }
  }
}

const digits = matrix(
  readFileSync(here('../../../fixtures/digits/digits.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').slice(1).map(Number)),
);

/** Normal rows with a spread that falls from one direction to the next, the directions mixed by reflections. */
function decaying(rows: number, cols: number, spread: (direction: number) => number): Dense {
  const random = new Random(5);
  const values = Float32Array.from({ length: rows * cols }, (_, at) => random.normal() * spread(at % cols));
  for (let reflection = 0; reflection < 3; reflection++) {
    const axis = Float64Array.from({ length: cols }, () => random.normal());
    const square = axis.reduce((sum, value) => sum + value * value, 0);
    for (let row = 0; row < rows; row++) {
      const values_ = values.subarray(row * cols, (row + 1) * cols);
      const along = (2 * values_.reduce((sum, value, col) => sum + value * (axis[col] as number), 0)) / square;
      axis.forEach((value, col) => {
        values_[col] = (values_[col] as number) - along * value + (reflection === 2 ? 3 : 0);
      });
    }
  }
  return dense(values, rows, cols);
}

describe('the randomized mode captures within 0.5 % of what the full decomposition does', () => {
  test.each<[string, Dense, number, Record<string, unknown>]>([
    ['the digits', digits, 10, {}],
    ['the digits, hardly any extra components', digits, 10, { extra_components: 2 }],
    ['a spread of 1 / j', decaying(3000, 120, (j) => 1 / (j + 1)), 10, {}],
    ['a spread of 1 / sqrt(j)', decaying(3000, 120, (j) => (j + 1) ** -0.5), 20, {}],
    ['a spread of 0.9 ^ j', decaying(3000, 120, (j) => 0.9 ** j), 5, {}],
    ['fewer rows than features', decaying(40, 300, (j) => 1 / (j + 1)), 10, {}],
  ])('%s', async (_, rows, count, given) => {
    const [full, sketched] = [
      await fitted(rows, { num_components: count }),
      await fitted(rows, { num_components: count, algorithm_mode: 'randomized', ...given }),
    ];
    expect(sketched.share / full.share).toBeGreaterThan(0.995);
    expect(sketched.share / full.share).toBeLessThan(1 + 1e-5);
    const strongest = full.model.singularValues.at(-1) as number;
    expect((sketched.model.singularValues.at(-1) as number) / strongest).toBeCloseTo(1, 3);
    expect(rowsOf(sketched.model.components)).toBe(count);
  });
});
