import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Statistics, scaled, unscaled } from '../../../../src/algorithms/linear-learner/scaler.js';
import { dense } from '../../../../src/data/dense.js';
import { sparseOf } from '../../../conformance/support/training.js';

const both = { unbias: true, normalize: true };

/** By the definition, of the population. */
function momentsOf(column: readonly number[]): [mean: number, stdev: number] {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  return [mean, Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length)];
}

describe('the statistics of the features', () => {
  test('are those of the definition, however the rows come in batches, dense or sparse', () => {
    const column = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true, noDefaultInfinity: true }), {
      minLength: 12,
      maxLength: 12,
    });
    fc.assert(
      fc.property(column, column, fc.integer({ min: 1, max: 12 }), (first, second, size) => {
        const values = Float32Array.from(first.flatMap((value, row) => [value, second[row] as number]));
        const [whole, cut] = [new Statistics(2), new Statistics(2)];
        for (let from = 0; from < 12; from += size) {
          const rows = Math.min(12, from + size) - from;
          const features = dense(values.subarray(2 * from, 2 * (from + rows)), rows, 2);
          whole.addBatch({ features, rows });
          cut.addBatch({ features: sparseOf(features), rows });
        }
        for (const statistics of [whole, cut]) {
          const { means, stdevs } = statistics.scaling(both);
          [first, second].forEach((column, at) => {
            const [mean, stdev] = momentsOf(column);
            expect(means[at]).toBeCloseTo(mean, 6);
            if (stdev > 1e-3) expect(stdevs[at]).toBeCloseTo(stdev, 3);
          });
        }
      }),
    );
  });

  test('a column that never changes has a standard deviation of 1', () => {
    const statistics = new Statistics(2);
    statistics.add(Float32Array.of(7, 1, 7, 3), 2);
    expect(statistics.scaling(both)).toEqual({ means: Float64Array.of(7, 2), stdevs: Float64Array.of(1, 1) });
  });

  test('a large offset does not drown a small deviation', () => {
    const statistics = new Statistics(1);
    for (const value of [0, 1, 2, 3]) statistics.add(Float32Array.of(2 ** 23 + value, 2 ** 23 + value + 1), 2);
    expect(statistics.scaling(both).stdevs[0]).toBeCloseTo(Math.sqrt(1.5), 10);
  });

  test('an entry that occurs twice is the sum of both', () => {
    const statistics = new Statistics(1);
    const features = {
      rows: 2,
      cols: 1,
      rowStarts: Uint32Array.of(0, 2, 3),
      columns: new Uint32Array(3),
      values: Float32Array.of(1, 2, 5),
    };
    statistics.addBatch({ features, rows: 2 });
    expect(statistics.scaling(both)).toEqual({ means: Float64Array.of(4), stdevs: Float64Array.of(1) });
  });

  test('either half can be left out', () => {
    const statistics = new Statistics(1);
    statistics.add(Float32Array.of(0, 4), 2);
    expect(statistics.scaling({ unbias: false, normalize: true })).toEqual({
      means: Float64Array.of(0),
      stdevs: Float64Array.of(2),
    });
    expect(statistics.scaling({ unbias: true, normalize: false })).toEqual({
      means: Float64Array.of(2),
      stdevs: Float64Array.of(1),
    });
  });
});

test('weights folded with the scaler give the outputs of scaled rows, and unfold again', () => {
  const features = { means: Float64Array.of(10, -2), stdevs: Float64Array.of(4, 0.5) };
  const label = { means: Float64Array.of(100), stdevs: Float64Array.of(8) };
  const weights = { weights: Float64Array.of(1.5, -0.25), bias: Float64Array.of(0.75) };
  const raw = unscaled(weights, features, label);
  const row = [12, 3];
  const output = 0.75 + 1.5 * ((12 - 10) / 4) - 0.25 * ((3 + 2) / 0.5);
  const folded = (raw.bias[0] as number) + row.reduce((sum, value, at) => sum + value * (raw.weights[at] as number), 0);
  expect(folded).toBeCloseTo(100 + 8 * output, 4);
  const again = scaled(raw, features, label);
  expect(again.weights[0]).toBeCloseTo(1.5, 6);
  expect(again.bias[0]).toBeCloseTo(0.75, 5);
});
