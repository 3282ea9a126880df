import { describe, expect, test } from 'vitest';
import { type ChannelOptions, channelBatches } from '../../../src/algorithms/channel-batches.js';
import type { Csr } from '../../../src/data/csr.js';
import { type Dense, dense } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';
import { collect } from '../../support/collect.js';

const kernels = referenceKernels();

function read(features: Dense | Csr, options: Partial<ChannelOptions> = {}) {
  const dataset = memoryDataset(features, { name: 'part-0', rowsPerBlock: 2 });
  return collect(channelBatches(dataset, { channel: 'train', batchSize: 3, featureDim: 'auto', kernels, ...options }));
}

function withValue(row: number, col: number, value: number): Dense {
  const matrix = dense(new Float32Array(5 * 4), 5, 4);
  matrix.set(row, col, value);
  return matrix;
}

describe('channelBatches', () => {
  test('good rows pass, whether their width is given or taken from the first', async () => {
    expect((await read(withValue(0, 0, 1))).map(({ rows }) => rows)).toEqual([3, 2]);
    expect(await read(withValue(0, 0, 1), { featureDim: 4 })).toHaveLength(2);
  });

  test("another width is refused in SageMaker's words", async () => {
    await expect(read(withValue(0, 0, 1), { featureDim: 10 })).rejects.toMatchObject({
      code: 'E_FEATURE_DIM',
      message:
        "Incorrect configuration or train dataset provided. The value of feature_dim hyperparameter '10' doesn't match train data " +
        "dimensionality '4'. Please set feature_dim to the number of features in train dataset.",
      where: { file: 'part-0', record: 0 },
      hint: 'The rows have 4 features.',
    });
  });

  test.each([
    [5, 'label_size=0'],
    [3, 'label_size=1'],
  ])('a width of 4 instead of %i looks like a label gone wrong: %s', async (featureDim, hint) => {
    await expect(read(withValue(0, 0, 1), { featureDim })).rejects.toMatchObject({
      hint: expect.stringContaining(hint),
    });
  });

  test.each([
    [Number.NaN, 'Found missing (NaN) values. Please remove any missing (NaN) values in the input data.'],
    [Number.POSITIVE_INFINITY, 'Found infinite floating point values.'],
    [Number.NEGATIVE_INFINITY, 'Found infinite floating point values.'],
  ])('%d is refused with its file, row and column', async (value, text) => {
    await expect(read(withValue(4, 2, value), { channel: 'test' })).rejects.toMatchObject({
      code: 'E_NOT_FINITE',
      message: expect.stringContaining(`Unable to read data channel 'test'. ${text}`),
      where: { file: 'part-0', record: 4, column: 3 },
    });
  });

  test('in a sparse row too', async () => {
    const sparse: Csr = {
      rows: 3,
      cols: 9,
      rowStarts: Uint32Array.of(0, 1, 1, 3),
      columns: Uint32Array.of(0, 5, 7),
      values: Float32Array.of(1, 2, Number.NaN),
    };
    await expect(read(sparse)).rejects.toMatchObject({
      code: 'E_NOT_FINITE',
      where: { file: 'part-0', record: 2, column: 8 },
    });
  });

  test('a channel without rows is refused', async () => {
    await expect(read(dense(new Float32Array(), 0, 4))).rejects.toMatchObject({
      code: 'E_CHANNEL_EMPTY',
      message: "Unable to read data channel 'train'. Found no rows.",
      where: { file: 'part-0' },
    });
  });

  test('an abort ends it', async () => {
    await expect(read(withValue(0, 0, 1), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  describe('where labels are needed', () => {
    const labelled = (labels: Float32Array, labelSize = 1) => {
      const dataset = memoryDataset(withValue(0, 0, 1), { name: 'part-0', rowsPerBlock: 2, labels, labelSize });
      const options = { channel: 'train', batchSize: 3, featureDim: 'auto', kernels, labelled: true } as const;
      return collect(channelBatches(dataset, options));
    };

    test('one for each row passes', async () => {
      expect(await labelled(Float32Array.of(0, 1, 0, 1, 0))).toHaveLength(2);
    });

    test("none, and more than one, are refused in SageMaker's words", async () => {
      await expect(read(withValue(0, 0, 1), { labelled: true, channel: 'validation' })).rejects.toMatchObject({
        code: 'E_LABEL_SIZE',
        message:
          'Labeled validation data required with label size equal 1. Label size on validation dataset found to be 0. ' +
          'Please provide a properly labeled labeled validation dataset.',
        where: { file: 'part-0', record: 0 },
      });
      await expect(labelled(new Float32Array(10), 2)).rejects.toMatchObject({
        message: expect.stringContaining('found to be 2'),
      });
    });

    test('one that is not finite is refused with its row', async () => {
      await expect(labelled(Float32Array.of(0, 1, 0, 1, Number.NaN))).rejects.toMatchObject({
        code: 'E_NOT_FINITE',
        where: { file: 'part-0', record: 4 },
        hint: 'The label of that row is NaN.',
      });
    });
  });
});
