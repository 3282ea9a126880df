import type { LinearBooster, RegressionTree, TreeBooster, XgboostModel } from '../../algorithms/algorithm.js';
import { type Document, isObject } from './document.js';
import { Fields } from './fields.js';
import { unsupported } from './problem.js';
import { checkTree } from './tree-check.js';

/** What XGBoost has in `split_indices` of a node that pruning gave up. */
export const DELETED_SPLIT_INDEX = 0x7fffffff;
const CATEGORICAL = 1;

/** @throws UserError E_MODEL_MALFORMED, which names the field; E_MODEL_UNSUPPORTED */
export function modelOfDocument(document: Document, file: string): XgboostModel {
  const root = new Fields(document, 'the model', file);
  // A pickle has the configuration of the training beside the model.
  if (root.has('Model')) return modelOfDocument(root.value('Model') as Document, file);
  const learner = new Fields(root.value('learner'), 'learner', file);
  const parameters = learner.object('learner_model_param');
  const shape = {
    numFeature: parameters.count('num_feature'),
    numClass: parameters.count('num_class', 0),
    numTarget: Math.max(1, parameters.count('num_target', 1)),
  };
  const version = root.has('version') ? root.ints('version', 3) : undefined;
  return {
    ...(version === undefined ? {} : { version: [version[0], version[1], version[2]] as [number, number, number] }),
    ...shape,
    baseScore: readBaseScore(parameters),
    boostFromAverage: parameters.count('boost_from_average', 0) === 1,
    objective: objectiveOf(learner.value('objective'), file),
    attributes: learner.has('attributes') ? readStrings(learner.object('attributes')) : {},
    featureNames: learner.strings('feature_names'),
    featureTypes: learner.strings('feature_types'),
    booster: readBooster(learner.object('gradient_booster'), shape, file),
  };
}

interface Shape {
  readonly numFeature: number;
  readonly numClass: number;
  readonly numTarget: number;
}

/** `5E-1` up to version 3.0, `[5E-1]` or one for each class from 3.1 on. */
function readBaseScore(parameters: Fields): number[] {
  const text = parameters.string('base_score');
  const scores = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((score) => (score.trim() === '' ? Number.NaN : Number(score)));
  if (scores.some(Number.isNaN)) throw parameters.problem(`base_score is ${JSON.stringify(text.slice(0, 40))}`);
  return scores.map(Math.fround);
}

function readStrings(fields: Fields): Record<string, string> {
  const names = fields.names().filter((name) => name !== '__proto__');
  return Object.fromEntries(names.map((name) => [name, fields.string(name)]));
}

export function objectiveOf(document: Document | undefined, file: string): XgboostModel['objective'] {
  const objective = new Fields(document, 'objective', file);
  return { name: objective.string('name'), parameters: readGroups(objective) };
}

function readGroups(objective: Fields): Record<string, Record<string, string>> {
  const names = objective.names().filter((name) => isObject(objective.value(name)));
  return Object.fromEntries(names.map((name) => [name, readStrings(objective.object(name))]));
}

function readBooster(booster: Fields, shape: Shape, file: string): TreeBooster | LinearBooster {
  const name = booster.string('name');
  switch (name) {
    case 'gbtree':
      return readTrees(booster.object('model'), shape, file);
    case 'dart': {
      const trees = readTrees(booster.object('gbtree').object('model'), shape, file);
      return { ...trees, kind: 'dart', treeWeights: booster.floats('weight_drop', trees.trees.length) };
    }
    case 'gblinear':
      return readLinear(booster.object('model'), shape);
    default:
      throw unsupported(
        file,
        `XGBoost has no booster ${JSON.stringify(name)} that is known here.`,
        'There are gbtree, dart and gblinear.',
      );
  }
}

export function groupsOf({ numClass, numTarget }: { numClass: number; numTarget: number }): number {
  return Math.max(1, numClass, numTarget);
}

function readLinear(model: Fields, shape: Shape): LinearBooster {
  const groups = groupsOf(shape);
  return {
    kind: 'gblinear',
    weights: model.floats('weights', (shape.numFeature + 1) * groups),
    groups,
    boostedRounds: model.count('boosted_rounds', 0),
  };
}

