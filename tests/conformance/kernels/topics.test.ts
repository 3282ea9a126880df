/** The kernels of topic models: all backends, and all of them against the twin. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packedLength } from '../../../src/kernels/lengths/topics.js';
import { backends, expectClose, noise, twin } from '../support/kernels.js';

const doubles = (length: number, seed: number) => Float64Array.from(noise(length, seed));

/** Counts, most of them zero. */
function counts(rows: number, cols: number, seed: number) {
  const numbers = noise(rows * cols, seed);
  const [rowStarts, columns, values]: [number[], number[], number[]] = [[0], [], []];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const value = Math.floor(6 * (numbers[row * cols + col] as number)) - 1;
      if (value <= 0) continue;
      columns.push(col);
      values.push(value);
    }
    rowStarts.push(columns.length);
  }
  return {
    rowStarts: Uint32Array.from(rowStarts),
    columns: Uint32Array.from(columns),
    values: Float32Array.from(values),
    rows,
    cols,
  };
}

/** Around the widths of tiles, where a kernel has its seams. */
const shape = fc.record({
  rows: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 13, max: 300 })),
  cols: fc.integer({ min: 1, max: 40 }),
  k: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 37 })),
  seed: fc.nat(),
});

const RUNS = { numRuns: 60 };

describe.each(backends)('%s', (_, kernels) => {
  test('products are those of the twin', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.boolean(), async ({ rows, cols, k, seed }, isScaled) => {
        const scale = isScaled ? doubles(rows, seed + 1) : undefined;
        const sparse = { ...counts(rows, cols, seed), factor: doubles(cols * k, seed + 2), scale, k };
        const dense = { left: doubles(rows * cols, seed), right: doubles(cols * k, seed + 2), rows, inner: cols, k };
        const [found, expected] = [new Float64Array(rows * k), new Float64Array(rows * k)];
        await kernels.sparseProduct(sparse, found);
        await twin.sparseProduct(sparse, expected);
        expectClose(found, expected, 1e-12, 1e-12);
        await kernels.denseProduct(dense, found);
        await twin.denseProduct(dense, expected);
        expectClose(found, expected, 1e-12, 1e-12);
      }),
      RUNS,
    );
  });

  test('cross and triple products are added as the twin adds them', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ rows, cols: m, k, seed }) => {
        const [left, right] = [doubles(rows * m, seed), doubles(rows * k, seed + 1)];
        const sums = () => [new Float64Array(m * k).fill(0.5), new Float64Array(packedLength(k)).fill(-1)] as const;
        const [[cross, triple], [crossExpected, tripleExpected]] = [sums(), sums()];
        await kernels.addCrossProduct({ left, right, rows, m, n: k }, cross);
        await twin.addCrossProduct({ left, right, rows, m, n: k }, crossExpected);
        expectClose(cross, crossExpected, 1e-12, 1e-12);
        await kernels.addTripleProduct({ left: right, right, rows, k }, triple);
        await twin.addTripleProduct({ left: right, right, rows, k }, tripleExpected);
        expectClose(triple, tripleExpected, 1e-12, 1e-12);
      }),
      RUNS,
    );
  });

  test('components are fitted as the twin fits them', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ k, seed }) => {
        const rank = 1 + (seed % k);
        const factors = { first: doubles(k * rank, seed), second: doubles(k * rank, seed + 1) };
        const input = { tensor: doubles(packedLength(k), seed + 2), ...factors, k, rank };
        const output = () => ({
          weights: new Float64Array(rank),
          third: new Float64Array(k * rank),
          fit: new Float64Array(2),
        });
        const [found, expected] = [output(), output()];
        await kernels.updateComponents(input, found);
        await twin.updateComponents(input, expected);
        expectClose(found.third, expected.third, 0, 1e-9);
        expectClose(found.weights, expected.weights, 1e-9);
        expectClose(found.fit, expected.fit, 1e-9);
        await kernels.fitComponents({ ...input, third: expected.third }, found.fit);
        await twin.fitComponents({ ...input, third: expected.third }, expected.fit);
        expectClose(found.fit, expected.fit, 1e-9, 1e-9);
      }),
      RUNS,
    );
  });

  test('mixtures are those of the twin', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ rows, cols, k, seed }) => {
        const topics = Float32Array.from(noise(cols * k, seed + 1), (value) => Math.max(0, value));
        const start = new Float64Array(k).fill(1 / k);
        const input = { ...counts(rows, cols, seed), topics, start, k, maxIterations: 30, tolerance: 1e-4 };
        const output = () => ({ mixtures: new Float32Array(rows * k), logLikelihoods: new Float64Array(rows) });
        const [found, expected] = [output(), output()];
        await kernels.topicMixtures(input, found);
        await twin.topicMixtures(input, expected);
        expectClose(found.mixtures, expected.mixtures, 0, 1e-6);
        expectClose(found.logLikelihoods, expected.logLikelihoods, 1e-9, 1e-9);
      }),
      RUNS,
    );
  });

  test('more rows than are worked on at once', async () => {
    const [rows, k] = [3001, 9];
    const left = doubles(rows * k, 4);
    const [found, expected] = [new Float64Array(packedLength(k)), new Float64Array(packedLength(k))];
    await kernels.addTripleProduct({ left, right: left, rows, k }, found);
    await twin.addTripleProduct({ left, right: left, rows, k }, expected);
    expectClose(found, expected, 1e-11, 1e-10);
  });

  test('a length that does not fit its shape is refused before any work', async () => {
    const short = new Float64Array(5);
    const factors = {
      tensor: new Float64Array(6),
      first: new Float64Array(4),
      second: new Float64Array(4),
      k: 2,
      rank: 2,
    };
    const output = { third: new Float64Array(4), weights: new Float64Array(2), fit: new Float64Array(2) };
    const one = counts(2, 3, 1);
    const mixing = {
      ...one,
      topics: new Float32Array(6),
      start: new Float64Array(2),
      k: 2,
      maxIterations: 1,
      tolerance: 0,
    };
    for (const refused of [
      kernels.sparseProduct({ ...one, factor: short, k: 2 }, new Float64Array(4)),
      kernels.denseProduct({ left: short, right: short, rows: 2, inner: 2, k: 2 }, short),
      kernels.addCrossProduct({ left: short, right: short, rows: 2, m: 2, n: 2 }, short),
      kernels.addTripleProduct({ left: short, right: short, rows: 2, k: 2 }, short),
      kernels.updateComponents({ ...factors, tensor: short }, output),
      kernels.fitComponents({ ...factors, third: short }, new Float64Array(2)),
      kernels.topicMixtures(mixing, { mixtures: new Float32Array(3), logLikelihoods: new Float64Array(2) }),
    ]) {
      await expect(refused).rejects.toThrow(RangeError);
    }
  });
});
