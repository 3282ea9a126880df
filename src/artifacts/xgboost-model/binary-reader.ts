import type { LinearBooster, RegressionTree, TreeBooster, XgboostModel } from '../../algorithms/algorithm.js';
import { ByteCursor } from '../byte-cursor.js';
import {
  DELETED,
  GBLINEAR_BYTES,
  GBTREE_BYTES,
  LEARNER_BYTES,
  MAGIC,
  METRICS_ATTRIBUTE,
  NODE_BYTES,
  OBJECTIVE_ATTRIBUTE,
  OLD_POISSON_ATTRIBUTE,
  SNAPSHOT_MARK,
  STATISTICS_BYTES,
  TOP_BIT,
  TREE_BYTES,
} from './binary-layout.js';
import { evenStarts, groupsOf, objectiveOf } from './document-reader.js';
import { readJson } from './json-text.js';
import { predictionOfOldMargin } from './old-base-score.js';
import { checkTree } from './tree-check.js';

const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8');

/** Neither mark nor magic is needed: the names of an objective and of a booster in their places are unlike anything else. */
export function isXgboostBinary(bytes: Uint8Array): boolean {
  const start = latin1.decode(bytes.subarray(0, SNAPSHOT_MARK.length));
  if (start === SNAPSHOT_MARK || start.startsWith(MAGIC)) return true;
  return /^.{8}[a-z]+:[a-z]+.{8}(?:gbtree|gblinear|dart)/s.test(
    latin1.decode(bytes.subarray(LEARNER_BYTES, LEARNER_BYTES + 100)),
  );
}

/** @throws UserError E_MODEL_TRUNCATED, E_MODEL_MALFORMED, E_MODEL_UNSUPPORTED, with the byte offset */
export function readBinary(bytes: Uint8Array, file: string): XgboostModel {
  const cursor = new ByteCursor(bytes, file);
  if (startsWith(bytes, SNAPSHOT_MARK)) {
    cursor.bytes(SNAPSHOT_MARK.length, 'the mark');
    const size = cursor.size('the size of the model');
    return readBinary(cursor.bytes(size, 'the model'), file);
  }
  if (startsWith(bytes, MAGIC)) cursor.bytes(MAGIC.length, 'the mark');
  return new BinaryReader(cursor, file).model();
}

function startsWith(bytes: Uint8Array, mark: string): boolean {
  return latin1.decode(bytes.subarray(0, mark.length)) === mark;
}

class BinaryReader {
  readonly #cursor: ByteCursor;
  readonly #file: string;

  constructor(cursor: ByteCursor, file: string) {
    this.#cursor = cursor;
    this.#file = file;
  }

  model(): XgboostModel {
    const cursor = this.#cursor;
    const header = this.#structure(LEARNER_BYTES, 'the header');
    const [major, minor] = [header.getUint32(20, true), header.getUint32(24, true)];
    const shape = {
      numFeature: header.getUint32(4, true),
      numClass: Math.max(0, header.getInt32(8, true)),
      numTarget: Math.max(1, header.getUint32(28, true)),
    };
    const name = this.#string('the name of the objective');
    const at = cursor.offset;
    const kind = this.#string('the name of the booster');
    const booster = this.#booster(kind, shape, at);
    const attributes = header.getInt32(12, true) === 0 ? {} : this.#attributes();
    const score = header.getFloat32(0, true);
    return {
      ...(major === 0 ? {} : { version: [major, minor, 0] as const }),
      ...shape,
      baseScore: [major === 0 ? predictionOfOldMargin(name, score) : score],
      boostFromAverage: header.getInt32(32, true) === 1,
      objective: this.#objective(name, attributes),
      attributes: ownAttributes(attributes),
      featureNames: [],
      featureTypes: [],
      booster,
    };
  }

  #objective(name: string, attributes: Readonly<Record<string, string>>) {
    const text = attributes[OBJECTIVE_ATTRIBUTE];
    if (text !== undefined) return objectiveOf(readJson(new TextEncoder().encode(text), this.#file), this.#file);
    const step = attributes[OLD_POISSON_ATTRIBUTE];
    return { name, parameters: step === undefined ? {} : { poisson_regression_param: { max_delta_step: step } } };
  }

  #booster(kind: string, shape: { numFeature: number; numClass: number; numTarget: number }, at: number) {
    switch (kind) {
      case 'gbtree':
        return this.#trees(shape);
      case 'dart':
        return this.#dart(shape);
      case 'gblinear':
        return this.#linear(shape);
      default:
        throw this.#cursor.malformed(`XGBoost has no booster ${JSON.stringify(kind.slice(0, 40))}`, at);
    }
  }

