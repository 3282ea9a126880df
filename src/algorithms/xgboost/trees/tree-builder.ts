import type { RegressionTree } from '../../xgboost-model.js';

/** How a node is split. */
export interface NodeSplit {
  readonly node: number;
  readonly column: number;
  readonly value: number;
  readonly defaultLeft: boolean;
  readonly gain: number;
  /** The node's own answer, had it stayed a leaf; not scaled by the learning rate. */
  readonly weight: number;
  readonly hessian: number;
  readonly left: NewLeaf;
  readonly right: NewLeaf;
}

export interface NewLeaf {
  /** Scaled by the learning rate. */
  readonly answer: number;
  readonly hessian: number;
}

/** A tree that grows; nodes are numbered in the order in which they come to be. */
export class TreeBuilder {
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #parents: number[] = [];
  readonly #columns: number[] = [];
  readonly #conditions: number[] = [];
  readonly #defaultLeft: number[] = [];
  readonly #gains: number[] = [];
  readonly #hessians: number[] = [];
  readonly #weights: number[] = [];

  /** @param weight the root's answer before it is scaled */
  constructor(root: NewLeaf, weight: number) {
    this.#addLeaf(-1, root);
    this.#weights[0] = weight;
  }

  /** @returns the number of the left child; that of the right one follows */
  split({ node, column, value, defaultLeft, gain, weight, hessian, left, right }: NodeSplit): number {
    const child = this.#addLeaf(node, left);
    this.#left[node] = child;
    this.#right[node] = this.#addLeaf(node, right);
    this.#columns[node] = column;
    this.#conditions[node] = value;
    this.#defaultLeft[node] = defaultLeft ? 1 : 0;
    this.#gains[node] = gain;
    this.#hessians[node] = hessian;
    this.#weights[node] = weight;
    return child;
  }

  finish(): RegressionTree {
    return {
      leftChildren: Int32Array.from(this.#left),
      rightChildren: Int32Array.from(this.#right),
      parents: Int32Array.from(this.#parents),
      splitIndices: Int32Array.from(this.#columns),
      splitConditions: Float32Array.from(this.#conditions),
      defaultLeft: Uint8Array.from(this.#defaultLeft),
      lossChanges: Float32Array.from(this.#gains),
      sumHessian: Float32Array.from(this.#hessians),
      baseWeights: Float32Array.from(this.#weights),
    };
  }

  #addLeaf(parent: number, { answer, hessian }: NewLeaf): number {
    this.#right.push(-1);
    this.#parents.push(parent);
    this.#columns.push(0);
    this.#conditions.push(answer);
    this.#defaultLeft.push(0);
    this.#gains.push(0);
    this.#hessians.push(hessian);
    // XGBoost records the scaled answer of a leaf here, but that of a node before scaling.
    this.#weights.push(answer);
    return this.#left.push(-1) - 1;
  }
}
