import { describe, expect, test } from 'vitest';
import { dense } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';
import { channel } from '../../../src/training/channels/channel.js';
import { prepare, trainingData } from '../../../src/training/prepare.js';
import { fakeAlgorithm } from './support/fake-algorithm.js';

const rows = memoryDataset(dense(new Float32Array(2), 2, 1));
const digits = channel('fixtures/digits/train.csv', { contentType: 'text/csv;label_size=1' });

describe('preparing a job', () => {
  test('checks the hyperparameters, opens files and takes data in memory as it is', async () => {
    const prepared = await prepare(
      fakeAlgorithm(),
      { hyperparameters: { k: '2' }, channels: { train: digits, test: rows } },
      referenceKernels(),
    );
    expect(prepared.hyperparameters).toMatchObject({ k: 2, epochs: 1 });
    expect(prepared.datasets.test).toBe(rows);
    expect(prepared.datasets.train?.name).toBe('fixtures/digits/train.csv');
    expect(prepared.contentTypes).toEqual(['text/csv']);
  });

  test('a content type that two channels share is named once', async () => {
    const channels = { train: digits, test: channel('fixtures/digits/test.csv', { contentType: 'TEXT/CSV' }) };
    const prepared = await prepare(fakeAlgorithm(), { hyperparameters: { k: 1 }, channels }, referenceKernels());
    expect(prepared.contentTypes).toEqual(['text/csv']);
  });

  test('a fault of the environment is not hidden among the mistakes of the user', async () => {
    const broken = { ...fakeAlgorithm(), hyperparameters: { ...fakeAlgorithm().hyperparameters, check: () => boom() } };
    const boom = (): never => {
      throw new TypeError('bug');
    };
    const outcome = prepare(broken, { hyperparameters: {}, channels: {} }, referenceKernels());
    await expect(outcome).rejects.toThrow(TypeError);
  });
});

test('an algorithm gets each data set wrapped, under the name of its channel', () => {
  const seen: string[] = [];
  const data = trainingData({ train: rows, test: rows }, (dataset, name) => {
    seen.push(name);
    return { ...dataset, name };
  });
  expect(seen).toEqual(['train', 'test']);
  expect([data.train.name, data.test?.name, data.validation]).toEqual(['train', 'test', undefined]);
});
