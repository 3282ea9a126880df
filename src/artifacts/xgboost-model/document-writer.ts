import type { LinearBooster, RegressionTree, TreeBooster, XgboostModel } from '../../algorithms/algorithm.js';
import { type Document, SingleFloat } from './document.js';
import { DELETED_SPLIT_INDEX } from './document-reader.js';
import { floatText } from './float-text.js';

/** What a model is written as that does not say by which XGBoost it was made. */
export const DEFAULT_VERSION = [3, 0, 5] as const;
type Version = readonly [number, number, number];

/** From this version on there is one base score for each class, and a place for the names of categories. */
const VECTOR_BASE_SCORE: Version = [3, 1, 0];
export const LEAF_OF_ONE: Version = [2, 0, 0];

/** The fields of the version that the model names, in XGBoost's order, which is that of the alphabet. */
export function documentOfModel(model: XgboostModel): Document {
  const version = model.version ?? DEFAULT_VERSION;
  return {
    learner: {
      attributes: sorted(model.attributes),
      feature_names: model.featureNames,
      feature_types: model.featureTypes,
      gradient_booster: boosterDocument(model, version),
      learner_model_param: {
        base_score: baseScoreText(model.baseScore, version),
        boost_from_average: model.boostFromAverage ? '1' : '0',
        num_class: String(model.numClass),
        num_feature: String(model.numFeature),
        num_target: String(model.numTarget),
      },
      objective: objectiveDocument(model),
    },
    version: [...version],
  };
}

export function objectiveDocument({ objective }: XgboostModel): Document {
  return sorted({ name: objective.name, ...objective.parameters });
}

function baseScoreText(scores: readonly number[], version: Version): string {
  const texts = scores.map(floatText);
  return atLeast(version, VECTOR_BASE_SCORE) ? `[${texts.join(',')}]` : (texts[0] as string);
}

export function atLeast(version: Version, other: Version): boolean {
  const at = version.findIndex((part, index) => part !== other[index]);
  return at < 0 || (version[at] as number) > (other[at] as number);
}

function sorted(object: { readonly [key: string]: Document }): Document {
  const names = Object.keys(object).sort();
  return Object.fromEntries(names.map((name) => [name, object[name] as Document]));
}

function boosterDocument({ booster, numFeature }: XgboostModel, version: Version): Document {
  switch (booster.kind) {
    case 'gbtree':
      return { model: treesDocument(booster, numFeature, version), name: 'gbtree' };
    case 'dart':
      return {
        gbtree: { model: treesDocument(booster, numFeature, version), name: 'gbtree' },
        name: 'dart',
        weight_drop: floatList(booster.treeWeights ?? new Float32Array(booster.trees.length).fill(1)),
      };
    case 'gblinear':
      return { model: linearDocument(booster), name: 'gblinear' };
  }
}

/** XGBoost gives these one by one, and wants them back as such. */
function floatList(values: Float32Array): Document {
  return Array.from(values, (value) => new SingleFloat(value));
}

function linearDocument({ boostedRounds, weights }: LinearBooster): Document {
  return { boosted_rounds: boostedRounds, weights };
}

function treesDocument(booster: TreeBooster, numFeature: number, version: Version): Document {
  return {
    ...(atLeast(version, VECTOR_BASE_SCORE) ? { cats: NO_CATEGORY_NAMES } : {}),
    gbtree_model_param: {
      num_parallel_tree: String(booster.numParallelTree),
      num_trees: String(booster.trees.length),
      ...(atLeast(version, LEAF_OF_ONE) ? {} : { size_leaf_vector: '0' }),
    },
    ...(atLeast(version, LEAF_OF_ONE) ? { iteration_indptr: [...booster.iterationStarts] } : {}),
    tree_info: [...booster.treeGroups],
    trees: booster.trees.map((tree, id) => treeDocument(tree, id, numFeature, version)),
  };
}

const NO_CATEGORY_NAMES: Document = { enc: [], feature_segments: new Int32Array(0), sorted_idx: new Int32Array(0) };

function treeDocument(tree: RegressionTree, id: number, numFeature: number, version: Version): Document {
  const { deleted } = tree;
  const deletedNodes = deleted?.reduce((sum, flag) => sum + flag, 0) ?? 0;
  return {
    base_weights: tree.baseWeights,
    ...categoriesDocument(tree),
    default_left:
      deleted === undefined ? tree.defaultLeft : tree.defaultLeft.map((left, at) => left | (deleted[at] as number)),
    id,
    left_children: tree.leftChildren,
    loss_changes: tree.lossChanges,
    parents: tree.parents.map((parent) => (parent < 0 ? ROOT_PARENT : parent)),
    right_children: tree.rightChildren,
    split_conditions: tree.splitConditions,
    split_indices:
      deleted === undefined
        ? tree.splitIndices
        : tree.splitIndices.map((column, at) => (deleted[at] === 1 ? DELETED_SPLIT_INDEX : column)),
    split_type: splitTypes(tree),
    sum_hessian: tree.sumHessian,
    tree_param: {
      num_deleted: String(deletedNodes),
      num_feature: String(numFeature),
      num_nodes: String(tree.leftChildren.length),
      size_leaf_vector: atLeast(version, LEAF_OF_ONE) ? '1' : '0',
    },
  };
}

const ROOT_PARENT = 0x7fffffff;

function splitTypes({ leftChildren, categories }: RegressionTree): Uint8Array {
  const types = new Uint8Array(leftChildren.length);
  for (const node of categories?.keys() ?? []) types[node] = 1;
  return types;
}

function categoriesDocument({ categories }: RegressionTree): { readonly [key: string]: Document } {
  const nodes = [...(categories?.keys() ?? [])].sort((a, b) => a - b);
  const lists = nodes.map((node) => categories?.get(node) as Int32Array);
  const starts = lists.map((_, at) => lists.slice(0, at).reduce((sum, list) => sum + list.length, 0));
  return {
    categories: Int32Array.from(lists.flatMap((list) => [...list])),
    categories_nodes: Int32Array.from(nodes),
    categories_segments: BigInt64Array.from(starts.map(BigInt)),
    categories_sizes: BigInt64Array.from(lists.map((list) => BigInt(list.length))),
  };
}
