/** Every backend does what src/kernels/interface/factorization.ts says, and the twin is the measure. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AdamSettings,
  FACTOR_LANES,
  type FactorizationState,
  type Kernels,
  SLOTS,
  type SparseRows,
} from '../../../src/kernels/kernels.js';
import { backends, expectClose, noise, twin } from '../support/kernels.js';

interface Shape {
  readonly rows: number;
  readonly features: number;
  readonly factors: number;
  /** Share of the features that a row has. */
  readonly density: number;
  readonly batchRows: number;
  readonly loss: AdamSettings['loss'];
  readonly seed: number;
}

/** Around the widths of vectors and blocks, and with rows that have nothing. */
const shape: fc.Arbitrary<Shape> = fc.record({
  rows: fc.integer({ min: 0, max: 70 }),
  features: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 700 })),
  factors: fc.constantFrom(1, 3, 15, 16, 17, 40, 64),
  density: fc.constantFrom(0, 0.01, 0.3, 1),
  batchRows: fc.integer({ min: 1, max: 80 }),
  loss: fc.constantFrom('squared', 'logistic'),
  seed: fc.nat(),
});

function problem({ rows, features, factors, density, batchRows, loss, seed }: Shape) {
  const width = Math.ceil(factors / FACTOR_LANES) * FACTOR_LANES;
  const perRow = Math.min(features, 30, Math.ceil(density * features));
  const draws = noise(rows * (perRow + 1), seed);
  const columns: number[] = [];
  const rowStarts = [0];
  for (let row = 0; row < rows; row++) {
    const own = draws.slice(row * perRow, (row + 1) * perRow).map((draw) => Math.floor(((draw + 1) / 2) * features));
    columns.push(...new Set(own));
    rowStarts.push(columns.length);
  }
  const input: SparseRows = {
    rows,
    cols: features,
    rowStarts: Uint32Array.from(rowStarts),
    columns: Uint32Array.from(columns),
    values: Float32Array.from(noise(columns.length, seed + 1)),
  };
  const labels = Float32Array.from(noise(rows, seed + 2), (value) => (loss === 'squared' ? value : Number(value > 0)));
  const start = noise(features * (factors + 1), seed + 3);
  const settings: AdamSettings = {
    loss,
    batchRows,
    steps: seed % 5,
    learningRate: { bias: 0.05, linear: 0.01, factors: 0.005 },
    weightDecay: { bias: 0.01, linear: 0.001, factors: 0.001 },
    epsilon: 1e-6,
  };
  const state = (): FactorizationState => {
    const linear = new Float32Array(features * SLOTS);
    const all = new Float32Array(features * SLOTS * width);
    for (let feature = 0; feature < features; feature++) {
      linear[feature * SLOTS] = start[feature] as number;
      for (let factor = 0; factor < factors; factor++) {
        all[feature * SLOTS * width + factor] = 0.3 * (start[features + feature * factors + factor] as number);
      }
    }
    return { bias: Float32Array.of(0.25, 0, 0), linear, factors: all, width };
  };
  return { input, labels, settings, state, width, factors };
}

async function train(kernels: Kernels, { input, labels, settings, state }: ReturnType<typeof problem>) {
  const [learned, scores] = [state(), new Float32Array(input.rows)];
  await kernels.trainFactorization(input, labels, settings, learned, scores);
  return { ...learned, scores };
}

