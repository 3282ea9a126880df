import { randomMatrix, SEED } from './numbers.mjs';

/** Cases of the k-means kernels: `[name, run(kernels)]`. */
export function* kmeansCases(rows, cols, k) {
  const points = randomMatrix(rows, cols);
  const centroids = points.slice(0, k * cols);
  const input = { points, centroids, rows, cols, k };
  const sizes = `rows=${rows} cols=${cols} k=${k} seed=${SEED}`;

  const accumulator = { sums: new Float64Array(k * cols), counts: new Float64Array(k) };
  yield [`assignAndSum ${sizes}`, (kernels) => kernels.assignAndSum(input, accumulator)];

  const nearest = { labels: new Int32Array(rows), distances: new Float32Array(rows) };
  yield [`nearestCentroids ${sizes}`, (kernels) => kernels.nearestCentroids(input, nearest)];

  const centre = points.slice(0, cols);
  const distances = new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  yield [
    `lowerToNearest rows=${rows} cols=${cols} seed=${SEED}`,
    (kernels) => kernels.lowerToNearest({ points, centre, rows, cols }, distances),
  ];
  yield [`findNonFinite values=${rows * cols} seed=${SEED}`, (kernels) => kernels.findNonFinite(points)];
}
