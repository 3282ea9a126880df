import { Random } from '../../dist/data/random.js';
import { SEED } from './numbers.mjs';

/** Cases of the factorization kernels: one-hot rows, one feature in each of ten fields. */
export function* factorizationCases(rows, features, width) {
  const random = new Random(SEED);
  const field = features / 10;
  const input = {
    rows,
    cols: features,
    rowStarts: Uint32Array.from({ length: rows + 1 }, (_, row) => 10 * row),
    columns: Uint32Array.from({ length: 10 * rows }, (_, at) => (at % 10) * field + random.integer(field)),
    values: new Float32Array(10 * rows).fill(1),
  };
  const labels = Float32Array.from({ length: rows }, () => random.integer(2));
  const scores = new Float32Array(rows);
  const groups = { bias: 0.01, linear: 0.001, factors: 0.0001 };
  const settings = {
    ...{ loss: 'logistic', batchRows: 1000, steps: 0, epsilon: 1e-8 },
    ...{ learningRate: groups, weightDecay: groups },
  };
  const factors = new Float32Array(3 * features * width);
  const state = { bias: new Float32Array(3), linear: new Float32Array(3 * features), factors, width };
  const sizes = `rows=${rows} features=${features} factors=${width} seed=${SEED}`;
  const draws = { seed: [1, 2], from: 0, distribution: 'normal', scale: 0.001, width, stride: 3 * width };
  yield [`fillRandom features=${features} factors=${width}`, (kernels) => kernels.fillRandom(draws, factors)];
  yield [
    `trainFactorization ${sizes}`,
    (kernels) => kernels.trainFactorization(input, labels, settings, state, scores),
  ];
  const model = {
    bias: 0,
    linear: state.linear.slice(0, features),
    factors: factors.slice(0, features * width),
    width,
  };
  yield [`factorizationScores ${sizes}`, (kernels) => kernels.factorizationScores(input, model, scores)];
}
