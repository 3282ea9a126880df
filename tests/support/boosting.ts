import { MersenneTwister } from '../../src/algorithms/xgboost/random-stream.js';
import { approxGrower } from '../../src/algorithms/xgboost/trees/approx-grower.js';
import { ExactGrower } from '../../src/algorithms/xgboost/trees/exact-grower.js';
import { histGrower } from '../../src/algorithms/xgboost/trees/hist-grower.js';
import type { TreeParameters } from '../../src/algorithms/xgboost/trees/tree-parameters.js';
import type { RegressionTree } from '../../src/algorithms/xgboost-model.js';
import { type Csr, isCsr } from '../../src/data/csr.js';
import { type Dense, dense, rowsOf } from '../../src/data/dense.js';
import type { Kernels, RowLoss } from '../../src/kernels/kernels.js';
import { noise } from '../conformance/support/kernels.js';

/** Parameters as XGBoost is given them, with `weights: true` for the weights of {@link weightsOf}. */
export type Given = Readonly<Record<string, string | number | boolean>>;

export interface Data {
  readonly features: Dense | Csr;
  readonly labels: Float32Array;
}

const NUMBERS = {
  eta: 0.3,
  gamma: 0,
  lambda: 1,
  alpha: 0,
  max_depth: 6,
  max_leaves: 0,
  min_child_weight: 1,
  max_delta_step: 0,
  subsample: 1,
  colsample_bytree: 1,
  colsample_bylevel: 1,
  colsample_bynode: 1,
  max_bin: 256,
} as const;

export function treeParameters(given: Given): TreeParameters {
  const numbers = Object.fromEntries(
    Object.entries(NUMBERS).map(([name, usual]) => [name, Number(given[name] ?? usual)]),
  );
  const list = (name: string) =>
    given[name] && { [name]: JSON.parse(String(given[name]).replace('(', '[').replace(')', ']')) };
  return {
    ...(numbers as Record<keyof typeof NUMBERS, number>),
    grow_policy: given.grow_policy === 'lossguide' ? 'lossguide' : 'depthwise',
    sampling_method: 'uniform',
    ...list('monotone_constraints'),
    ...list('interaction_constraints'),
  };
}

const LOSSES: Readonly<Record<string, RowLoss>> = {
  'reg:squarederror': 'squarederror',
  'binary:logistic': 'logistic',
  'count:poisson': 'poisson',
  'reg:gamma': 'gamma',
  'reg:tweedie': 'tweedie',
};

export function weightsOf(rows: number): Float32Array {
  return Float32Array.from(noise(rows, 21), (value) => Math.round((1 + value / 2) * 100) / 100);
}

/** A boosting loop and nothing else: derivatives, a tree per class, margins. */
export async function* boost(kernels: Kernels, { features, labels }: Data, given: Given) {
  const rows = isCsr(features) ? features.rows : rowsOf(features);
  const groups = Number(given.num_class ?? 1);
  const weights = given.weights === true ? weightsOf(rows) : undefined;
  const parameters = treeParameters(given);
  const loss = LOSSES[String(given.objective)];
  const constantHessian = loss === 'squarederror';
  const stream = new MersenneTwister(Number(given.seed ?? 0));
  const bins = given.tree_method === 'approx' ? approxGrower : histGrower;
  const grower =
    given.tree_method === 'exact'
      ? await ExactGrower.create(features, parameters, { kernels, stream, columnSeedFirst: false })
      : await bins(kernels, { features, weights, parameters, stream, constantHessian });
  const margins = new Float32Array(rows * groups).fill(startOf(loss));
  const gradients = new Float32Array(2 * rows * groups);
  const parameter = Number((loss === 'tweedie' ? given.tweedie_variance_power : given.max_delta_step) ?? 0);
  for (;;) {
    const weighted = weights && { weights };
    if (loss === undefined) {
      await kernels.softmaxGradients({ margins, labels, rows, classes: groups, ...weighted }, gradients);
    } else {
      await kernels.lossGradients({ loss, parameter, positiveWeight: 1, margins, labels, ...weighted }, gradients);
    }
    const trees: RegressionTree[] = [];
    for (let group = 0; group < groups; group++) {
      const { tree, leafOfRow } = await grower.grow(gradients.subarray(2 * rows * group, 2 * rows * (group + 1)));
      await kernels.addLeafValues({ leafOfRow, leafValues: tree.splitConditions, groups, group }, margins);
      trees.push(tree);
    }
    yield { trees, margins };
  }
}

/** The margin of a base score of 0.5. */
function startOf(loss: RowLoss | undefined): number {
  if (loss === 'logistic') return 0;
  return loss === 'poisson' || loss === 'gamma' || loss === 'tweedie' ? Math.log(0.5) : 0.5;
}

