import { MersenneTwister } from '../../../dist/algorithms/xgboost/random-stream.js';
import { growSideBySide } from '../../../dist/algorithms/xgboost/trees/grow-side-by-side.js';
import { histGrower } from '../../../dist/algorithms/xgboost/trees/hist-grower.js';
import { dense } from '../../../dist/data/dense.js';
import { load, megabytes } from './data.mjs';

const ROUNDS = 100;
const CLASSES = 7;
const KINDS = { xgb_higgs: 'logistic', xgb_reg: 'squarederror', xgb_covtype: 'softmax', xgb_xsparse: 'logistic' };
const PARAMETERS = {
  ...{ eta: 0.3, gamma: 0, lambda: 1, alpha: 0, max_depth: 6, max_leaves: 0, grow_policy: 'depthwise', max_bin: 256 },
  ...{ min_child_weight: 1, max_delta_step: 0, subsample: 1, sampling_method: 'uniform' },
  ...{ colsample_bytree: 1, colsample_bylevel: 1, colsample_bynode: 1 },
};

/** Rounds of depth 6, from float32 rows to the last tree, as boosting.py tells the peers. */
const boost = (set, rounds) => (kernels) => {
  const train = rowsOf(set, '');
  const groups = KINDS[set] === 'softmax' ? CLASSES : 1;
  return {
    async work() {
      const { features, labels } = train;
      const rows = labels.length;
      const stream = new MersenneTwister(0);
      const grower = await histGrower(kernels, { features, parameters: PARAMETERS, stream });
      const start = startOf(set, labels);
      const margins = new Float32Array(rows * groups).fill(start);
      const gradients = new Float32Array(2 * rows * groups);
      const trees = [];
      for (let round = 0; round < rounds; round++) {
        if (groups > 1) await kernels.softmaxGradients({ margins, labels, rows, classes: groups }, gradients);
        else {
          const asked = { loss: KINDS[set], parameter: 0, positiveWeight: 1, margins, labels };
          await kernels.lossGradients(asked, gradients);
        }
        const wanted = Array.from({ length: groups }, (_, k) => gradients.subarray(2 * rows * k, 2 * rows * (k + 1)));
        let group = 0;
        for await (const { tree, leafOfRow } of growSideBySide(grower, wanted)) {
          await kernels.addLeafValues({ leafOfRow, leafValues: tree.splitConditions, groups, group }, margins);
          grower.recycle?.(leafOfRow);
          trees.push(tree);
          group++;
        }
      }
      return { trees, start };
    },
    finish(model) {
      const held = rowsOf(set, '_t');
      const margins = predict(model, held, groups);
      const { values, data } = train.features;
      return { quality: qualityOf(set, margins, held.labels), data_mb: megabytes((values ?? data).byteLength) };
    },
  };
};

function rowsOf(set, suffix) {
  const labels = load(`${set}${suffix}_y.npy`).data;
  const matrix = load(`${set}${suffix}.npy`);
  const [rows, width] = matrix.shape;
  if (set !== 'xgb_xsparse') return { labels, features: dense(matrix.data, rows, width) };
  const columns = Uint32Array.from(load(`${set}_columns${suffix}.npy`).data);
  const rowStarts = Uint32Array.from({ length: rows + 1 }, (_, row) => row * width);
  const [cols] = load(`${set}_cols.npy`).data;
  return { labels, features: { rows, cols, rowStarts, columns, values: matrix.data } };
}

/** The margin of the mean, from which XGBoost starts as well. */
function startOf(set, labels) {
  const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  if (KINDS[set] === 'softmax') return 0.5;
  return KINDS[set] === 'logistic' ? Math.log(mean / (1 - mean)) : mean;
}

function predict({ trees, start }, { features, labels }, groups) {
  const margins = new Float64Array(labels.length * groups).fill(start);
  const row = new Float32Array(features.cols ?? features.shape[1]);
  for (let at = 0; at < labels.length; at++) {
    if (features.rowStarts === undefined) row.set(features.data.subarray(at * row.length, (at + 1) * row.length));
    else {
      row.fill(Number.NaN);
      for (let e = features.rowStarts[at]; e < features.rowStarts[at + 1]; e++)
        row[features.columns[e]] = features.values[e];
    }
    trees.forEach((tree, index) => {
      let node = 0;
      while (tree.leftChildren[node] >= 0) {
        const value = row[tree.splitIndices[node]];
        const left = Number.isNaN(value) ? tree.defaultLeft[node] === 1 : value < tree.splitConditions[node];
        node = left ? tree.leftChildren[node] : tree.rightChildren[node];
      }
      margins[at * groups + (index % groups)] += tree.splitConditions[node];
    });
  }
  return margins;
}

function qualityOf(set, margins, labels) {
  const mean = (value) => labels.reduce((sum, label, row) => sum + value(label, row), 0) / labels.length;
  if (KINDS[set] === 'squarederror') return Math.sqrt(mean((label, row) => (label - margins[row]) ** 2));
  if (KINDS[set] === 'softmax') {
    return mean((label, row) => {
      const own = margins.subarray(row * CLASSES, (row + 1) * CLASSES);
      return Math.log(own.reduce((sum, margin) => sum + Math.exp(margin), 0)) - own[label];
    });
  }
  const order = Array.from(margins.keys()).sort((a, b) => margins[a] - margins[b]);
  let [ranks, positives] = [0, 0];
  for (let at = 0; at < order.length; ) {
    let end = at + 1;
    while (end < order.length && margins[order[end]] === margins[order[at]]) end++;
    for (const row of order.slice(at, end)) {
      if (labels[row] === 1) {
        ranks += (at + end + 1) / 2;
        positives++;
      }
    }
    at = end;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (order.length - positives));
}

export const boosting = {
  ...Object.fromEntries(Object.keys(KINDS).map((set) => [set, boost(set, ROUNDS)])),
  'xgb_xsparse:25': boost('xgb_xsparse', 25),
};