  #dart(shape: { numFeature: number; numClass: number; numTarget: number }): TreeBooster {
    const booster = this.#trees(shape);
    const at = this.#cursor.offset;
    const treeWeights = booster.trees.length === 0 ? new Float32Array(0) : this.#floats('the weights of the trees');
    if (treeWeights.length !== booster.trees.length) {
      throw this.#cursor.malformed(`${booster.trees.length} trees have ${treeWeights.length} weights`, at);
    }
    return { ...booster, kind: 'dart', treeWeights };
  }

  #linear(shape: { numFeature: number; numClass: number; numTarget: number }): LinearBooster {
    this.#structure(GBLINEAR_BYTES, 'the header of the booster');
    const groups = groupsOf(shape);
    const at = this.#cursor.offset;
    const weights = this.#floats('the weights');
    if (weights.length !== (shape.numFeature + 1) * groups) {
      throw this.#cursor.malformed(`${shape.numFeature} features have ${weights.length} weights`, at);
    }
    return { kind: 'gblinear', weights, groups, boostedRounds: 0 };
  }

  #trees(shape: { numFeature: number; numClass: number; numTarget: number }): TreeBooster {
    const header = this.#structure(GBTREE_BYTES, 'the header of the booster');
    const count = this.#count(header.getInt32(0, true), 'trees');
    this.#cursor.expectRoomFor(count, TREE_BYTES, 'trees');
    const numParallelTree = Math.max(1, header.getInt32(4, true));
    const trees = Array.from({ length: count }, (_, id) => this.#tree(id, shape.numFeature));
    const at = this.#cursor.offset;
    const groups = groupsOf(shape);
    const treeGroups = new Int32Array(new Uint8Array(this.#cursor.bytes(4 * count, 'the groups of the trees')).buffer);
    const odd = treeGroups.find((group) => group < 0 || group >= groups);
    if (odd !== undefined) throw this.#cursor.malformed(`a tree adds to group ${odd} of ${groups}`, at);
    return {
      kind: 'gbtree',
      trees,
      treeGroups,
      iterationStarts: evenStarts(count, groups * numParallelTree),
      numParallelTree,
    };
  }

  #tree(id: number, numFeature: number): RegressionTree {
    const at = this.#cursor.offset;
    const header = this.#structure(TREE_BYTES, `tree ${id}`);
    const count = this.#count(header.getInt32(4, true), 'nodes');
    if (header.getInt32(20, true) > 1) {
      const hint = 'Train it with multi_strategy=one_output_per_tree.';
      throw this.#cursor.unsupported('The trees of the model have a vector in each leaf.', at, hint);
    }
    this.#cursor.expectRoomFor(count, NODE_BYTES + STATISTICS_BYTES, 'nodes');
    const nodes = this.#structure(count * NODE_BYTES, 'nodes');
    const statistics = this.#structure(count * STATISTICS_BYTES, 'the statistics of nodes');
    const int = (offset: number) =>
      Int32Array.from({ length: count }, (_, node) => nodes.getInt32(node * NODE_BYTES + offset, true));
    const float = (offset: number) =>
      Float32Array.from({ length: count }, (_, node) => statistics.getFloat32(node * STATISTICS_BYTES + offset, true));
    const splits = Uint32Array.from(int(12));
    const tree: RegressionTree = {
      leftChildren: int(4),
      rightChildren: int(8),
      parents: int(0).map((parent) => (parent === -1 ? -1 : parent & ~TOP_BIT)),
      splitIndices: Int32Array.from(splits, (split) => split & ~TOP_BIT),
      splitConditions: Float32Array.from({ length: count }, (_, node) =>
        nodes.getFloat32(node * NODE_BYTES + 16, true),
      ),
      defaultLeft: Uint8Array.from(splits, (split) => (split >= TOP_BIT ? 1 : 0)),
      lossChanges: float(0),
      sumHessian: float(4),
      baseWeights: float(8),
      ...(splits.includes(DELETED) ? { deleted: Uint8Array.from(splits, (split) => (split === DELETED ? 1 : 0)) } : {}),
    };
    const parents = checkTree(tree, numFeature);
    if (typeof parents === 'string') throw this.#cursor.malformed(`tree ${id}: ${parents}`, at);
    return { ...tree, parents };
  }

  #attributes(): Record<string, string> {
    const count = this.#cursor.size('the number of attributes');
    this.#cursor.expectRoomFor(count, 16, 'attributes');
    return Object.fromEntries(
      Array.from({ length: count }, () => [this.#string('the name of an attribute'), this.#string('an attribute')]),
    );
  }

  #string(what: string): string {
    const length = this.#cursor.size(`the length of ${what}`);
    return utf8.decode(this.#cursor.bytes(length, what));
  }

  #floats(what: string): Float32Array {
    const count = this.#cursor.size(`the number of ${what}`);
    this.#cursor.expectRoomFor(count, 4, what);
    return new Float32Array(new Uint8Array(this.#cursor.bytes(4 * count, what)).buffer);
  }

  #count(count: number, what: string): number {
    if (count < 0) throw this.#cursor.malformed(`there are ${count} ${what}`, this.#cursor.offset);
    return count;
  }

  #structure(size: number, what: string): DataView {
    const bytes = this.#cursor.bytes(size, what);
    return new DataView(bytes.buffer, bytes.byteOffset, size);
  }
}

function ownAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const { [OBJECTIVE_ATTRIBUTE]: _, [METRICS_ATTRIBUTE]: __, [OLD_POISSON_ATTRIBUTE]: ___, ...own } = attributes;
  return own;
}
