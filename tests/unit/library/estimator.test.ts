import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KMeans } from '../../../src/library/estimators.js';
import { TrainedModel } from '../../../src/library/trained-model.js';
import { channel } from '../../../src/training/channels/channel.js';
import { DIGITS, GROUPS, scratch } from './support.js';

const digits = channel(DIGITS, { contentType: 'text/csv;label_size=1' });

async function stepsAndModel(kmeans: KMeans, input: Parameters<KMeans['train']>[0]) {
  const steps = [];
  const stream = kmeans.train(input);
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return { steps, model: next.value };
    steps.push(next.value);
  }
}

describe('an estimator', () => {
  it('names every bad hyperparameter when it is made', () => {
    expect(() => new KMeans({ k: 0, epochs: 'many' })).toThrow(
      expect.objectContaining({
        name: 'UserError',
        issues: [
          expect.objectContaining({ message: expect.stringContaining('k') }),
          expect.objectContaining({ message: expect.stringContaining('epochs') }),
        ],
      }),
    );
    // @ts-expect-error the misspelt name is not known to the compiler either
    expect(() => new KMeans({ k: 3, epocs: 2 })).toThrow(/epocs/);
  });

  it('streams steps whose progress ends at 1, and returns the model', async () => {
    const { steps, model } = await stepsAndModel(new KMeans({ k: 3 }), { train: GROUPS });
    expect(model).toBeInstanceOf(TrainedModel);
    expect(steps[0]?.phase).toBe('initialize');
    expect(steps.at(-1)?.progress).toBe(1);
    expect(model.describe()).toMatchObject({ k: 3, feature_dim: 2 });
    expect(model.metrics).toHaveProperty('train:msd');
  });

  it('fit hears the same steps and gives the same bytes', async () => {
    const kmeans = new KMeans({ k: 3 });
    const { steps, model } = await stepsAndModel(kmeans, { train: GROUPS });
    const heard: string[] = [];
    const fitted = await kmeans.fit({ train: GROUPS }, { onStep: (step) => void heard.push(step.phase) });
    expect(heard).toEqual(steps.map((step) => step.phase));
    expect(await fitted.pack()).toEqual(await model.pack());
  });

  it('takes SageMaker’s strings for the typed values', async () => {
    const typed = await new KMeans({ k: 3, epochs: 2, local_lloyd_tol: 0.01 }).fit({ train: GROUPS });
    const texts = await new KMeans({ k: '3', epochs: '2', local_lloyd_tol: '0.01' }).fit({ train: GROUPS });
    expect(await texts.pack()).toEqual(await typed.pack());
  });

  it('gives the same model from a file and from memory, another one from another seed', async () => {
    const kmeans = new KMeans({ k: 10 });
    const rows = (await readFile(DIGITS, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',').slice(1).map(Number));
    const fromFile = await (await kmeans.fit({ train: digits })).pack();
    expect(await (await kmeans.fit({ train: rows })).pack()).toEqual(fromFile);
    expect(await (await kmeans.fit({ train: rows }, { seed: 1 })).pack()).not.toEqual(fromFile);
  });

  it('scores a test channel and logs as SageMaker does', async () => {
    const log: string[] = [];
    const model = await new KMeans({ k: 10, eval_metrics: ['msd', 'ssd'] }).fit(
      { train: digits, test: digits },
      { log: (line) => log.push(line) },
    );
    expect(model.metrics).toMatchObject({ 'test:msd': expect.any(Number), 'test:ssd': expect.any(Number) });
    expect(log.join('\n')).toMatch(/#quality_metric: host=\S+, test msd <loss>=(\S+)/);
  });

  it('continues from a model in memory and from its file alike', async () => {
    const path = join(await scratch(), 'model.tar.gz');
    const kmeans = new KMeans({ k: 3 });
    const first = await kmeans.fit({ train: GROUPS });
    await first.save(path);
    const continued = await (await kmeans.fit({ train: GROUPS, model: first })).pack();
    expect(await (await kmeans.fit({ train: GROUPS, model: path })).pack()).toEqual(continued);
    expect(continued).not.toEqual(await first.pack());
  });

  it('stops where the caller stops iterating', async () => {
    let steps = 0;
    for await (const step of new KMeans({ k: 3, epochs: 1000, mini_batch_size: 10 }).train({ train: GROUPS })) {
      steps++;
      if (step.progress > 0.001) break;
    }
    expect(steps).toBeLessThan(100);
  });

  it('ends with the reason of an abort', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const fit = new KMeans({ k: 3, epochs: 100_000 }).fit(
      { train: GROUPS },
      { signal: abort.signal, onStep: () => abort.abort(reason) },
    );
    await expect(fit).rejects.toBe(reason);
  });

  it('passes on what onStep throws', async () => {
    const fit = new KMeans({ k: 3 }).fit(
      { train: GROUPS },
      { onStep: () => Promise.reject(new Error('of the caller')) },
    );
    await expect(fit).rejects.toThrow('of the caller');
  });

  it.each([
    ['a missing file', { train: channel('no/such/file.csv', { contentType: 'text/csv' }) }, 'E_CHANNEL_NOT_FOUND'],
    ['a channel that does not exist', { train: GROUPS, validation: GROUPS }, 'E_CHANNEL_UNKNOWN'],
    ['ragged rows', { train: [[1], [1, 2]] }, 'E_ROWS_RAGGED'],
    ['an earlier model that is not there', { train: GROUPS, model: 'no/model.tar.gz' }, 'E_MODEL_NOT_FOUND'],
  ])('refuses %s', async (_, input, code) => {
    await expect(new KMeans({ k: 3 }).fit(input)).rejects.toMatchObject({ name: 'UserError', code });
  });
});
