/** Trees, dropout, linear models and updates of trees, held against what XGBoost says: the answers of make.py. */
import { expect, test } from 'vitest';
import { type DartParameters, Dropout } from '../../../src/algorithms/xgboost/dart.js';
import type { FeatureSelector } from '../../../src/algorithms/xgboost/linear/column-order.js';
import { CoordinateDescent } from '../../../src/algorithms/xgboost/linear/coordinate-descent.js';
import { MersenneTwister } from '../../../src/algorithms/xgboost/random-stream.js';
import { ExactGrower } from '../../../src/algorithms/xgboost/trees/exact-grower.js';
import { type ExactParameters, etaOfTree } from '../../../src/algorithms/xgboost/trees/exact-parameters.js';
import { pruneTree } from '../../../src/algorithms/xgboost/trees/prune.js';
import { refreshTree } from '../../../src/algorithms/xgboost/trees/refresh.js';
import type { RegressionTree } from '../../../src/algorithms/xgboost-model.js';
import { dense } from '../../../src/data/dense.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { structureOf } from '../../support/tree-structure.js';
import {
  addTree,
  defaults,
  leafOf,
  logisticGradients,
  logLoss,
  rmse,
  squaredGradients,
  type Table,
} from './boosting.js';
import { tablesOf } from './tables.js';

type Parameters = Partial<ExactParameters & DartParameters> & {
  readonly objective: string;
  readonly seed?: number;
  readonly num_parallel_tree?: number;
  readonly feature_selector?: FeatureSelector;
};

interface Grown {
  readonly data: string;
  readonly rounds: number;
  readonly parameters: Parameters;
  readonly lines: readonly (readonly number[])[];
  readonly trees: readonly string[];
}

/** What make.py prints. */
export interface Answers {
  readonly xgboost: string;
  readonly growing: readonly Grown[];
  readonly dropping: readonly (Grown & { readonly weights: readonly number[] })[];
  readonly linear: readonly (Omit<Grown, 'lines' | 'trees'> & { readonly weights: readonly number[] })[];
  readonly updating: readonly {
    readonly first: Parameters;
    readonly then: Parameters & { readonly updater: string; readonly refresh_leaf?: number };
    readonly trees: readonly Record<
      'left_children' | 'split_conditions' | 'base_weights' | 'loss_changes' | 'sum_hessian',
      number[]
    >[];
  }[];
}

const kernels = await loadKernels();

const HALF = 0.5;

/** XGBoost's base_score as a margin. */
function baseOf(parameters: Parameters): number {
  return parameters.objective === 'binary:logistic' ? 0 : HALF;
}

function gradientsOf(parameters: Parameters, margins: Float32Array, labels: Float32Array): Float32Array {
  return (parameters.objective === 'binary:logistic' ? logisticGradients : squaredGradients)(margins, labels);
}

function metricOf(parameters: Parameters): typeof rmse {
  return parameters.objective === 'binary:logistic' ? logLoss : rmse;
}

function growerOf(
  { points, rows, cols }: Table,
  parameters: Parameters,
  stream: MersenneTwister,
  columnSeedFirst: boolean,
): Promise<ExactGrower> {
  const all = { ...defaults, ...parameters };
  const eta = etaOfTree(all.eta, parameters.num_parallel_tree ?? 1);
  return ExactGrower.create(dense(points, rows, cols), { ...all, eta }, { kernels, stream, columnSeedFirst });
}

/** Every round answers for all margins anew, as dart has to. */
async function boostedTrees({ data, rounds, parameters }: Grown, columnSeedFirst: boolean) {
  const tables = tablesOf(data);
  const [train] = tables;
  const stream = new MersenneTwister(parameters.seed ?? 0);
  const grower = await growerOf(train, parameters, stream, columnSeedFirst);
  const margins = tables.map(({ rows }) => new Float32Array(rows).fill(baseOf(parameters)));
  const trees: RegressionTree[] = [];
  const lines: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    const gradients = gradientsOf(parameters, margins[0] as Float32Array, train.labels);
    for (let parallel = 0; parallel < (parameters.num_parallel_tree ?? 1); parallel++) {
      const { tree, leafOfRow } = await grower.grow(gradients);
      for (const [row, leaf] of leafOfRow.entries()) {
        if (leafOf(tree, train, row) !== leaf) expect.fail(`row ${row} is not in leaf ${leaf}`);
      }
      trees.push(tree);
      for (const [at, table] of tables.entries()) addTree(tree, table, margins[at] as Float32Array);
    }
    lines.push(tables.map(({ labels }, at) => metricOf(parameters)(margins[at] as Float32Array, labels)));
  }
  return { trees, lines };
}

function expectLines(lines: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  expect(lines.length).toBe(expected.length);
  for (const [round, line] of expected.entries()) {
    for (const [at, value] of line.entries()) {
      expect(Math.abs((lines[round]?.[at] as number) - value), `round ${round}`).toBeLessThan(1e-5);
    }
  }
}

