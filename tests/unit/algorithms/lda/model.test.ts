import { describe, expect, test } from 'vitest';
import type { ArtifactFile, ArtifactFiles, NamedArray } from '../../../../src/algorithms/algorithm.js';
import { type LdaModel, loadLda, responseForm } from '../../../../src/algorithms/lda/model.js';
import { rowMajor } from '../../../../src/data/dense.js';
import { kernels, matrix } from './helpers.js';

const alpha: NamedArray = { shape: [2], values: Float32Array.of(1, 3) };
const beta: NamedArray = { shape: [2, 3], values: Float32Array.of(0.5, 0.5, 0, 0, 0.25, 0.75) };

function archive(arrays: readonly NamedArray[], name = 'model_algo-1'): ArtifactFiles {
  return new Map<string, ArtifactFile>([[name, { format: 'mxnet-ndarrays', arrays }]]);
}

const model = loadLda(archive([alpha, beta]), kernels) as LdaModel;

describe('predict', () => {
  test('each document gets its mixture, in the field the form names', async () => {
    const answer = await model.predict(
      matrix([
        [4, 0, 0],
        [0, 0, 2],
        [0, 0, 0],
      ]),
    );
    expect(Object.keys(answer)).toEqual(responseForm.fields);
    expect([...rowMajor(answer.topic_mixture)]).toEqual([1, 0, 0, 1, 0.25, 0.75]);
  });

  test('refuses another width and counts below nothing, and stops on an abort', async () => {
    await expect(model.predict(matrix([[1, 2]]))).rejects.toMatchObject({ code: 'E_FEATURE_DIM' });
    await expect(model.predict(matrix([[1, 2, -1]]))).rejects.toMatchObject({ code: 'E_NEGATIVE_COUNT' });
    await expect(model.predict(matrix([[1, 2, 3]]), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  test('topics that were edited by hand need not sum to 1', async () => {
    const doubled = { ...beta, values: Float32Array.from(beta.values as Float32Array, (share) => 2 * share) };
    const edited = loadLda(archive([alpha, doubled]), kernels);
    const rows = matrix([[3, 2, 1]]);
    expect((await edited?.predict(rows))?.topic_mixture.data).toEqual((await model.predict(rows)).topic_mixture.data);
  });
});

test('the most probable words of each topic', () => {
  expect(model.topWords(['sea', 'ship', 'law'], 2)).toEqual([
    [
      { word: 'sea', probability: 0.5 },
      { word: 'ship', probability: 0.5 },
    ],
    [
      { word: 'law', probability: 0.75 },
      { word: 'ship', probability: 0.25 },
    ],
  ]);
  expect(() => model.topWords(['sea'])).toThrow(expect.objectContaining({ code: 'E_VOCABULARY' }));
});

test('saves two arrays without names, and reads them back, as float64 too', () => {
  expect(model.save()).toEqual(archive([alpha, beta]));
  const wide = [alpha, beta].map(({ shape, values }) => ({ shape, values: Float64Array.from(values as Float32Array) }));
  const loaded = loadLda(archive(wide, 'model_algo-7'), kernels);
  expect(loaded?.save()).toEqual(archive([alpha, beta], 'model_algo-7'));
  expect(loaded?.describe()).toEqual({ algorithm: 'lda', num_topics: 2, feature_dim: 3 });
});

test.each<[string, ArtifactFiles]>([
  ['one array', archive([beta])],
  ['three arrays', archive([alpha, beta, beta])],
  [
    'names',
    archive([
      { ...alpha, name: 'alpha' },
      { ...beta, name: 'beta' },
    ]),
  ],
  ['two matrices', archive([beta, beta])],
  ['another file name', archive([alpha, beta], 'state')],
])('%s: not an LDA model', (_, files) => {
  expect(loadLda(files, kernels)).toBeUndefined();
});

test.each<[string, readonly NamedArray[]]>([
  ['topics that differ', [{ shape: [3], values: new Float32Array(3).fill(1) }, beta]],
  [
    'no topic',
    [
      { shape: [0], values: new Float32Array() },
      { shape: [0, 3], values: new Float32Array() },
    ],
  ],
  ['values that do not fill the shape', [alpha, { shape: [2, 4], values: beta.values }]],
  ['integers', [{ shape: [2], values: Int32Array.of(1, 2) }, beta]],
  ['a NaN', [alpha, { shape: [2, 1], values: Float32Array.of(1, Number.NaN) }]],
  ['a negative share', [alpha, { shape: [2, 1], values: Float32Array.of(1, -1) }]],
  ['a topic without words', [alpha, { shape: [2, 1], values: Float32Array.of(1, 0) }]],
  ['no alpha above 0', [{ shape: [2], values: new Float32Array(2) }, beta]],
])('%s: damage', (_, arrays) => {
  expect(() => loadLda(archive(arrays), kernels)).toThrow(expect.objectContaining({ code: 'E_MODEL_DAMAGED' }));
});
