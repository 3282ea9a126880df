import { describe, expect, test } from 'vitest';
import type { ArtifactFile, ArtifactFiles, FaissFlat } from '../../../../src/algorithms/algorithm.js';
import { loadKNN } from '../../../../src/algorithms/knn/load.js';
import { metadataOf, readMetadata } from '../../../../src/algorithms/knn/metadata.js';
import { type KNNModel, responseForm } from '../../../../src/algorithms/knn/model.js';
import { packModel, unpackModel } from '../../../../src/artifacts/model-archive.js';
import { rowMajor, sliceRows } from '../../../../src/data/dense.js';
import { decodeRecord } from '../../../../src/formats/recordio/message.js';
import { bytesOf } from '../../../../src/serving/body.js';
import { encodeResponse } from '../../../../src/serving/response.js';
import { kernels, matrix, noise, run, SHIRTS } from './helpers.js';

const { model: shirts } = await run({ train: SHIRTS.features, labels: SHIRTS.labels });
const query = matrix([[161, 61]]);

function edited(files: ArtifactFiles, changes: Record<string, unknown>): ArtifactFiles {
  const json = files.get('model_algo-1.json') as Extract<ArtifactFile, { format: 'json' }>;
  return new Map([
    ...files,
    ['model_algo-1.json', { format: 'json', value: { ...(json.value as object), ...changes } }],
  ]);
}

const load = (files: ArtifactFiles) => loadKNN(files, kernels) as KNNModel;
const shirtsWith = (changes: Record<string, unknown>) => load(edited(shirts.save(), changes));

describe('the answer', () => {
  const form = (type: string, verbose: boolean, answer: Parameters<typeof encodeResponse>[0]) =>
    encodeResponse(answer, { type, verbose } as never, responseForm);

  test('JSON and JSON Lines, plain', async () => {
    const answer = await shirts.predict(query);
    expect(form('application/json', false, answer)).toBe('{"predictions": [{"predicted_label": 0.0}]}');
    expect(form('application/jsonlines', false, answer)).toBe('{"predicted_label": 0.0}\n');
  });

  test('verbose: squared distances, ascending, and the labels', async () => {
    const answer = await shirts.predict(query, { verbose: true });
    const more = '"distances": [2.0, 4.0, 5.0, 5.0, 10.0], "labels": [0.0, 0.0, 0.0, 0.0, 1.0]';
    expect(form('application/json', true, answer)).toBe(`{"predictions": [{"predicted_label": 0.0, ${more}}]}`);
    expect(form('application/jsonlines', true, answer)).toBe(`{"predicted_label": 0.0, ${more}}\n`);
    const accepted = { type: 'application/x-recordio-protobuf', verbose: true } as const;
    const bytes = bytesOf(encodeResponse(answer, accepted, responseForm));
    const { label } = decodeRecord(bytes.subarray(8));
    expect([...label.keys()].sort()).toEqual(['distances', 'labels', 'predicted_label']);
  });

  test('of an inner product, the largest first', async () => {
    const { model } = await run({ train: noise(60, 4), given: { index_metric: 'COSINE' } });
    const { distances } = await model.neighbors(noise(3, 4, 5));
    const first = [...rowMajor(distances)].slice(0, 5);
    expect(first).toEqual([...first].sort((a, b) => b - a));
    expect(Math.max(...first)).toBeLessThanOrEqual(1.000001);
  });
});

describe('many rows', () => {
  test('are searched in pieces, to the same end', async () => {
    const { model } = await run({ train: noise(50, 2), given: { k: 3, predictor_type: 'regressor' } });
    const rows = noise(20_000, 2, 9);
    const { predicted_label } = await model.predict(rows);
    const { labels, predicted_label: verbose } = await model.predict(rows, { verbose: true });
    expect(predicted_label).toEqual(verbose);
    expect(labels?.shape).toEqual([20_000, 3]);
    const last = await model.predict(sliceRows(rows, 19_900, 20_000));
    expect(predicted_label.slice(19_900)).toEqual(last.predicted_label);
  });

  test('are refused where all their many neighbours are asked for: a file of one narrow column has 600,000 rows in 6 MB', async () => {
    const { model } = await run({ train: noise(10_000, 1), given: { k: 10_000 } });
    const refused = { code: 'E_TOO_WIDE', hint: expect.any(String) };
    await expect(model.predict(noise(40_000, 1), { verbose: true })).rejects.toMatchObject(refused);
    await expect(model.neighbors(noise(40_000, 1))).rejects.toMatchObject(refused);
  });
});