/** Defines a test for each case. */
export function holdAgainst(frozen: Answers): void {
  const columnSeedFirst = frozen.xgboost.startsWith('1.');

  test.each(frozen.growing.map((grown) => [`${grown.data} ${JSON.stringify(grown.parameters)}`, grown] as const))(
    '%s',
    async (_, grown) => {
      const { trees, lines } = await boostedTrees(grown, columnSeedFirst);
      expect(trees.map(structureOf)).toEqual(grown.trees);
      expectLines(lines, grown.lines);
    },
  );

  test.each(frozen.dropping.map((grown) => [JSON.stringify(grown.parameters), grown] as const))(
    'dart %s',
    async (_, grown) => {
      const { parameters } = grown;
      const tables = tablesOf(grown.data);
      const [train] = tables;
      const stream = new MersenneTwister(parameters.seed ?? 0);
      const grower = await growerOf(train, parameters, stream, columnSeedFirst);
      const dropout = new Dropout({ ...DART, ...parameters }, stream);
      const trees: RegressionTree[] = [];
      const marginsOf = (table: Table, without: readonly number[]) => {
        const margins = new Float32Array(table.rows).fill(baseOf(parameters));
        const { weights } = dropout;
        for (const [at, tree] of trees.entries()) {
          if (without.includes(at)) continue;
          const answers = new Float32Array(table.rows);
          addTree(tree, table, answers);
          for (const [row, answer] of answers.entries())
            margins[row] = (margins[row] as number) + Math.fround(answer * (weights[at] as number));
        }
        return margins;
      };
      const lines: number[][] = [];
      for (let round = 0; round < grown.rounds; round++) {
        const gradients = gradientsOf(parameters, marginsOf(train, dropout.drop()), train.labels);
        const parallel = parameters.num_parallel_tree ?? 1;
        for (let at = 0; at < parallel; at++) trees.push((await grower.grow(gradients)).tree);
        dropout.add(parallel);
        lines.push(tables.map((table) => metricOf(parameters)(marginsOf(table, []), table.labels)));
      }
      expect(trees.map(structureOf)).toEqual(grown.trees);
      expect([...dropout.weights]).toEqual(grown.weights.map(Math.fround));
      expectLines(lines, grown.lines);
    },
  );

  test.each(frozen.linear.map((fitted) => [`${fitted.data} ${JSON.stringify(fitted.parameters)}`, fitted] as const))(
    'gblinear %s',
    async (_, fitted) => {
      const { parameters, rounds } = fitted;
      const [train] = tablesOf(fitted.data);
      const features = dense(train.points, train.rows, train.cols);
      const stream = new MersenneTwister(parameters.seed ?? 0);
      const settings = { eta: 0.5, lambda: 0, alpha: 0, feature_selector: 'cyclic' as const, ...parameters };
      const descent = new CoordinateDescent({ features, groups: 1, sumOfWeights: train.rows, stream }, settings);
      for (let round = 0; round < rounds; round++) {
        const margins = linearMargins(train, descent.weights, baseOf(parameters));
        await descent.update(gradientsOf(parameters, margins, train.labels));
      }
      for (const [at, weight] of fitted.weights.entries()) {
        expect(
          Math.abs((descent.weights[at] as number) - weight) / (1 + Math.abs(weight)),
          `weight ${at}`,
        ).toBeLessThan(1e-5);
      }
    },
  );

  test.each(frozen.updating.map((updated) => [JSON.stringify(updated.then), updated] as const))(
    'process_type=update %s',
    async (_, { first, then, trees }) => {
      const [train, other] = tablesOf('diabetes');
      const parallel = first.num_parallel_tree ?? 1;
      const rounds = trees.length / parallel;
      const stream = new MersenneTwister(0);
      const grower = await growerOf(train, first, stream, columnSeedFirst);
      const margins = [train, other].map(({ rows }) => new Float32Array(rows).fill(HALF)) as [
        Float32Array,
        Float32Array,
      ];
      const parameters = { ...defaults, refresh_leaf: 1, ...then, eta: etaOfTree(then.eta ?? 0.3, parallel) };
      const updated: RegressionTree[] = [];
      for (let round = 0; round < rounds; round++) {
        const gradients = squaredGradients(margins[0], train.labels);
        const otherGradients = squaredGradients(margins[1], other.labels);
        for (let at = 0; at < parallel; at++) {
          const grown = (await grower.grow(gradients)).tree;
          addTree(grown, train, margins[0]);
          const tree = then.updater.split(',').reduce((tree, updater) => {
            if (updater === 'prune') return pruneTree(tree, parameters);
            return refreshTree(tree, leavesOf(tree, other), otherGradients, parameters);
          }, grown);
          addTree(tree, other, margins[1]);
          updated.push(tree);
        }
      }
      for (const [at, expected] of trees.entries()) {
        const tree = updated[at] as RegressionTree;
        expect([...tree.leftChildren]).toEqual(expected.left_children);
        expectClose(tree.splitConditions, expected.split_conditions);
        expectClose(tree.baseWeights, expected.base_weights);
        expectClose(tree.sumHessian, expected.sum_hessian);
        expectClose(tree.lossChanges, expected.loss_changes);
      }
    },
  );
}

const DART: DartParameters = {
  sample_type: 'uniform',
  normalize_type: 'tree',
  rate_drop: 0,
  one_drop: 0,
  skip_drop: 0,
  eta: 0.3,
};

function leavesOf(tree: RegressionTree, table: Table): Int32Array {
  return Int32Array.from({ length: table.rows }, (_, row) => leafOf(tree, table, row));
}

function linearMargins({ rows, cols, points }: Table, weights: Float32Array, base: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => {
    let margin = Math.fround((weights[cols] as number) + base);
    for (let column = 0; column < cols; column++) {
      const value = points[row * cols + column] as number;
      if (!Number.isNaN(value)) margin = Math.fround(margin + Math.fround(value * (weights[column] as number)));
    }
    return margin;
  });
}

function expectClose(found: Float32Array, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    expect(Math.abs((found[at] as number) - value), `element ${at}`).toBeLessThanOrEqual(
      1e-6 * Math.max(1, Math.abs(value)),
    );
  }
}
