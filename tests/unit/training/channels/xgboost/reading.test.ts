/** RecordIO-protobuf, pipes, and how a job's channels come to be read in this way. */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Algorithm } from '../../../../../src/algorithms/algorithm.js';
import { check } from '../../../../../src/check/check-job.js';
import { type Csr, isCsr } from '../../../../../src/data/csr.js';
import type { Warning } from '../../../../../src/data/dataset.js';
import { type Dense, dense, rowMajor } from '../../../../../src/data/dense.js';
import { memoryDataset } from '../../../../../src/data/memory-dataset.js';
import { readAll } from '../../../../../src/data/read-all.js';
import { memorySource } from '../../../../../src/formats/byte-source.js';
import type { ImageVersion } from '../../../../../src/formats/dmlc/content-types.js';
import { laxRecordDataset } from '../../../../../src/formats/recordio/lax.js';
import { encodeRecord } from '../../../../../src/formats/recordio/message.js';
import { encodeRecords, frameRecord } from '../../../../../src/formats/recordio/recordio.js';
import { loadKernels } from '../../../../../src/kernels/choose.js';
import { announced } from '../../../../../src/training/channels/announced.js';
import { channel } from '../../../../../src/training/channels/channel.js';
import { channelIssues, openChannel } from '../../../../../src/training/channels/open-channel.js';
import { labelled } from '../../../../../src/training/channels/xgboost/labelled.js';
import { openXgboostPipe } from '../../../../../src/training/channels/xgboost/pipe.js';
import { prepare, readingOf } from '../../../../../src/training/prepare.js';
import { file } from '../../../cli/support/files.js';
import { scratch } from '../../../library/support.js';
import { fakeAlgorithm } from '../../support/fake-algorithm.js';

const kernels = await loadKernels();
const fake = fakeAlgorithm();
const channels = { ...fake.channels, defaultContentType: 'text/libsvm' };
const xgboost = { ...fake, name: 'xgboost', profile: 'xgboost', channels } as unknown as Algorithm;
const RECORDIO = 'application/x-recordio-protobuf';

async function records(bytes: Uint8Array, imageVersion: ImageVersion = '3.0-5') {
  const warnings: Warning[] = [];
  const path = await file('a.pbr', bytes);
  const dataset = await openChannel(channel(path, { contentType: RECORDIO }), xgboost.channels, kernels, {
    profile: 'xgboost',
    imageVersion,
  });
  const { features, labels } = await readAll(dataset, { onWarning: (warning) => warnings.push(warning) });
  const values = isCsr(features) ? [...features.values] : [...rowMajor(features as Dense)];
  return { features, labels: [...(labels ?? [])], values, codes: warnings.map(({ code }) => code) };
}

const float32 = (...values: number[]) => ({ type: 'float32', values: Float32Array.from(values) }) as const;
const record = (features: Record<string, unknown>, label?: unknown) =>
  frameRecord(
    encodeRecord({
      features: new Map(Object.entries(features)),
      label: new Map(label === undefined ? [] : [['values', label]]),
    } as never),
  );

