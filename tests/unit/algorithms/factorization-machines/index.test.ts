/** The room as command line and endpoint see it: files in, log lines, refusals, answers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { factorizationMachines } from '../../../../src/algorithms/factorization-machines/index.js';
import { encodeRecord } from '../../../../src/formats/recordio/message.js';
import { encodeRecords, frameRecord } from '../../../../src/formats/recordio/recordio.js';
import { TrainedModel } from '../../../../src/library/trained-model.js';
import { channel } from '../../../../src/training/channels/channel.js';
import { runTraining } from '../../../../src/training/run.js';
import { kernels, likes, matrix, ratings, run } from './helpers.js';

const folder = mkdtempSync(join(tmpdir(), 'sagelocal-fm-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const RECORDIO = 'application/x-recordio-protobuf';
const given = { feature_dim: '21', num_factors: '2', predictor_type: 'regressor', mini_batch_size: '20', epochs: '2' };

describe('a job on RecordIO files', () => {
  const { features, labels } = ratings(1050);
  const train = channel(file('train.pbr', encodeRecords(features, labels)), { contentType: RECORDIO });
  const some = ratings(30, 2);
  const testing = channel(file('test.pbr', encodeRecords(some.features, some.labels)), { contentType: RECORDIO });

  test('prints what the container prints', async () => {
    const lines: string[] = [];
    const hyperparameters = { ...given, batch_metrics_publish_interval: '50' };
    const job = { algorithm: factorizationMachines, hyperparameters, channels: { train, test: testing }, kernels };
    const { metrics } = await runTraining({ ...job, log: (line) => lines.push(line) });
    const number = '(-?[0-9.e-]+)';
    const told = lines.flatMap((line) => /#(?:quality|test)_\S+.*/.exec(line) ?? []);
    const names = ['rmse', 'mse', 'absolute_loss'];
    const expected = [
      ...[0, 1].flatMap((epoch) => [
        ...[0, 50].flatMap((batch) =>
          names.map((name) => `#quality_metric: host=algo-1, epoch=${epoch}, batch=${batch} train ${name} <loss>=`),
        ),
        ...names.map((name) => `#quality_metric: host=algo-1, epoch=${epoch}, train ${name} <loss>=`),
      ]),
      ...names.map((name) => `#test_score (algo-1) : ('${name}', `),
      ...names.map((name) => `#quality_metric: host=algo-1, test ${name} <loss>=`),
    ];
    expect(told.map((line) => line.replace(new RegExp(`${number}\\)?$`), ''))).toEqual(expected);
    expect(lines.some((line) => line.endsWith('[Sparse network] Building a sparse network.'))).toBe(true);
    expect(lines.some((line) => line.includes('"Algorithm": "factorization-machines"'))).toBe(true);
    expect(Object.keys(metrics)).toEqual(expect.arrayContaining(['train:rmse', 'test:rmse', 'test:absolute_loss']));
  });

  test('the classifier has metrics of its own', async () => {
    const clicks = likes(40);
    const path = file('clicks.pbr', encodeRecords(clicks.features, clicks.labels));
    const lines: string[] = [];
    await runTraining({
      algorithm: factorizationMachines,
      hyperparameters: { ...given, predictor_type: 'binary_classifier', epochs: '1' },
      channels: { train: channel(path, { contentType: RECORDIO }) },
      kernels,
      log: (line) => lines.push(line),
    });
    const ofBatch = lines.flatMap((line) => /epoch=0, batch=0 train (\S+ <\w+>)=/.exec(line)?.[1] ?? []);
    expect(ofBatch).toEqual([
      'binary_classification_accuracy <score>',
      'binary_classification_cross_entropy <loss>',
      'binary_f_1.000 <score>',
    ]);
  });

  test('CSV and float64 tensors are refused', async () => {
    const job = (path: string, contentType: string) =>
      runTraining({
        algorithm: factorizationMachines,
        hyperparameters: { ...given, feature_dim: '2' },
        channels: { train: channel(path, { contentType }) },
        kernels,
      });
    await expect(job(file('rows.csv', '1,0,1\n'), 'text/csv')).rejects.toMatchObject({ name: 'UserError' });
    const record = encodeRecord({
      features: new Map([['values', { type: 'float64', values: Float64Array.of(1, 2) }]]),
      label: new Map([['values', { type: 'float32', values: Float32Array.of(1) }]]),
    });
    await expect(job(file('doubles.pbr', frameRecord(record)), RECORDIO)).rejects.toMatchObject({ name: 'UserError' });
  });
});

describe('answers', async () => {
  const regressor = new TrainedModel(factorizationMachines, (await run({ train: ratings(40) })).model);
  const trained = await run({ train: likes(40), given: { predictor_type: 'binary_classifier' } });
  const classifier = new TrainedModel(factorizationMachines, trained.model);
  const row = `{"data": {"features": {"keys": [3, 14], "shape": [21], "values": [1.0, 1.0]}}}`;
  const text = async (model: TrainedModel, body: string, type: string, accept?: string) =>
    new TextDecoder().decode(await model.invoke(body, type, accept));

  test('are scores, and labels as floats', async () => {
    expect(await text(regressor, `{"instances": [${row}]}`, 'application/json')).toMatch(
      /^\{"predictions": \[\{"score": -?[\d.e-]+\}\]\}$/,
    );
    expect(await text(classifier, `{"instances": [${row}]}`, 'application/json')).toMatch(
      /^\{"predictions": \[\{"score": 0\.\d+, "predicted_label": [01]\.0\}\]\}$/,
    );
    expect(await text(classifier, `${row}\n${row}\n`, 'application/jsonlines', 'application/jsonlines')).toMatch(
      /^(\{"score": 0\.\d+, "predicted_label": [01]\.0\}\n){2}$/,
    );
    const bytes = await classifier.invoke(encodeRecords(likes(3).features), RECORDIO, RECORDIO);
    expect(bytes.length).toBeGreaterThan(100);
  });

  test('are neither asked for nor given in CSV', async () => {
    await expect(classifier.invoke('0,1', 'text/csv')).rejects.toMatchObject({ name: 'UserError' });
    await expect(classifier.invoke(row, 'application/jsonlines', 'text/csv')).rejects.toMatchObject({
      name: 'UserError',
    });
    await expect(classifier.predict(matrix([[1]]))).rejects.toMatchObject({ code: 'E_FEATURE_DIM' });
  });
});
