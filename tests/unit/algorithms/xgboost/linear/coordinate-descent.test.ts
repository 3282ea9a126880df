import { expect, test } from 'vitest';
import { FEATURE_SELECTORS } from '../../../../../src/algorithms/xgboost/linear/column-order.js';
import {
  CoordinateDescent,
  type LinearParameters,
} from '../../../../../src/algorithms/xgboost/linear/coordinate-descent.js';
import { MersenneTwister } from '../../../../../src/algorithms/xgboost/random-stream.js';
import { dense } from '../../../../../src/data/dense.js';
import { noise } from '../../../../support/noise.js';

const [rows, cols, groups] = [60, 4, 2];
const points = Float32Array.from(noise(rows * cols, 3));
const parameters: LinearParameters = { eta: 1, lambda: 0, alpha: 0, feature_selector: 'cyclic' };

function descentOf(changed: Partial<LinearParameters>, weights?: Float32Array): CoordinateDescent {
  const data = { features: dense(points, rows, cols), groups, sumOfWeights: rows, stream: new MersenneTwister(1) };
  return new CoordinateDescent(data, { ...parameters, ...changed }, weights);
}

/** Of half the squared error, where group g wants 1 + g times column 0, less column 2. */
function gradientsAt(weights: Float32Array): Float32Array {
  const gradients = new Float32Array(2 * rows * groups).fill(1);
  for (let group = 0; group < groups; group++) {
    for (let row = 0; row < rows; row++) {
      const value = (column: number) => points[row * cols + column] as number;
      const margin = [0, 1, 2, 3].reduce(
        (sum, column) => sum + value(column) * (weights[column * groups + group] as number),
        weights[cols * groups + group] as number,
      );
      gradients[2 * (group * rows + row)] = margin - ((1 + group) * value(0) - value(2));
    }
  }
  return gradients;
}

test.each(FEATURE_SELECTORS)('%s comes to the least squares of every group', async (feature_selector) => {
  const descent = descentOf({ feature_selector });
  for (let round = 0; round < 60; round++) await descent.update(gradientsAt(descent.weights));
  const expected = [1, 2, 0, 0, -1, -1, 0, 0, 0, 0];
  for (const [at, weight] of expected.entries()) expect(descent.weights[at]).toBeCloseTo(weight, 3);
});

test('after a round the gradients are those at the new weights', async () => {
  const descent = descentOf({ eta: 0.7 });
  const gradients = gradientsAt(descent.weights);
  await descent.update(gradients);
  const anew = gradientsAt(descent.weights);
  for (const [at, value] of gradients.entries()) expect(value).toBeCloseTo(anew[at] as number, 4);
});

test('it goes on from earlier weights', async () => {
  const once = descentOf({});
  await once.update(gradientsAt(once.weights));
  const more = descentOf({}, once.weights.slice());
  await once.update(gradientsAt(once.weights));
  await more.update(gradientsAt(more.weights));
  expect(more.weights).toEqual(once.weights);
});

test('L1 sets weights to 0', async () => {
  const descent = descentOf({ alpha: 10 });
  await descent.update(gradientsAt(descent.weights));
  expect([...descent.weights.subarray(0, cols * groups)]).toEqual(new Array(cols * groups).fill(0));
});

test('rows whose second derivative is negative do not count', async () => {
  const descent = descentOf({});
  await descent.update(new Float32Array(2 * rows * groups).fill(-1));
  expect(descent.weights.every((weight) => weight === 0)).toBe(true);
});