describe('RecordIO-protobuf', () => {
  test('a regular file is read as the first-party algorithms read it', async () => {
    const rows = dense(Float32Array.of(1, 2, 3, 4), 2, 2);
    expect(await records(encodeRecords(rows, Float32Array.of(0, 1)))).toMatchObject({
      labels: [0, 1],
      values: [1, 2, 3, 4],
      codes: [],
    });
  });

  test('types, layouts and shapes may change in newer images, and a record without features is passed over', async () => {
    const bytes = Buffer.concat([
      record({ values: float32(1, 2) }, float32(1)),
      record({ values: { type: 'float64', values: Float64Array.of(3, 4) } }, float32(0)),
      record({ other: float32(9) }, float32(5)),
      record({ values: { ...float32(7), keys: [3] } }, { type: 'int32', values: Int32Array.of(2) }),
    ]);
    const { features, labels, values, codes } = await records(bytes);
    expect([labels, values, (features as Csr).cols]).toEqual([[1, 0, 2], [1, 2, 3, 4, 7], 4]);
    expect(codes).toEqual(['W_RECORD_IRREGULAR', 'W_RECORD_SKIPPED']);
    await expect(records(bytes, '1.7-1')).rejects.toMatchObject({ code: 'E_RECORD_TYPE_CHANGED' });
  });

  test('a sparse row without entries is read, and the image that fails on it is named', async () => {
    const sparse = {
      rows: 2,
      cols: 3,
      rowStarts: Uint32Array.of(0, 1, 1),
      columns: Uint32Array.of(2),
      values: Float32Array.of(5),
    };
    const { features, codes } = await records(encodeRecords(sparse, Float32Array.of(0, 1)));
    expect(features).toMatchObject({ rows: 2, cols: 3 });
    expect(codes).toEqual(['W_RECORD_EMPTY_ROW']);
  });

  test.each([
    ['no labels', record({ values: float32(1) }), 'E_NO_LABELS', /Got input data without labels/],
    ['two labels', record({ values: float32(1) }, float32(1, 2)), 'E_LABEL_SIZE', /2 labels/],
    [
      'no record',
      Buffer.from('short'),
      'E_RECORD_HEADER_TRUNCATED',
      /^Failed to load recordio-protobuf data with exception:\n/,
    ],
    [
      'ragged rows',
      Buffer.concat([record({ values: float32(1) }, float32(1)), record({ values: float32(1, 2) }, float32(1))]),
      'E_RECORD_SHAPE_CHANGED',
      /shape/,
    ],
  ])('%s', async (_, bytes, code, message) => {
    await expect(records(bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test.each([
    ['bytes', { type: 'bytes', value: [Uint8Array.of(1)] }],
    ['more keys than values', { ...float32(1), keys: [0, 1] }],
    ['a key outside', { ...float32(1), keys: [5], shape: [3] }],
    ['another width', float32(1, 2, 3)],
  ])('behind an irregular record, %s is refused', async (_, odd) => {
    const bytes = Buffer.concat([
      record({ values: float32(1, 2) }, float32(1)),
      record({ values: { type: 'float64', values: Float64Array.of(3, 4) } }, float32(0)),
      record({ values: odd }, float32(0)),
    ]);
    const dataset = laxRecordDataset([memorySource('a', bytes)], { kernels, name: 'a', imageVersion: '3.0-5' });
    await expect(readAll(dataset)).rejects.toMatchObject({ code: 'E_RECORD_VALUE', where: { record: 2 } });
  });

  test('labels are checked of data that is read at once, too', async () => {
    const rows = memoryDataset(dense(Float32Array.of(1), 1, 1), { labels: Float32Array.of(1) });
    expect((await labelled(rows).readAll?.())?.labelSize).toBe(1);
    await expect(labelled(memoryDataset(dense(Float32Array.of(1), 1, 1))).readAll?.()).rejects.toMatchObject({
      code: 'E_NO_LABELS',
    });
  });
});

describe('pipes', () => {
  const pipe = (contentType: string) => ({
    ...channel('/nowhere/train', { contentType, inputMode: 'Pipe' }),
    name: 'train',
  });

  test('newer images refuse them', async () => {
    await expect(openXgboostPipe(pipe('text/csv'), 'csv', kernels, {})).rejects.toThrow(
      /^Pipe mode for CSV is no longer supported\./,
    );
  });

  test('older images read CSV as the first-party algorithms do, weights and all', async () => {
    const path = join(await scratch(), 'train');
    expect(spawnSync('mkfifo', [`${path}_0`]).status).toBe(0);
    const fifo = { ...channel(path, { contentType: 'text/csv', inputMode: 'Pipe' }), name: 'train' };
    const reading = { imageVersion: '1.7-1', csvWeights: true } as const;
    const dataset = await openXgboostPipe(fifo, 'csv', kernels, reading);
    const writing = writeFile(`${path}_0`, '1,0.5,2\n0,3,4\n');
    const matrix = await readAll(dataset as never);
    await writing;
    expect([[...(matrix.labels ?? [])], [...(matrix.weights ?? [])], [...rowMajor(matrix.features as Dense)]]).toEqual([
      [1, 0],
      [0.5, 3],
      [2, 4],
    ]);
    const older = { profile: 'xgboost', ...reading } as const;
    await expect(openChannel(pipe('text/csv'), xgboost.channels, kernels, older)).rejects.toMatchObject({
      code: 'E_CHANNEL_NOT_FOUND',
    });
    await expect(openXgboostPipe(fifo, 'parquet', kernels, reading)).rejects.toMatchObject({ code: 'E_INPUT_MODE' });
  });
});

describe('the channels of a job', () => {
  test('are read by the profile of its algorithm, as the content type of train says', async () => {
    const [train, validation] = [await file('t.csv', '1,0.5,2\n'), await file('v.csv', '0,3,4\n')];
    const channels = { train: channel(train, { contentType: 'text/csv' }), validation: channel(validation) };
    const given = { hyperparameters: { k: '1', csv_weights: '1' }, channels };
    const { datasets, contentTypes } = await prepare(xgboost, { ...given, hyperparameters: { k: '1' } }, kernels);
    const warnings: Warning[] = [];
    const matrix = await readAll(datasets.validation as never, { onWarning: (warning) => warnings.push(warning) });
    expect([...rowMajor(matrix.features as Dense)]).toEqual([3, 4]);
    expect(warnings).toMatchObject([{ code: 'W_CONTENT_TYPE_OF_TRAIN' }]);
    expect(contentTypes).toEqual(['text/csv', 'text/libsvm']);
    expect(readingOf(xgboost, given)).toEqual({ profile: 'xgboost', csvWeights: true, trainContentType: 'text/csv' });
    expect(readingOf({}, given)).toEqual({});
  });

  test('are checked in the container’s words', () => {
    const messages = channelIssues({ test: channel('x') }, xgboost.channels, { profile: 'xgboost' }).map(
      ({ message }) => message,
    );
    expect(messages).toEqual(['Missing required channel: train', 'Extraneous channel found: test']);
  });

  test('that do not exist say so', async () => {
    const missing = channel('/nowhere/at/all', { contentType: 'text/csv' });
    await expect(openChannel(missing, xgboost.channels, kernels, { profile: 'xgboost' })).rejects.toMatchObject({
      code: 'E_CHANNEL_NOT_FOUND',
    });
    await expect(
      openChannel({ ...missing, contentType: 'TEXT/CSV', name: 'validation' }, xgboost.channels, kernels, {
        profile: 'xgboost',
      }),
    ).rejects.toThrow("Channel configuration for 'validation' channel is not supported: {'ContentType': 'TEXT/CSV'");
  });
});

describe('check', () => {
  test('reads a channel as XGBoost would, and warns of what it would not say', async () => {
    const folder = await scratch();
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'a.csv'), 'label,age\n1,2\nx\n0,abc\n');
    const report = await check(xgboost, { train: channel(folder, { contentType: 'text/csv' }) }, { kernels });
    expect(report).toMatchObject({ profile: 'xgboost', accepted: false });
    expect(report.channels[0]?.problems).toMatchObject([{ code: 'E_CSV_DELIMITER', where: { line: 3 } }]);
    expect(report.channels[0]?.warnings.map(({ code }) => code).sort()).toEqual(['W_CSV_HEADER', 'W_CSV_TEXT']);
    expect(report.channels[0]?.read).toMatchObject({ rows: 3, missing: 2 });
  });

  test('labels must be classes of softmax', async () => {
    const train = channel(await file('a.libsvm', '5 0:1 1:1\n0 0:2 1:3\n'));
    const hyperparameters = { objective: 'multi:softmax', num_class: '3' };
    const report = await check(xgboost, { train }, { kernels, hyperparameters });
    expect(report.channels[0]).toMatchObject({
      contentType: 'text/libsvm',
      problems: [{ code: 'E_LABEL', where: { record: 0 } }],
    });
  });

  test('types of RecordIO are no question', async () => {
    const bytes = record({ values: { type: 'float64', values: Float64Array.of(3, 4) } }, float32(0));
    const train = channel(await file('a.pbr', bytes), { contentType: RECORDIO });
    expect((await check(xgboost, { train }, { kernels })).channels[0]).toMatchObject({ accepted: true, warnings: [] });
  });
});

test('announced warnings come first, in every pass', async () => {
  const warning = { code: 'W_X', message: 'x' };
  const rows = announced(memoryDataset(dense(Float32Array.of(1), 1, 1)), [warning]);
  const heard: Warning[] = [];
  const onWarning = (warning: Warning) => void heard.push(warning);
  await rows.readAll?.({ onWarning });
  for await (const _ of rows.blocks({ onWarning }));
  expect(heard).toEqual([warning, warning]);
  expect(announced(rows, [])).toBe(rows);
});
