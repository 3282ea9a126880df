import { randomMatrix, SEED } from './numbers.mjs';

/** Cases of the kernels of PCA. */
export function* pcaCases(rows, cols, count) {
  const points = randomMatrix(rows, cols);
  const sizes = `rows=${rows} cols=${cols}`;

  const moments = { mean: new Float64Array(cols), scatter: new Float64Array(cols * cols) };
  // With many rows before, products are float32.
  const many = { points, rows, cols, chunkRows: 1000, seen: 2 ** 31 };
  yield [`addMoments ${sizes} seed=${SEED}`, (kernels) => kernels.addMoments(many, moments)];

  const input = { points, rows, cols, count, axes: randomMatrix(count, cols), weights: randomMatrix(rows, count) };
  const projections = new Float32Array(rows * count);
  yield [`project ${sizes} count=${count} seed=${SEED}`, (kernels) => kernels.project(input, projections)];
  const products = new Float64Array(count * cols);
  yield [
    `addCrossProducts ${sizes} count=${count} seed=${SEED}`,
    (kernels) => kernels.addCrossProducts(input, products),
  ];
}
