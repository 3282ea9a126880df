import { boundCuts, growTrees } from '../../dist/kernels/reference/forest.js';
import { randomMatrix, SEED } from './numbers.mjs';

/** Cases of the forest kernels: a tree over each sample, its boxes, and points that walk down. */
export function* forestCases(trees, size, cols, rows) {
  const samples = randomMatrix(trees * size, cols);
  const seeds = Uint32Array.from({ length: trees }, (_, tree) => tree);
  const cuts = trees * (size - 1);
  const grown = {
    leafCounts: new Int32Array(trees),
    cutColumns: new Int32Array(cuts),
    cutValues: new Float32Array(cuts),
    leftLeaves: new Int32Array(cuts),
    leafRows: new Int32Array(trees * size),
    masses: new Int32Array(trees * size),
  };
  const sizes = `trees=${trees} size=${size} cols=${cols}`;
  const input = { samples, seeds, trees, size, cols };
  yield [`growTrees ${sizes} seed=${SEED}`, (kernels) => kernels.growTrees(input, grown)];

  // A forest that no other case touches; which row a leaf holds does not matter for the time.
  const forest = { ...structuredClone(grown), cols, points: samples };
  const bounds = { boxes: new Float32Array(cuts * 2 * cols), extents: new Float64Array(cuts) };
  const logMasses = new Float64Array(trees * size);
  growTrees(input, forest);
  boundCuts(forest, bounds);
  yield [`boundCuts ${sizes} seed=${SEED}`, (kernels) => kernels.boundCuts(forest, bounds)];

  const points = randomMatrix(rows, cols);
  const sums = new Float64Array(rows);
  yield [
    `addInverseDepths ${sizes} rows=${rows} seed=${SEED}`,
    (kernels) => kernels.addInverseDepths({ forest, bounds, logMasses, points, rows }, sums),
  ];
}