function readTrees(model: Fields, shape: Shape, file: string): TreeBooster {
  const parameters = model.object('gbtree_model_param');
  if (parameters.count('size_leaf_vector', 0) > 1) throw vectorLeaves(file);
  const trees = model.objects('trees').map((fields) => readTree(fields, shape.numFeature, file));
  const groups = groupsOf(shape);
  const treeGroups = model.ints('tree_info', trees.length);
  const odd = treeGroups.find((group) => group < 0 || group >= groups);
  if (odd !== undefined) throw model.problem(`a tree adds to group ${odd} of ${groups}`);
  const numParallelTree = Math.max(1, parameters.count('num_parallel_tree', 1));
  const iterationStarts = model.has('iteration_indptr')
    ? checkedStarts(model, trees.length)
    : evenStarts(trees.length, groups * numParallelTree);
  return { kind: 'gbtree', trees, treeGroups, iterationStarts, numParallelTree };
}

function vectorLeaves(file: string) {
  return unsupported(
    file,
    'The trees of the model have a vector in each leaf (multi_strategy=multi_output_tree), which no image of SageMaker writes.',
    'Train it with multi_strategy=one_output_per_tree.',
  );
}

function checkedStarts(model: Fields, trees: number): Int32Array {
  const starts = model.ints('iteration_indptr');
  if (starts[0] !== 0 || starts.at(-1) !== trees || starts.some((start, at) => start < (starts[at - 1] ?? 0))) {
    throw model.problem(`iteration_indptr does not divide ${trees} trees`);
  }
  return starts;
}

/** Of versions that do not save where a round of boosting begins. */
export function evenStarts(trees: number, treesOfRound: number): Int32Array {
  const rounds = Math.ceil(trees / treesOfRound);
  return Int32Array.from({ length: rounds + 1 }, (_, round) => Math.min(trees, round * treesOfRound));
}

function readTree(fields: Fields, numFeature: number, file: string): RegressionTree {
  const parameters = fields.object('tree_param');
  if (parameters.count('size_leaf_vector', 0) > 1) throw vectorLeaves(file);
  const nodes = parameters.count('num_nodes');
  const splitIndices = fields.ints('split_indices', nodes);
  const tree: RegressionTree = {
    leftChildren: fields.ints('left_children', nodes),
    rightChildren: fields.ints('right_children', nodes),
    parents: fields.ints('parents', nodes),
    splitIndices,
    splitConditions: fields.floats('split_conditions', nodes),
    defaultLeft: fields.bytes('default_left', nodes),
    lossChanges: fields.floats('loss_changes', nodes),
    sumHessian: fields.floats('sum_hessian', nodes),
    baseWeights: fields.floats('base_weights', nodes),
    ...deletedOf(splitIndices),
    ...readCategories(fields, nodes),
  };
  const parents = checkTree(tree, numFeature);
  if (typeof parents === 'string') throw fields.problem(parents);
  return { ...tree, parents };
}

function deletedOf(splitIndices: Int32Array): { readonly deleted?: Uint8Array } {
  if (!splitIndices.includes(DELETED_SPLIT_INDEX)) return {};
  return { deleted: Uint8Array.from(splitIndices, (column) => (column === DELETED_SPLIT_INDEX ? 1 : 0)) };
}

function readCategories(fields: Fields, nodes: number): { readonly categories?: ReadonlyMap<number, Int32Array> } {
  if (!fields.has('split_type')) return {};
  const types = fields.bytes('split_type', nodes);
  if (!types.includes(CATEGORICAL)) return {};
  const owners = fields.ints('categories_nodes');
  const starts = fields.ints('categories_segments', owners.length);
  const sizes = fields.ints('categories_sizes', owners.length);
  const all = fields.ints('categories');
  const categories = new Map<number, Int32Array>();
  let next = 0;
  for (const [at, node] of owners.entries()) {
    // One after the other, as they are in every file: no two nodes share a stretch, and memory stays that of the file.
    if (starts[at] !== next || (sizes[at] as number) < 0)
      throw fields.problem(`the categories of node ${node} are out of order`);
    next += sizes[at] as number;
    const own = all.subarray(starts[at], next);
    if (next > all.length || own.some((category) => category < 0 || category > MOST_CATEGORY)) {
      throw fields.problem(`the categories of node ${node} are not all there`);
    }
    if (types[node] === CATEGORICAL) categories.set(node, own.slice().sort());
  }
  const without = types.findIndex((type, node) => type === CATEGORICAL && !categories.has(node));
  if (without >= 0) throw fields.problem(`node ${without} splits on categories and has none`);
  return { categories };
}

/** The largest category that a float32 counts to one by one, and so the largest of XGBoost. */
const MOST_CATEGORY = 2 ** 24;