describe('the files', () => {
  test('are an index of faiss, raw labels, and what the guide shows of the JSON', () => {
    const files = shirts.save();
    expect([...files.keys()]).toEqual(['model_algo-1', 'model_algo-1.labels', 'model_algo-1.json']);
    expect(files.get('model_algo-1.json')).toEqual({
      format: 'json',
      value: { k: 5, predictor_type: 'classifier', dimension_reduction: null, normalize: false, version: '1.0' },
    });
    const labels = files.get('model_algo-1.labels') as Extract<ArtifactFile, { format: 'bytes' }>;
    expect(new Float32Array(labels.bytes.slice().buffer)).toEqual(SHIRTS.labels);
  });

  test('a reduction is made anew from its seed', async () => {
    const given = { dimension_reduction_type: 'fjlt', dimension_reduction_target: 5 };
    const { model } = await run({ train: noise(80, 12), given });
    expect(model.save().get('model_algo-1.json')).toMatchObject({
      value: { dimension_reduction: { type: 'fjlt', seed: expect.any(Number), target_dim: 5, input_dim: 12 } },
    });
    const loaded = load(await unpackModel(await packModel(model.save())));
    expect(await loaded.neighbors(noise(9, 12, 2))).toEqual(await model.neighbors(noise(9, 12, 2)));
  });

  test('rows that were filled up keep their width', async () => {
    const given = { index_type: 'faiss.IVFPQ', faiss_index_pq_m: 4 };
    const { model } = await run({ train: noise(300, 6), given });
    expect(model.save().get('model_algo-1.json')).toMatchObject({ value: { feature_dim: 6 } });
    expect(load(model.save()).featureDim).toBe(6);
  });

  test('k and predictor_type may be edited', async () => {
    expect([...(await shirtsWith({ predictor_type: 'regressor' }).predict(query)).predicted_label]).toEqual([
      Math.fround(0.2),
    ]);
    const more = await shirtsWith({ k: 18 }).predict(query, { verbose: true });
    expect([...more.predicted_label]).toEqual([1]);
    expect(more.distances?.shape).toEqual([1, 18]);
  });

  test('metadata reads what it writes', () => {
    const given = {
      k: 3,
      predictorType: 'regressor',
      preparation: { parts: { featureDim: 4, cols: 4, normalize: true } },
    };
    const refuse = (reason: string) => new Error(reason);
    expect(readMetadata(metadataOf(given as never), refuse)).toEqual({
      k: 3,
      predictorType: 'regressor',
      normalize: true,
    });
  });
});

describe('a damaged model is refused, and the file named', () => {
  test.each<[Record<string, unknown>, RegExp]>([
    [{ k: 0 }, /k is 0/],
    [{ k: '5' }, /k is "5"/],
    [{ k: 19 }, /k is 19, but the index has 18 rows/],
    [{ predictor_type: 'cluster' }, /predictor_type is "cluster"/],
    [{ normalize: true }, /not of inner products/],
    [{ normalize: 1 }, /normalize is 1/],
    [{ feature_dim: 3 }, /feature_dim is 3, but the index has 2/],
    [{ dimension_reduction: { type: 'sign', seed: 3, target_dim: 10, input_dim: 20 } }, /SageMaker's own generator/],
    [{ dimension_reduction: { type: 'pca' } }, /the type of dimension_reduction is "pca"/],
    [{ dimension_reduction: { type: 'sign', seed: 'x' } }, /the seed/],
    [{ dimension_reduction: { type: 'sign', seed: 1, target_dim: 2, input_dim: 0 } }, /lacks target_dim or input_dim/],
    [
      { dimension_reduction: { type: 'sign', seed: 1, target_dim: 9, input_dim: 20, generator: 'xoshiro128**' } },
      /target_dim is 9, but the index has 2/,
    ],
  ])('%o', (changes, message) => {
    expect(() => shirtsWith(changes)).toThrow(
      expect.objectContaining({
        code: 'E_MODEL_DAMAGED',
        message: expect.stringMatching(message),
        where: { file: 'model_algo-1.json' },
      }),
    );
  });

  test('a width in the JSON does not decide what is allocated', () => {
    const reduction = { type: 'sign', seed: 1, target_dim: 2, input_dim: 2 ** 40, generator: 'xoshiro128**' };
    expect(() => shirtsWith({ dimension_reduction: reduction })).toThrow(
      expect.objectContaining({ code: 'E_TOO_WIDE' }),
    );
  });

  test.each<[string, ArtifactFile | undefined, RegExp]>([
    ['model_algo-1.json', undefined, /missing/],
    ['model_algo-1.json', { format: 'bytes', bytes: new Uint8Array(3) }, /not JSON/],
    ['model_algo-1.json', { format: 'json', value: [] }, /not a JSON object/],
    ['model_algo-1.labels', undefined, /missing/],
    [
      'model_algo-1.labels',
      { format: 'bytes', bytes: new Uint8Array(70) },
      /70 bytes are not one float32 for each of 18/,
    ],
    ['model_algo-1.labels', { format: 'bytes', bytes: new Uint8Array(72).fill(255) }, /not finite/],
  ])('%s (%#)', (name, file, message) => {
    const files = new Map(shirts.save());
    if (file === undefined) files.delete(name);
    else files.set(name, file);
    expect(() => load(files)).toThrow(
      expect.objectContaining({
        code: 'E_MODEL_DAMAGED',
        message: expect.stringMatching(message),
        where: { file: name },
      }),
    );
  });
});

test('the cells looked at for a row can be asked for', async () => {
  const given = { index_type: 'faiss.IVFFlat', faiss_index_ivf_nlists: 9, _faiss_index_nprobe: 2 };
  const { model } = await run({ train: noise(90, 3), given });
  expect((await model.cellsOf(noise(4, 3, 2)))?.length).toBe(8);
  expect(await shirts.cellsOf(query)).toBeUndefined();
  await expect(model.cellsOf(noise(1, 4))).rejects.toMatchObject({ code: 'E_FEATURE_DIM' });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a row with %d has no neighbours, and is named', async (value) => {
  const rows = matrix([
    [161, 61],
    [161, value],
  ]);
  const refusal = { code: 'E_NOT_FINITE', where: { record: 1, column: 2 }, hint: expect.any(String) };
  await expect(shirts.predict(rows)).rejects.toMatchObject(refusal);
  await expect(shirts.cellsOf(rows)).rejects.toMatchObject(refusal);
});

test('an index with a row that is not finite is refused: it could hide others', () => {
  const files = new Map(shirts.save());
  const { index } = files.get('model_algo-1') as { index: FaissFlat };
  const values = index.values.with(5, Number.NaN);
  files.set('model_algo-1', { format: 'faiss-index', index: { ...index, values } });
  expect(() => load(files)).toThrow(
    expect.objectContaining({ code: 'E_MODEL_DAMAGED', where: { file: 'model_algo-1' } }),
  );
});