/** The objective's own metric, weighted. */
export function metricOf(given: Given, margins: Float32Array, labels: Float32Array): number {
  const weights = given.weights === true ? weightsOf(labels.length) : new Float32Array(labels.length).fill(1);
  const groups = margins.length / labels.length;
  let [sum, weight] = [0, 0];
  labels.forEach((label, row) => {
    sum += (weights[row] as number) * lossOf(given, margins.subarray(row * groups, (row + 1) * groups), label);
    weight += weights[row] as number;
  });
  return given.objective === 'reg:squarederror' ? Math.sqrt(sum / weight) : sum / weight;
}

function lossOf(given: Given, margins: Float32Array, y: number): number {
  const margin = margins[0] as number;
  const p = Math.exp(margin);
  const power = Number(given.tweedie_variance_power);
  switch (given.objective) {
    case 'binary:logistic':
      return Math.log1p(Math.exp(y === 1 ? -margin : margin));
    case 'reg:squarederror':
      return (margin - y) ** 2;
    case 'count:poisson':
      return logGamma(y + 1) + p - y * margin;
    case 'reg:gamma':
      return 2 * (Math.log(p / y) + y / p - 1);
    case 'reg:tweedie':
      return -(y * p ** (1 - power)) / (1 - power) + p ** (2 - power) / (2 - power);
    default:
      return Math.log(margins.reduce((all, value) => all + Math.exp(value), 0)) - (margins[y] as number);
  }
}

/** Stirling's series, from 8 on. */
function logGamma(x: number): number {
  if (x < 8) return logGamma(x + 1) - Math.log(x);
  return (
    (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5)
  );
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;

/** The sets that tests/oracle/xgboost-hist/make.py makes of nothing but noise. */
export function madeSet(name: string): Data | undefined {
  if (name.startsWith('abalone-sized')) return abaloneSized(name.endsWith('missing'));
  if (name === 'wide and sparse') return wideAndSparse();
  if (name === 'large') return large();
  return name === 'one-hot' ? oneHot() : undefined;
}

/** More rows than a chunk of sums. */
function large(): Data {
  const rows = 70_000;
  const x = Float32Array.from(noise(rows * 6, 31), (value) => round(value, 3));
  const labels = Float32Array.from(noise(rows, 32), (extra, row) => {
    const [a, b, c] = x.subarray(6 * row) as unknown as [number, number, number];
    return a + b * c + extra / 2 > 0 ? 1 : 0;
  });
  return { features: dense(x, rows, 6), labels };
}

function abaloneSized(missing: boolean): Data {
  const x = Float32Array.from(noise(4177 * 8, 7), (value) => round(value, 3));
  const other = noise(4177, 8);
  const labels = Float32Array.from(other, (extra, row) => {
    const [a, b, c, d] = x.subarray(8 * row) as unknown as [number, number, number, number];
    return Math.fround(Math.fround(3 * a) + (b > 0.2 ? c : -Math.fround(d * d))) + 4.5 + 0.3 * extra;
  });
  if (missing)
    noise(4177 * 8, 9).forEach((value, at) => {
      if (value > 0.8) x[at] = Number.NaN;
    });
  return { features: dense(x, 4177, 8), labels };
}

function wideAndSparse(): Data {
  const [rows, cols] = [1500, 120];
  const kept = noise(rows * cols, 4);
  const values: number[] = [];
  const columns: number[] = [];
  const rowStarts = new Uint32Array(rows + 1);
  const extra = noise(rows, 5);
  const all = noise(rows * cols, 3).map((value) => round(value, 2));
  const labels = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let col = 0; col < cols; col++) {
      const value = all[row * cols + col] as number;
      if ((kept[row * cols + col] as number) < 0.85 || value === 0) continue;
      if (col < 20) sum += value;
      values.push(value);
      columns.push(col);
    }
    rowStarts[row + 1] = values.length;
    labels[row] = sum + 0.2 * (extra[row] as number) > 0 ? 1 : 0;
  }
  return {
    features: { rows, cols, rowStarts, columns: Uint32Array.from(columns), values: Float32Array.from(values) },
    labels,
  };
}

function oneHot(): Data {
  const x = new Float32Array(2000 * 12);
  const numbers = noise(4000, 12).map((value) => Math.fround(round(value, 2)));
  const labels = Float32Array.from(noise(2000, 13), (extra, row) => {
    const [a, b] = [numbers[2 * row] as number, numbers[2 * row + 1] as number];
    x.set([a, b], 12 * row + 10);
    return Math.fround(a * b) + 0.1 * extra;
  });
  noise(2000, 11).forEach((value, row) => {
    const kind = Math.trunc(5 * (value + 1));
    x[12 * row + kind] = 1;
    labels[row] = (labels[row] as number) + Math.sin(kind);
  });
  return { features: dense(x, 2000, 12), labels };
}

/** Labels that the objective is defined for. */
export function labelsFor(given: Given, labels: Float32Array): Float32Array {
  const positive = ['count:poisson', 'reg:gamma', 'reg:tweedie'].includes(String(given.objective));
  return positive ? labels.map((label) => Math.max(Math.fround(round(Math.abs(label), 1)), Math.fround(0.1))) : labels;
}
