import type { RegressionTree } from '../../xgboost-model.js';

const NONE = -1;
/** What XGBoost writes at the split of a node that it gave up. */
const DELETED_SPLIT = 2 ** 31 - 1;

interface Node {
  left: number;
  right: number;
  readonly parent: number;
  splitIndex: number;
  splitCondition: number;
  defaultLeft: number;
  lossChange: number;
  sumHessian: number;
  baseWeight: number;
  deleted: boolean;
}

/** A tree while it is grown or pruned; numbers of nodes are given in the order of their splits, left child first. */
export class GrowingTree {
  readonly #nodes: Node[];
  readonly #categories: RegressionTree['categories'];

  private constructor(nodes: Node[], categories?: RegressionTree['categories']) {
    this.#nodes = nodes;
    this.#categories = categories;
  }

  /** A root alone. */
  static root(): GrowingTree {
    return new GrowingTree([newNode(NONE)]);
  }

  static of(tree: RegressionTree): GrowingTree {
    return new GrowingTree(
      Array.from(tree.leftChildren, (left, node) => ({
        left,
        right: tree.rightChildren[node] as number,
        parent: tree.parents[node] as number,
        splitIndex: tree.splitIndices[node] as number,
        splitCondition: tree.splitConditions[node] as number,
        defaultLeft: tree.defaultLeft[node] as number,
        lossChange: tree.lossChanges[node] as number,
        sumHessian: tree.sumHessian[node] as number,
        baseWeight: tree.baseWeights[node] as number,
        deleted: tree.deleted?.[node] === 1,
      })),
      tree.categories,
    );
  }

  get size(): number {
    return this.#nodes.length;
  }

  node(at: number): Readonly<Node> {
    return this.#nodes[at] as Node;
  }

  isLeaf(at: number): boolean {
    return this.node(at).left === NONE;
  }

  setLeaf(at: number, answer: number): void {
    Object.assign(this.#nodes[at] as Node, { left: NONE, right: NONE, splitCondition: answer });
  }

  /** @returns the left child; the right one is the next number */
  split(at: number, splitIndex: number, splitCondition: number, defaultLeft: number): number {
    const left = this.#nodes.push(newNode(at), newNode(at)) - 2;
    Object.assign(this.#nodes[at] as Node, { left, right: left + 1, splitIndex, splitCondition, defaultLeft });
    return left;
  }

  setStatistics(at: number, statistics: Pick<Node, 'lossChange' | 'sumHessian' | 'baseWeight'>): void {
    Object.assign(this.#nodes[at] as Node, statistics);
  }

  /** Makes a leaf of a node whose children are leaves; their numbers stay behind, marked as deleted. */
  collapse(at: number, answer: number): void {
    const { left, right } = this.node(at);
    for (const child of [left, right]) {
      Object.assign(this.#nodes[child] as Node, { deleted: true, splitIndex: DELETED_SPLIT, defaultLeft: 1 });
    }
    this.setLeaf(at, answer);
  }

  finish(): RegressionTree {
    const nodes = this.#nodes;
    const deleted = nodes.some((node) => node.deleted);
    return {
      leftChildren: Int32Array.from(nodes, (node) => node.left),
      rightChildren: Int32Array.from(nodes, (node) => node.right),
      parents: Int32Array.from(nodes, (node) => node.parent),
      splitIndices: Int32Array.from(nodes, (node) => node.splitIndex),
      splitConditions: Float32Array.from(nodes, (node) => node.splitCondition),
      defaultLeft: Uint8Array.from(nodes, (node) => node.defaultLeft),
      lossChanges: Float32Array.from(nodes, (node) => node.lossChange),
      sumHessian: Float32Array.from(nodes, (node) => node.sumHessian),
      baseWeights: Float32Array.from(nodes, (node) => node.baseWeight),
      ...(deleted && { deleted: Uint8Array.from(nodes, (node) => Number(node.deleted)) }),
      ...(this.#categories && { categories: this.#categories }),
    };
  }
}

function newNode(parent: number): Node {
  return {
    left: NONE,
    right: NONE,
    parent,
    splitIndex: 0,
    splitCondition: 0,
    defaultLeft: 0,
    lossChange: 0,
    sumHessian: 0,
    baseWeight: 0,
    deleted: false,
  };
}