describe.each(backends)('%s', (_, kernels) => {
  test('scores are those of the twin', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const { input, width } = problem(given);
        const parameters = {
          bias: -0.5,
          linear: Float32Array.from(noise(input.cols, 1)),
          factors: Float32Array.from(noise(input.cols * width, 2)),
          width,
        };
        const [actual, expected] = [new Float32Array(input.rows), new Float32Array(input.rows)];
        await kernels.factorizationScores(input, parameters, actual);
        await twin.factorizationScores(input, parameters, expected);
        expectClose(actual, expected, 1e-5, 1e-5 * width);
      }),
      { numRuns: 60 },
    );
  });

  test('a few steps lead where those of the twin do, and nothing else moves', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const asked = problem(given);
        const [actual, expected] = [await train(kernels, asked), await train(twin, asked)];
        expectClose(actual.scores, expected.scores, 1e-4, 1e-4);
        for (const name of ['bias', 'linear', 'factors'] as const)
          expectClose(actual[name], expected[name], 1e-4, 1e-4);
        const [named, before, size] = [new Set(asked.input.columns), asked.state(), SLOTS * asked.width];
        const strayed = actual.factors.findIndex((value, at) => {
          if (!named.has(Math.floor(at / size))) return value !== before.factors[at];
          return at % asked.width >= asked.factors && value !== 0;
        });
        expect(strayed).toBe(-1);
      }),
      { numRuns: 25 },
    );
  });

  test('after an epoch of the usual learning rates native and twin agree within 1e-5', async () => {
    const usual = {
      rows: 600,
      features: 300,
      factors: 8,
      density: 0.03,
      batchRows: 20,
      loss: 'logistic',
      seed: 3,
    } as const;
    const asked = problem(usual);
    const settings = {
      ...asked.settings,
      learningRate: { bias: 0.1, linear: 0.001, factors: 0.0001 },
      epsilon: 1e-8,
    };
    const [actual, expected] = [
      await train(kernels, { ...asked, settings }),
      await train(twin, { ...asked, settings }),
    ];
    expectClose(actual.scores, expected.scores, 1e-5, 1e-5);
    for (const name of ['bias', 'linear', 'factors'] as const) expectClose(actual[name], expected[name], 1e-5, 1e-5);
  });

  test('several steps in one call are the same bits as one call for each', async () => {
    const asked = problem({
      rows: 65,
      features: 40,
      factors: 17,
      density: 0.3,
      batchRows: 20,
      loss: 'squared',
      seed: 5,
    });
    const { input, labels, settings } = asked;
    const together = await train(kernels, asked);
    const [state, scores] = [asked.state(), new Float32Array(65)];
    for (let from = 0, steps = settings.steps; from < 65; from += 20, steps++) {
      const to = Math.min(65, from + 20);
      const [first, last] = [input.rowStarts[from] as number, input.rowStarts[to] as number];
      const piece = {
        rows: to - from,
        cols: 40,
        rowStarts: input.rowStarts.slice(from, to + 1).map((at) => at - first),
        columns: input.columns.subarray(first, last),
        values: input.values.subarray(first, last),
      };
      const own = scores.subarray(from, to);
      await kernels.trainFactorization(piece, labels.subarray(from, to), { ...settings, steps }, state, own);
    }
    expect({ ...state, scores }).toEqual(together);
  });

  test('draws depend on their number alone', async () => {
    const input = { seed: [123, -7], from: 0, distribution: 'normal', scale: 2, width: 5, stride: 7 } as const;
    const [whole, twins] = [new Float32Array(7000).fill(-1), new Float32Array(7000).fill(-1)];
    await kernels.fillRandom(input, whole);
    await twin.fillRandom(input, twins);
    expectClose(whole, twins, 1e-6, 1e-9);
    expect(whole.every((value, at) => at % 7 < 5 === (value !== -1))).toBe(true);
    const rest = new Float32Array(3500).fill(-1);
    await kernels.fillRandom({ ...input, from: 2500 }, rest);
    expect(rest).toEqual(whole.subarray(3500));
    const far = new Float32Array(7).fill(-1);
    await kernels.fillRandom({ ...input, from: 2 ** 40, distribution: 'uniform' }, far);
    expect(far.every((value) => Math.abs(value) <= 2)).toBe(true);
    expect(new Set(far).size).toBe(6);
  });

  describe('a length that does not fit its shape is refused before any work', () => {
    const { input, labels, settings, state, width } = problem({
      ...{ rows: 6, features: 4, factors: 3, density: 1, batchRows: 2, loss: 'squared', seed: 1 },
    });
    const parameters = { bias: 0, linear: new Float32Array(4), factors: new Float32Array(4 * width), width };
    const scores = new Float32Array(6);
    const short = new Float32Array(5);
    const cases: [string, () => Promise<unknown>][] = [
      ['rowStarts', () => kernels.factorizationScores({ ...input, rows: 5 }, parameters, short)],
      ['columns', () => kernels.factorizationScores({ ...input, columns: new Uint32Array(1) }, parameters, scores)],
      ['linear', () => kernels.factorizationScores(input, { ...parameters, linear: short }, scores)],
      ['factors', () => kernels.factorizationScores(input, { ...parameters, factors: short }, scores)],
      ['width', () => kernels.factorizationScores(input, { ...parameters, width: 3 }, scores)],
      ['scores', () => kernels.factorizationScores(input, parameters, short)],
      ['labels', () => kernels.trainFactorization(input, short, settings, state(), scores)],
      ['batchRows', () => kernels.trainFactorization(input, labels, { ...settings, batchRows: 0 }, state(), scores)],
      ['bias', () => kernels.trainFactorization(input, labels, settings, { ...state(), bias: short }, scores)],
      ['linear', () => kernels.trainFactorization(input, labels, settings, { ...state(), linear: short }, scores)],
      ['factors', () => kernels.trainFactorization(input, labels, settings, { ...state(), factors: short }, scores)],
      ['scores', () => kernels.trainFactorization(input, labels, settings, state(), short)],
    ];
    test.each(cases)('%s (%#)', async (name, call) => {
      await expect(call()).rejects.toThrow(RangeError);
      await expect(call()).rejects.toThrow(name);
    });

    test('rows of random numbers', async () => {
      const fill = { seed: [1, 2], from: 0, distribution: 'normal', scale: 1, width: 3, stride: 2 } as const;
      await expect(kernels.fillRandom(fill, new Float32Array(4))).rejects.toThrow('width');
      await expect(kernels.fillRandom({ ...fill, width: 2 }, new Float32Array(5))).rejects.toThrow('values');
    });
  });
});

/** A process of its own, since threads and instruction set are chosen once in each. */
describe('native, in processes of their own', () => {
  const script = fileURLToPath(new URL('../support/factorization-results.mjs', import.meta.url));
  const results = (env: Record<string, string>) =>
    JSON.parse(
      execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        env: { ...process.env, SAGELOCAL_BACKEND: 'native', SAGELOCAL_THREADS: '', SAGELOCAL_SIMD: '', ...env },
      }),
    ) as { simd: string; threads: number; bits: string };
  const usual = results({});

  test.each([1, 2, 3, 8])('%i threads: the same bits', (threads) => {
    expect(results({ SAGELOCAL_THREADS: String(threads) })).toEqual({ ...usual, threads });
  });

  const levels: Readonly<Record<string, readonly string[]>> = {
    avx512: ['none', 'sse2', 'avx2', 'avx512'],
    avx2: ['none', 'sse2', 'avx2'],
    sse2: ['none', 'sse2'],
    neon: ['none', 'neon'],
    none: ['none'],
  };
  test.each(levels[usual.simd] ?? [])('instruction set %s: the same bits', (simd) => {
    expect(results({ SAGELOCAL_SIMD: simd })).toEqual({ ...usual, simd });
  });
});
