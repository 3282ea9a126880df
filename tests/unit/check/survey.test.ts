import { describe, expect, test } from 'vitest';
import { Survey } from '../../../src/check/survey.js';
import { dense } from '../../../src/data/dense.js';
import { sparsify } from '../../../src/data/sparsify.js';

const origin = (firstRow: number) => ({ file: 'a.csv', firstRow });

describe('a survey', () => {
  test('sees values, zeros, labels and constant columns over all blocks', () => {
    const survey = new Survey({ mostSpots: 5 });
    survey.add({
      features: dense(Float32Array.of(1, 0, 1, 2), 2, 2),
      labelSize: 1,
      labels: Float32Array.of(0, 1),
      origin: origin(0),
    });
    survey.add({
      features: dense(Float32Array.of(1, 3), 1, 2),
      labelSize: 1,
      labels: Float32Array.of(1),
      origin: origin(2),
    });
    expect(survey.contents()).toEqual({
      rows: 3,
      features: 2,
      layout: 'dense',
      values: { count: 6, min: 0, max: 3, mean: 8 / 6, zeros: 1 },
      missing: 0,
      infinite: 0,
      label: {
        columns: 1,
        count: 3,
        min: 0,
        max: 1,
        mean: 2 / 3,
        distinct: [
          { value: 1, count: 2 },
          { value: 0, count: 1 },
        ],
      },
    });
    expect(survey.constantColumns).toEqual([0]);
    expect([...survey.sample]).toEqual([1, 0, 1, 2, 1, 3]);
  });

  test('finds what is not finite, in dense and in sparse rows', () => {
    const rows = dense(Float32Array.of(1, 0, 0, Number.NaN, Infinity, 2), 3, 2);
    for (const features of [rows, sparsify(rows)]) {
      const survey = new Survey({ mostSpots: 1 });
      survey.add({ features, labelSize: 0, origin: origin(10) });
      expect(survey.notFinite).toEqual({
        count: 2,
        first: [{ file: 'a.csv', row: 11, column: 1, of: 'feature', value: Number.NaN }],
      });
      expect(survey.contents()).toMatchObject({ missing: 1, infinite: 1, values: { max: 2, zeros: 2 } });
    }
  });

  test('notes labels that are no class', () => {
    const survey = new Survey({ classes: { count: 2, says: '0 or 1' }, mostSpots: 9 });
    const labels = Float32Array.of(0, 1, 2, -1, 0.5, Number.NaN);
    survey.add({ features: dense(new Float32Array(6), 6, 1), labelSize: 1, labels, origin: origin(0) });
    expect(survey.wrongLabels.first.map(({ row, value }) => [row, value])).toEqual([
      [2, 2],
      [3, -1],
      [4, 0.5],
      [5, Number.NaN],
    ]);
  });
});
