/** What every algorithm of the house does. The suite walks the registry: a new room needs an entry in JOBS and no test here. */
import { describe, expect, test } from 'vitest';
import { algorithms } from '../../src/algorithms/registry.js';
import { type Dense, dense, rowsOf, sliceRows } from '../../src/data/dense.js';
import { memoryDataset } from '../../src/data/memory-dataset.js';
import { isSagelocalError, UserError } from '../../src/errors.js';
import { loadKernels } from '../../src/kernels/choose.js';
import type { Kernels } from '../../src/kernels/kernels.js';
import { type ConformanceJob, type DifficultData, JOBS, noise } from './support/jobs.js';
import { datasetOf, fingerprint, plain, run, sparseOf, start, watched } from './support/training.js';

const kernels = await loadKernels();

test('every algorithm has a job to do here', () => {
  expect(Object.keys(JOBS).sort()).toEqual([...algorithms.keys()].sort());
});

describe.each([...algorithms.values()])('$name', (algorithm) => {
  const job = JOBS[algorithm.name] as ConformanceJob;
  const { hyperparameters: given, rows: rowsOfKind = noise, size = 50 } = job;
  const train = rowsOfKind(size);
  const base = { algorithm, job, kernels, given, train };

  describe('same seed, same data, same bytes', () => {
    test('run twice', async () => {
      const [first, second] = [await run(base), await run(base)];
      expect(fingerprint(second.result.save())).toEqual(fingerprint(first.result.save()));
      expect(second.steps).toEqual(first.steps);
    });

    test.each([1, 7, 16, size])('however the reader cuts its blocks: %i rows', async (rowsPerBlock) => {
      const cut = await run({ ...base, train: datasetOf(train, job, { rowsPerBlock }) });
      expect(fingerprint(cut.result.save())).toEqual(fingerprint((await run(base)).result.save()));
    });

    test('whether the hyperparameters are texts or typed', async () => {
      const typed = await run({ ...base, given: { ...given, ...job.typed } });
      expect(fingerprint(typed.result.save())).toEqual(fingerprint((await run(base)).result.save()));
    });

    test(job.seedless ? 'whatever the seed' : 'another seed is another run', async () => {
      const [first, second] = [await run(base), await run({ ...base, seed: 2 })];
      const same = fingerprint(first.result.save()).join() === fingerprint(second.result.save()).join();
      expect(same).toBe(job.seedless ?? false);
    });

    test.skipIf(job.sparseDiffers)('sparse rows are worth what dense ones are', async () => {
      const sparse = await run({ ...base, train: sparseOf(train), test: sparseOf(train) });
      const written = await run({ ...base, test: train });
      expect(fingerprint(sparse.result.save())).toEqual(fingerprint(written.result.save()));
      expect(sparse.steps.at(-1)?.metrics).toEqual(written.steps.at(-1)?.metrics);
    });
  });

  describe('the model', () => {
    test('saved and loaded, it gives the same answers and the same bytes', async () => {
      const { result: model } = await run(base);
      const files = model.save();
      const loaded = algorithm.load(files, kernels);
      expect(plain((await loaded?.predict(train)) ?? {})).toEqual(plain(await model.predict(train)));
      expect(fingerprint(loaded?.save() ?? new Map())).toEqual(fingerprint(files));
      expect(loaded?.describe()).toEqual(model.describe());
    });

    test('answers row by row as it does all at once, in the fields its form names', async () => {
      const { result: model } = await run(base);
      const all = plain(await model.predict(train));
      for (const row of [0, 1, rowsOf(train) - 1]) {
        const alone = plain(await model.predict(sliceRows(train, row, row + 1)));
        const width = Object.fromEntries(
          Object.entries(all).map(([name, column]) => [name, column.length / rowsOf(train)]),
        );
        for (const [name, column] of Object.entries(alone)) {
          const from = row * (width[name] as number);
          expect(column).toEqual(all[name]?.slice(from, from + (width[name] as number)));
        }
      }
      expect(Object.keys(all).sort()).toEqual([...algorithm.response.fields].sort());
    });

    test('answers sparse rows as dense ones, and no rows with nothing', async () => {
      const { result: model } = await run(base);
      const same = job.missingValues ? withoutZeros(train) : train;
      expect(plain(await model.predict(sparseOf(train)))).toEqual(plain(await model.predict(same)));
      expect(Object.values(plain(await model.predict(sliceRows(train, 0, 0)))).flat()).toEqual([]);
    });

    test('refuses rows of another width', async () => {
      const { result: model } = await run(base);
      expect(model.featureDim).toBe(3);
      await expect(model.predict(rowsOfKind(2, 4))).rejects.toMatchObject({ code: 'E_FEATURE_DIM' });
    });

    test("is not found in another's files", () => {
      expect(algorithm.load(new Map(), kernels)).toBeUndefined();
      expect(
        algorithm.load(new Map([['model_algo-1', { format: 'bytes', bytes: new Uint8Array(64) }]]), kernels),
      ).toBeUndefined();
    });

    test('is described by plain values', async () => {
      const described = (await run(base)).result.describe();
      expect(JSON.parse(JSON.stringify(described))).toEqual(described);
    });
  });

  describe('difficult data', () => {
    const difficult: readonly [DifficultData, Dense, ConformanceJob['hyperparameters']][] = [
      ['one row', rowsOfKind(1), job.oneRow],
      ['one column', rowsOfKind(size, 1), job.oneColumn ?? given],
      [
        'a constant column',
        dense(
          Float32Array.from(train.data, (value, at) => (at % 3 === 1 ? 7 : value)),
          size,
          3,
        ),
        given,
      ],
      ['every row the same', dense(new Float32Array(3 * size).fill(2), size, 3), given],
    ];
    test.each(difficult)('%s', async (what, rows, hyperparameters) => {
      const running = run({ ...base, given: hyperparameters, train: rows });
      if (job.refuses?.includes(what)) return expectRefusal(await failureOf(running));
      expectFinite(plain(await (await running).result.predict(rows)));
    });

    test('just enough rows, and one too few', async () => {
      await run({ ...base, train: rowsOfKind(job.minimumRows) });
      if (job.minimumRows === 1) return;
      expectRefusal(await failureOf(run({ ...base, train: rowsOfKind(job.minimumRows - 1) })));
    });

    test('no rows', async () => {
      await expect(run({ ...base, train: rowsOfKind(0) })).rejects.toMatchObject({ code: 'E_CHANNEL_EMPTY' });
    });

    const unreadable = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    test.each(job.missingValues ? unreadable : [Number.NaN, ...unreadable])(
      '%d is refused, with its place',
      async (value) => {
        const spoilt = dense(train.data.slice(), size, 3);
        spoilt.set(41, 1, value);
        const dataset = datasetOf(spoilt, job, { name: 'part-1.csv', rowsPerBlock: 10 });
        await expect(run({ ...base, train: dataset })).rejects.toMatchObject({
          code: 'E_NOT_FINITE',
          where: { file: 'part-1.csv', record: 41, column: 2 },
        });
      },
    );

    test.runIf(job.missingValues)('missing values are learned from, and predicted with', async () => {
      const { result: model } = await run({ ...base, train: withoutZeros(train) });
      expectFinite(plain(await model.predict(dense(new Float32Array(3).fill(Number.NaN), 1, 3))));
    });

    test.runIf(job.label)('rows without a label, and with one that is no number', async () => {
      const unlabelled = memoryDataset(train);
      await expect(run({ ...base, train: unlabelled })).rejects.toMatchObject({ code: 'E_LABEL_SIZE' });
      const unknown = { ...job, label: (row: number) => (row === 41 ? Number.NaN : (job.label?.(row) ?? 0)) };
      const spoilt = datasetOf(train, unknown, { name: 'part-1.csv', rowsPerBlock: 10 });
      await expect(run({ ...base, train: spoilt })).rejects.toMatchObject({
        code: 'E_NOT_FINITE',
        where: { file: 'part-1.csv', record: 41 },
      });
    });

    test.runIf(algorithm.hyperparameters.fields.feature_dim)(
      "another width than feature_dim says, in SageMaker's words",
      async () => {
        const message = expect.stringContaining(
          "The value of feature_dim hyperparameter '9' doesn't match train data dimensionality '3'.",
        );
        await expect(run({ ...base, given: { ...given, feature_dim: '9' } })).rejects.toMatchObject({
          code: 'E_FEATURE_DIM',
          message,
        });
      },
    );

    test('huge values end in a result or a typed error, never in a hang', async () => {
      const huge = dense(
        Float32Array.from(train.data, (value) => value * 3e37),
        size,
        3,
      );
      const failure = await failureOf(run({ ...base, train: huge }));
      expect(failure === undefined || isSagelocalError(failure)).toBe(true);
    });
  });

  describe('the steps', () => {
    test('progress never falls, begins at 0 or above and ends at 1', async () => {
      for (const test of [undefined, rowsOfKind(20, 3, 2)]) {
        const { steps } = await run({ ...base, ...(test && { test }) });
        const progress = steps.map((step) => step.progress);
        expect(progress).toEqual([...progress].sort((a, b) => a - b));
        expect(progress[0]).toBeGreaterThanOrEqual(0);
        expect(progress.at(-1)).toBe(1);
      }
    });

    test('epochs and rows count up; metrics are finite numbers', async () => {
      const { steps } = await run(base);
      const epochs = steps.map((step) => step.epoch);
      expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
      for (const epoch of new Set(epochs)) {
        const rows = steps.filter((step) => step.epoch === epoch && step.batch !== undefined).map((step) => step.rows);
        expect(rows).toEqual([...rows].sort((a, b) => a - b));
        if (!job.withoutBatches) expect(Math.max(...rows)).toBe(size);
        else expect(rows).toEqual([]);
      }
      for (const { metrics } of steps) expectFinite({ ...metrics });
    });

    test('their log lines are single lines of text, the same every time', async () => {
      const { steps } = await run({ ...base, test: train });
      const elapsed = { sincePreviousStep: 0.25, sinceStart: 1.5 };
      const lines = () => steps.flatMap((step) => algorithm.logLines(step, elapsed));
      expect(lines().length).toBeGreaterThan(0);
      expect(lines()).toEqual(lines());
      for (const part of lines()) {
        if (!('text' in part)) continue;
        const { level, text } = part;
        expect(['INFO', 'WARNING', 'ERROR']).toContain(level);
        expect(text).toMatch(/^\S[^\n\r]*$/);
        expect(text).not.toMatch(/undefined|\bNaN\b|\[object/);
      }
    });

    test('a step seen is a step that stays: later ones do not change it', async () => {
      const seen: { readonly step: object; readonly before: string }[] = [];
      for await (const step of start({ ...base, test: train })) seen.push({ step, before: JSON.stringify(step) });
      expect(seen.map(({ step }) => JSON.stringify(step))).toEqual(seen.map(({ before }) => before));
    });
  });

  describe('stopping', () => {
    test('whoever stops iterating stops the training, and the data is closed', async () => {
      const { dataset, passes } = watched(train, job, 5);
      const counted = counting(kernels);
      for await (const step of start({ ...base, kernels: counted.kernels, train: dataset })) {
        if (step.batch !== undefined) break;
      }
      const calls = counted.calls();
      expect(calls).toBeGreaterThan(0);
      const expected = 1 + (job.passesBefore ?? 0);
      expect(passes).toEqual({ opened: expected, closed: expected });
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(counted.calls()).toBe(calls);
    });

    test('an abort ends it with the reason given, at whatever kernel call it falls', async () => {
      const whole = counting(kernels);
      await run({ ...base, kernels: whole.kernels, test: train });
      for (const at of [1, 2, Math.ceil(whole.calls() / 2), whole.calls()]) {
        const { dataset, passes } = watched(train, job, 5);
        const controller = new AbortController();
        const reason = new Error('enough');
        const counted = counting(kernels, (calls) => calls === at && controller.abort(reason));
        const running = run({
          ...base,
          kernels: counted.kernels,
          train: dataset,
          test: train,
          signal: controller.signal,
        });
        await expect(running).rejects.toBe(reason);
        expect(counted.calls()).toBe(at);
        expect(passes.closed).toBe(passes.opened);
      }
    });
  });
});

/** Zeros as what is missing. */
function withoutZeros(rows: Dense): Dense {
  const values = rows.data.map((value) => (value === 0 ? Number.NaN : value));
  return dense(values, ...(rows.shape as [number, number]));
}

function expectFinite(columns: Readonly<Record<string, number | number[]>>): void {
  for (const [name, values] of Object.entries(columns)) {
    expect([values].flat().every(Number.isFinite), name).toBe(true);
  }
}

function expectRefusal(failure: unknown): void {
  expect(failure).toBeInstanceOf(UserError);
  expect(failure).toMatchObject({ hint: expect.any(String) });
}

async function failureOf(running: Promise<unknown>): Promise<unknown> {
  try {
    await running;
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The same kernels, with their calls counted. */
function counting(inner: Kernels, onCall: (calls: number) => void = () => undefined) {
  let calls = 0;
  const counted = new Proxy(inner, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...input: unknown[]) => {
        onCall(++calls);
        return member.apply(target, input);
      };
    },
  });
  return { kernels: counted, calls: () => calls };
}
