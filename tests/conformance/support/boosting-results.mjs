// Grows trees over noise, dense and sparse, and prints them as a hash of their bytes.
import { createHash } from 'node:crypto';
import { MersenneTwister } from '../../../dist/algorithms/xgboost/random-stream.js';
import { histGrower } from '../../../dist/algorithms/xgboost/trees/hist-grower.js';
import { dense } from '../../../dist/data/dense.js';
import { loadKernels } from '../../../dist/kernels/choose.js';

const kernels = await loadKernels();
const digest = createHash('sha256');
let state = 1;
const noise = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 31 - 1;
};
const parameters = {
  ...{ eta: 0.3, gamma: 0, lambda: 1, alpha: 0, max_depth: 6, max_leaves: 0, grow_policy: 'depthwise', max_bin: 256 },
  ...{ min_child_weight: 1, max_delta_step: 0, subsample: 0.8, sampling_method: 'uniform' },
  ...{ colsample_bytree: 1, colsample_bylevel: 0.9, colsample_bynode: 1 },
};

const rows = 90_000;
const values = Float32Array.from({ length: rows * 5 }, noise);
const sparse = {
  rows,
  cols: 40,
  rowStarts: Uint32Array.from({ length: rows + 1 }, (_, row) => 2 * row),
  columns: Uint32Array.from({ length: 2 * rows }, (_, at) => 20 * (at % 2) + Math.floor(10 * (noise() + 1))),
  values: Float32Array.from({ length: 2 * rows }, noise),
};
for (const features of [dense(values, rows, 5), sparse]) {
  const margins = new Float32Array(rows);
  const gradients = new Float32Array(2 * rows);
  const labels = Float32Array.from({ length: rows }, (_, row) => (values[5 * row] > values[5 * row + 1] ? 1 : 0));
  const grower = await histGrower(kernels, { features, parameters, stream: new MersenneTwister(7) });
  for (let round = 0; round < 3; round++) {
    await kernels.lossGradients({ loss: 'logistic', parameter: 0, positiveWeight: 1, margins, labels }, gradients);
    const { tree, leafOfRow } = await grower.grow(gradients);
    const leafValues = tree.splitConditions;
    await kernels.addLeafValues({ leafOfRow, leafValues, groups: 1, group: 0 }, margins);
    for (const array of Object.values(tree)) digest.update(array);
    digest.update(leafOfRow);
  }
}
const { simd, threads } = kernels;
console.log(JSON.stringify({ simd, threads, bits: digest.digest('hex') }));
