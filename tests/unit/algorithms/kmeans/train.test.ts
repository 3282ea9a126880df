import { describe, expect, test } from 'vitest';
import { loadKMeans } from '../../../../src/algorithms/kmeans/model.js';
import type { KMeansStep } from '../../../../src/algorithms/kmeans/steps.js';
import { type Dense, rowMajor, rowsOf, sliceRows } from '../../../../src/data/dense.js';
import { BLOB_CENTRES, blobs, kernels, matrix, run } from './helpers.js';

const phases = (steps: readonly KMeansStep[]) => steps.map(({ phase }) => phase);

function ofPhase<P extends KMeansStep['phase']>(steps: readonly KMeansStep[], phase: P) {
  return steps.filter((step): step is Extract<KMeansStep, { phase: P }> => step.phase === phase);
}

function centresOf(centroids: Dense): number[][] {
  const { data } = centroids;
  return Array.from({ length: data.length / 2 }, (_, i) => [
    Math.round(data[2 * i] as number),
    Math.round(data[2 * i + 1] as number),
  ]);
}

const sorted = (rows: readonly (readonly number[])[]) => rows.map(String).sort();

describe('the course of a training', () => {
  test('initialize, an update for each mini-batch, the epoch, ten attempts, finalize, test', async () => {
    const { steps } = await run({ train: blobs(1000), test: blobs(40, 2), given: { epochs: 2, mini_batch_size: 400 } });
    const epoch = ['update', 'update', 'update', 'epoch'];
    expect(phases(steps)).toEqual(['initialize', ...epoch, ...epoch, ...Array(10).fill('shrink'), 'finalize', 'test']);
    expect(
      ofPhase(steps, 'update').map(({ epoch, batch, iteration, rows }) => [epoch, batch, iteration, rows]),
    ).toEqual([
      [0, 0, 1, 400],
      [0, 1, 2, 800],
      [0, 2, 3, 1000],
      [1, 0, 4, 400],
      [1, 1, 5, 800],
      [1, 2, 6, 1000],
    ]);
    expect(ofPhase(steps, 'epoch').map(({ rows, totalRows }) => [rows, totalRows])).toEqual([
      [1000, 1000],
      [1000, 2000],
    ]);
  });

  test('the centres end in the clouds', async () => {
    const { model } = await run({ train: blobs(1000), given: { mini_batch_size: 250 } });
    expect(sorted(centresOf(model.centroids))).toEqual(sorted(BLOB_CENTRES));
  });

  test.each(['random', 'kmeans++'])('with init_method and local_lloyd_init_method %s too', async (method) => {
    const given = { init_method: method, local_lloyd_init_method: method, mini_batch_size: 250 };
    const { model } = await run({ train: blobs(1000), given });
    expect(sorted(centresOf(model.centroids))).toEqual(sorted(BLOB_CENTRES));
  });

  test('the best attempt is kept, and its msd is what SageMaker calls train msd', async () => {
    const { steps, model } = await run({ train: blobs(500), given: { k: 7, local_lloyd_init_method: 'random' } });
    const best = Math.min(...ofPhase(steps, 'shrink').map(({ msd }) => msd));
    const [finalize] = ofPhase(steps, 'finalize');
    expect(finalize?.msd).toBe(best);
    expect(finalize?.metrics).toEqual({ 'train:msd': best });
    expect(model.centroids).toBe(finalize?.centroids);
    const { centroids, weights } = model.weightedCentres;
    const { distance_to_cluster: distance } = await model.predict(centroids);
    const squares = weights.map((weight, i) => weight * (distance[i] as number) ** 2);
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    expect(sum(squares) / sum(weights)).toBeCloseTo(best, 6);
  });

  test('steps keep the centres as they were', async () => {
    const { steps } = await run({ train: blobs(1000), given: { mini_batch_size: 250 } });
    const seen = ofPhase(steps, 'update').map(({ centroids }) => rowMajor(centroids).join());
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('a half-life forgets: the counts stay below what was read', async () => {
    const { model } = await run({ train: blobs(1000), given: { mini_batch_size: 100, half_life_time_size: 100 } });
    const total = model.weightedCentres.weights.reduce((sum, weight) => sum + weight, 0);
    // 100 new rows on half of the rest: 200 in the long run.
    expect(total).toBeGreaterThan(199);
    expect(total).toBeLessThan(201);
  });
});

describe('extra_center_factor', () => {
  test.each([
    ['auto is 10 where the first mini-batch allows', 1000, 'auto', 10],
    ['auto shrinks with a small first mini-batch', 30, 'auto', 7],
    ['auto shrinks as far as 1', 4, 'auto', 1],
    ['a number is taken', 1000, 3, 3],
  ])('%s', async (_, rows, extra_center_factor, factor) => {
    const { steps, warnings } = await run({ train: blobs(rows), given: { extra_center_factor } });
    expect(ofPhase(steps, 'initialize')[0]).toMatchObject({
      extraCenterFactor: factor,
      factorIsAuto: extra_center_factor === 'auto',
    });
    expect(rowsOf(ofPhase(steps, 'initialize')[0]?.centroids as Dense)).toBe(4 * factor);
    expect(warnings).toEqual([]);
  });

  test('a number too large for the first mini-batch is lowered, with a warning', async () => {
    const { steps, warnings } = await run({ train: blobs(30), given: { extra_center_factor: 100 } });
    expect(ofPhase(steps, 'initialize')[0]?.extraCenterFactor).toBe(7);
    expect(warnings).toEqual(['extra_center_factor is 100, but the first mini-batch has 30 rows: using 7.']);
  });

  test('1 leaves nothing to shrink and no train msd', async () => {
    const { steps } = await run({ train: blobs(100), given: { extra_center_factor: 1 } });
    expect(phases(steps)).toEqual(['initialize', 'update', 'epoch', 'finalize']);
    expect(ofPhase(steps, 'finalize')[0]).toMatchObject({ metrics: {}, progress: 1 });
    expect(ofPhase(steps, 'finalize')[0]).not.toHaveProperty('msd');
  });
});

describe('the test channel', () => {
  test.each([
    ['["msd"]', ['test:msd']],
    ['["ssd", "msd"]', ['test:ssd', 'test:msd']],
    ['[]', []],
  ])('is scored with eval_metrics %s', async (eval_metrics, names) => {
    const { steps } = await run({ train: blobs(200), test: blobs(50, 3), given: { eval_metrics } });
    expect(Object.keys(steps.at(-1)?.metrics ?? {})).toEqual(names);
  });

  test('msd is the mean, ssd the sum of squared distances to the model', async () => {
    const test = blobs(50, 3);
    const { steps, model } = await run({
      train: blobs(200),
      test,
      given: { eval_metrics: ['msd', 'ssd'], mini_batch_size: 20 },
    });
    const { distance_to_cluster: distance } = await model.predict(test);
    const ssd = distance.reduce((sum, one) => sum + one * one, 0);
    expect(steps.at(-1)?.metrics['test:ssd']).toBeCloseTo(ssd, 4);
    expect(steps.at(-1)?.metrics['test:msd']).toBeCloseTo(ssd / 50, 5);
  });

  test('must have the features of the model', async () => {
    await expect(run({ train: blobs(200), test: matrix([[1, 2, 3]]) })).rejects.toMatchObject({
      code: 'E_FEATURE_DIM',
      message: expect.stringContaining('Incorrect configuration or test dataset provided'),
    });
  });
});

describe('going on from an earlier model', () => {
  const data = blobs(1000);

  test('two halves one after the other are as good as one run over both', async () => {
    const given = { mini_batch_size: 250 };
    const whole = await run({ train: data, given });
    const first = await run({ train: sliceRows(data, 0, 500), given });
    const second = await run({ train: sliceRows(data, 500, 1000), given, startFrom: first.model });
    expect(second.model.weightedCentres.weights).toEqual(whole.model.weightedCentres.weights);
    expect(second.model.weightedCentres.centroids.data).toEqual(whole.model.weightedCentres.centroids.data);
  });

  test('a model without state goes on from its k centres', async () => {
    const { model } = await run({ train: data });
    const [[name, file]] = [...model.save()] as [[string, never]];
    const bare = loadKMeans(new Map([[name, file]]), kernels);
    const { steps, model: next } = await run({ train: data, ...(bare && { startFrom: bare }) });
    expect(phases(steps)).toEqual(['initialize', 'update', 'epoch', 'finalize']);
    expect(next.weightedCentres.weights.reduce((sum, weight) => sum + weight, 0)).toBe(4 + 1000);
  });

  test.each([
    ['other features', { feature_dim: 3 }, 'The earlier model has 2 features, feature_dim is 3.'],
    ['more clusters than it has centres', { k: 41 }, 'The earlier model has 40 centres, fewer than k, which is 41.'],
  ])('%s is refused', async (_, given, message) => {
    const { model } = await run({ train: data });
    await expect(run({ train: data, given, startFrom: model })).rejects.toMatchObject({
      code: 'E_START_FROM',
      message,
    });
  });

  test('new data must have its width', async () => {
    const { model } = await run({ train: data });
    await expect(run({ train: matrix([[1, 2, 3]]), startFrom: model })).rejects.toMatchObject({
      code: 'E_FEATURE_DIM',
    });
  });
});

describe('refusals', () => {
  test('fewer rows than clusters: the hint says which of the two to mend', async () => {
    await expect(run({ train: blobs(3) })).rejects.toMatchObject({
      code: 'E_TOO_FEW_ROWS',
      hint: 'Lower k to 3 or less, or provide more rows.',
    });
    await expect(run({ train: blobs(100), given: { mini_batch_size: 3 } })).rejects.toMatchObject({
      code: 'E_TOO_FEW_ROWS',
      hint: 'Raise mini_batch_size to 4 or more.',
    });
  });

  test('a width that only the input asks for allocates nothing', async () => {
    const wide = {
      rows: 100,
      cols: 4_000_000_000,
      rowStarts: new Uint32Array(101),
      columns: new Uint32Array(),
      values: new Float32Array(),
    };
    await expect(run({ train: wide as unknown as Dense })).rejects.toMatchObject({ code: 'E_TOO_WIDE' });
  });
});
