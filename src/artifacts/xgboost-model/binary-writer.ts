import type { LinearBooster, RegressionTree, TreeBooster, XgboostModel } from '../../algorithms/algorithm.js';
import { UserError } from '../../errors.js';
import {
  DELETED,
  GBLINEAR_BYTES,
  GBTREE_BYTES,
  LEARNER_BYTES,
  MAGIC,
  NO_NODE,
  NODE_BYTES,
  OBJECTIVE_ATTRIBUTE,
  STATISTICS_BYTES,
  TOP_BIT,
  TREE_BYTES,
} from './binary-layout.js';
import { atLeast, LEAF_OF_ONE, objectiveDocument } from './document-writer.js';
import { writeJson } from './json-writer.js';

/** What a model is written as that is newer than the binary, or does not say what it is. */
const USUAL_VERSION = [1, 7, 6] as const;
const GONE_SINCE = [3, 1, 0] as const;
const encoder = new TextEncoder();

/** @throws UserError E_MODEL_UNSUPPORTED where the binary has no place for what the model has */
export function writeBinary(model: XgboostModel): Uint8Array {
  const unsaid = whatIsUnsaid(model);
  if (unsaid !== undefined) {
    throw new UserError('E_MODEL_UNSUPPORTED', `The binary of XGBoost has no place for ${unsaid}.`, {
      hint: 'Save the model as UBJSON or JSON.',
    });
  }
  const { booster } = model;
  return Buffer.concat([
    encoder.encode(MAGIC),
    learnerHeader(model),
    string(model.objective.name),
    string(booster.kind),
    ...(booster.kind === 'gblinear' ? linearParts(booster) : treeParts(booster, model)),
    ...attributeParts(model),
  ]);
}

function whatIsUnsaid({ booster, baseScore }: XgboostModel): string | undefined {
  if (baseScore.some((score) => score !== baseScore[0])) return 'a base score of each class';
  if (booster.kind !== 'gblinear' && booster.trees.some((tree) => tree.categories !== undefined)) {
    return 'splits on categories';
  }
  return undefined;
}

function learnerHeader(model: XgboostModel): Uint8Array {
  const [major, minor] = versionOf(model);
  return structure(LEARNER_BYTES, (view) => {
    view.setFloat32(0, model.baseScore[0] as number, true);
    view.setUint32(4, model.numFeature, true);
    view.setInt32(8, model.numClass, true);
    view.setInt32(12, 1, true);
    view.setUint32(20, major, true);
    view.setUint32(24, minor, true);
    view.setUint32(28, model.numTarget, true);
    view.setInt32(32, model.boostFromAverage ? 1 : 0, true);
  });
}

function versionOf({ version = USUAL_VERSION }: XgboostModel): readonly [number, number, number] {
  return atLeast(version, GONE_SINCE) ? USUAL_VERSION : version;
}

function treeParts(booster: TreeBooster, model: XgboostModel): Uint8Array[] {
  const { numFeature } = model;
  const leafVector = atLeast(versionOf(model), LEAF_OF_ONE) ? 1 : 0;
  const header = structure(GBTREE_BYTES, (view) => {
    view.setInt32(0, booster.trees.length, true);
    view.setInt32(4, booster.numParallelTree, true);
  });
  const weights = booster.kind === 'dart' && booster.trees.length > 0 ? [floats(weightsOf(booster))] : [];
  const groups = structure(4 * booster.trees.length, (view) => {
    booster.treeGroups.forEach((group, tree) => {
      view.setInt32(4 * tree, group, true);
    });
  });
  return [header, ...booster.trees.flatMap((tree) => treeStructures(tree, numFeature, leafVector)), groups, ...weights];
}

function weightsOf({ trees, treeWeights }: TreeBooster): Float32Array {
  return treeWeights ?? new Float32Array(trees.length).fill(1);
}

function treeStructures(tree: RegressionTree, numFeature: number, leafVector: number): Uint8Array[] {
  const count = tree.leftChildren.length;
  const header = structure(TREE_BYTES, (view) => {
    view.setInt32(0, 1, true);
    view.setInt32(4, count, true);
    view.setInt32(8, tree.deleted?.reduce((sum, flag) => sum + flag, 0) ?? 0, true);
    view.setUint32(16, numFeature, true);
    view.setInt32(20, leafVector, true);
  });
  const nodes = structure(count * NODE_BYTES, (view) => {
    for (let node = 0; node < count; node++) {
      const at = node * NODE_BYTES;
      view.setUint32(at, parentField(tree, node), true);
      view.setInt32(at + 4, tree.leftChildren[node] as number, true);
      view.setInt32(at + 8, tree.rightChildren[node] as number, true);
      view.setUint32(at + 12, splitField(tree, node), true);
      view.setFloat32(at + 16, tree.splitConditions[node] as number, true);
    }
  });
  const statistics = structure(count * STATISTICS_BYTES, (view) => {
    for (let node = 0; node < count; node++) {
      const at = node * STATISTICS_BYTES;
      view.setFloat32(at, tree.lossChanges[node] as number, true);
      view.setFloat32(at + 4, tree.sumHessian[node] as number, true);
      view.setFloat32(at + 8, tree.baseWeights[node] as number, true);
    }
  });
  return [header, nodes, statistics];
}

function parentField({ parents, leftChildren }: RegressionTree, node: number): number {
  const parent = parents[node] as number;
  if (parent === NO_NODE) return NO_NODE >>> 0;
  return leftChildren[parent] === node ? (parent | TOP_BIT) >>> 0 : parent;
}

function splitField({ splitIndices, defaultLeft, deleted }: RegressionTree, node: number): number {
  if (deleted?.[node] === 1) return DELETED;
  const column = splitIndices[node] as number;
  return defaultLeft[node] === 1 ? (column | TOP_BIT) >>> 0 : column;
}

function linearParts({ weights }: LinearBooster): Uint8Array[] {
  return [structure(GBLINEAR_BYTES, () => undefined), floats(weights)];
}

function attributeParts(model: XgboostModel): Uint8Array[] {
  const objective = new TextDecoder().decode(writeJson(objectiveDocument(model)));
  const all = { ...model.attributes, [OBJECTIVE_ATTRIBUTE]: objective };
  const pairs = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  return [size(pairs.length), ...pairs.flatMap(([name, value]) => [string(name), string(value)])];
}

function string(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  return Buffer.concat([size(bytes.length), bytes]);
}

function floats(values: Float32Array): Uint8Array {
  const bytes = structure(4 * values.length, (view) => {
    values.forEach((value, at) => {
      view.setFloat32(4 * at, value, true);
    });
  });
  return Buffer.concat([size(values.length), bytes]);
}

function size(value: number): Uint8Array {
  return structure(8, (view) => view.setBigUint64(0, BigInt(value), true));
}

/** Zeroes, but for what is set. */
function structure(bytes: number, set: (view: DataView) => void): Uint8Array {
  const result = new Uint8Array(bytes);
  set(new DataView(result.buffer));
  return result;
}
