import { describe, expect, test } from 'vitest';
import type { ArtifactFile, NamedArray } from '../../../../src/algorithms/algorithm.js';
import { decodeForest, encodeForest } from '../../../../src/algorithms/random-cut-forest/artifact.js';
import { packModel, unpackModel } from '../../../../src/artifacts/model-archive.js';
import { cloud, matrix, run } from './helpers.js';

const { forest } = (await run({ train: cloud(500, [1, 2, 3]) })).model;
const file = encodeForest(forest) as { readonly format: 'mxnet-ndarrays'; readonly arrays: readonly NamedArray[] };

test('through the bytes of a model.tar.gz and back', async () => {
  const files = await unpackModel(await packModel(new Map([['model_algo-1', file]])));
  expect(decodeForest('model_algo-1', files.get('model_algo-1') as ArtifactFile)).toEqual(forest);
});

test('trees that are a leaf alone have no cuts', async () => {
  const { model } = await run({ train: matrix(Array(50).fill([1, 2])) });
  const encoded = encodeForest(model.forest) as typeof file;
  expect(encoded.arrays.map(({ name }) => name)).toEqual(['random_cut_forest', 'leaf_counts', 'points', 'masses']);
  expect(decodeForest('x', encoded)).toEqual(model.forest);
});

test("another's file is none of ours", () => {
  expect(decodeForest('x', { format: 'bytes', bytes: new Uint8Array(9) })).toBeUndefined();
  expect(decodeForest('x', { format: 'mxnet-ndarrays', arrays: [] })).toBeUndefined();
  expect(decodeForest('x', { ...file, arrays: file.arrays.slice(1) })).toBeUndefined();
});

describe('a hostile file is refused', () => {
  type Values = NamedArray['values'];
  const change = (name: string, by: (values: Values) => Values, shape?: readonly number[]): ArtifactFile => ({
    ...file,
    arrays: file.arrays.map((array) =>
      array.name === name
        ? { ...array, values: by(array.values.slice() as Values), shape: shape ?? array.shape }
        : array,
    ),
  });
  const set = (at: number, value: number) => (values: Values) => {
    (values as Float32Array)[at] = value;
    return values;
  };
  const cases: readonly [string, ArtifactFile, string][] = [
    ['another version', change('random_cut_forest', set(0, 2)), 'version 2'],
    ['an array is missing', { ...file, arrays: file.arrays.filter(({ name }) => name !== 'masses') }, "'masses'"],
    ['cuts are missing', { ...file, arrays: file.arrays.filter(({ name }) => name !== 'cut_values') }, 'cuts'],
    ['an array of another type', change('masses', (values) => Float32Array.from(values as Int32Array)), 'type'],
    ['no trees', change('leaf_counts', () => new Int32Array(0)), 'no trees'],
    ['no columns', change('points', (values) => values, [9]), 'no columns'],
    ['a tree without leaves', change('leaf_counts', set(0, 0)), 'no leaf'],
    ['a tree of a thousand million leaves', change('leaf_counts', set(0, 2 ** 30)), 'leaves'],
    ['too few points', change('points', (values) => values.slice(0, 6) as Values), 'leaves'],
    ['a leaf without rows', change('masses', set(3, 0)), 'no row'],
    ['a point that is not finite', change('points', set(5, Number.NaN)), 'finite'],
    ['trees of different size', change('masses', set(0, 2)), 'equally many'],
    ['a cut with nothing on its left', change('left_leaves', set(0, 0)), 'leaves on its left'],
    ['a cut with all on its left', change('left_leaves', set(0, 10)), 'leaves on its left'],
    ['a cut of a column there is not', change('cut_columns', set(2, 3)), 'cuts column 3'],
    ['a cut outside its box', change('cut_values', set(0, 1e9)), 'does not part'],
    ['a cut that is no number', change('cut_values', set(0, Number.NaN)), 'does not part'],
  ];
  test.each(cases)('%s', (_, hostile, message) => {
    expect(() => decodeForest('model_algo-1', hostile)).toThrow(
      expect.objectContaining({
        name: 'UserError',
        code: expect.stringMatching(/^E_MODEL_/),
        message: expect.stringContaining(message),
        where: { file: 'model_algo-1' },
      }),
    );
  });
});
