import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromArrays } from 'apache-arrow';
import { Matrix } from 'ml-matrix';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import type { KMeansModel } from '../../../src/algorithms/kmeans/index.js';
import type { RowsInput } from '../../../src/data/rows.js';
import { KMeans } from '../../../src/library/estimators.js';
import type { TrainedModel } from '../../../src/library/trained-model.js';
import { GROUPS, scratch } from './support.js';

let model: TrainedModel<KMeansModel>;
beforeAll(async () => {
  model = await new KMeans({ k: 3 }).fit({ train: GROUPS });
});

describe('predict', () => {
  const rows = [
    [0, 1],
    [100, 0],
    [201, 1],
  ];
  const inputs: Record<string, RowsInput> = {
    ndarray: ndarray(Float64Array.from(rows.flat()), [3, 2]),
    'a transposed ndarray': ndarray(Float32Array.from([0, 100, 201, 1, 0, 1]), [2, 3]).transpose(1, 0),
    'ml-matrix': new Matrix(rows),
    Arrow: tableFromArrays({ x: new Float32Array([0, 100, 201]), y: new Float32Array([1, 0, 1]) }),
    CSR: {
      rows: 3,
      cols: 2,
      rowStarts: new Uint32Array([0, 1, 2, 4]),
      columns: new Uint32Array([1, 0, 0, 1]),
      values: new Float32Array([1, 100, 201, 1]),
    },
  };

  it('answers with one typed array per field', async () => {
    const { closest_cluster, distance_to_cluster } = await model.predict(rows);
    expect(closest_cluster).toBeInstanceOf(Float32Array);
    expect(new Set(closest_cluster)).toEqual(new Set([0, 1, 2]));
    expect(distance_to_cluster).toHaveLength(3);
  });

  it.each(Object.entries(inputs))('answers the same for %s', async (_, input) => {
    expect(await model.predict(input)).toEqual(await model.predict(rows));
  });

  it('refuses rows of another width', async () => {
    await expect(model.predict([[1, 2, 3]])).rejects.toMatchObject({ name: 'UserError', code: 'E_FEATURE_DIM' });
  });

  it('refuses what are no rows', async () => {
    await expect(model.predict([1, 2] as unknown as RowsInput)).rejects.toMatchObject({ code: 'E_ROWS_TYPE' });
  });
});

describe('invoke', () => {
  const text = async (...request: Parameters<typeof model.invoke>) =>
    new TextDecoder().decode(await model.invoke(...request));

  it('answers as the container does', async () => {
    const answer = JSON.parse(await text('0,1\n201,1\n', 'text/csv'));
    expect(answer).toEqual({
      predictions: Array.from({ length: 2 }, () => ({
        closest_cluster: expect.any(Number),
        distance_to_cluster: expect.any(Number),
      })),
    });
  });

  it('answers all request forms alike', async () => {
    const csv = await text('0,1', 'text/csv');
    expect(await text('{"instances": [{"features": [0, 1]}]}', 'application/json')).toBe(csv);
    expect(await text('{"features": [0, 1]}\n', 'application/jsonlines')).toBe(csv);
  });

  it('refuses a content type nobody reads and an answer nobody writes', async () => {
    await expect(text('0,1', 'text/html')).rejects.toMatchObject({ code: 'E_CONTENT_TYPE' });
    await expect(text('0,1', 'text/csv', 'image/png')).rejects.toMatchObject({ code: 'E_ACCEPT' });
  });
});

describe('save', () => {
  it('writes the packed bytes and makes the folder', async () => {
    const path = join(await scratch(), 'new/folder/model.tar.gz');
    await model.save(path);
    expect(new Uint8Array(await readFile(path))).toEqual(new Uint8Array(await model.pack()));
  });

  it('does not write over a file', async () => {
    const path = join(await scratch(), 'model.tar.gz');
    await writeFile(path, 'precious');
    await expect(model.save(path)).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
    expect(await readFile(path, 'utf8')).toBe('precious');
  });
});

describe('what is known of it', () => {
  it('algorithm, description, the algorithm’s own model', () => {
    expect(model.algorithm).toBe('kmeans');
    expect(model.describe()).toMatchObject({ k: 3, feature_dim: 2 });
    expect(model.model.centroids.shape).toEqual([3, 2]);
  });
});
