import type { Random } from '../../data/random.js';

interface Leaf {
  readonly point: Float32Array;
  mass: number;
  parent: Branch | undefined;
}

interface Branch {
  readonly column: number;
  readonly value: number;
  left: Subtree;
  right: Subtree;
  mass: number;
  /** `[cols]`, the smallest box around all rows below */
  readonly lows: Float32Array;
  /** `[cols]` */
  readonly highs: Float32Array;
  parent: Branch | undefined;
}

type Subtree = Leaf | Branch;

/**
 * A random cut tree that rows can join and leave. Whatever the order in which they came and went, the tree is distributed as one that was grown over
 * the rows that are there: that is what makes it fit for streams.
 *
 * @see Guha, Mishra, Roy and Schrijvers, Robust random cut forest based anomaly detection on streams, 2016
 */
export class DynamicTree {
  readonly #random: Random;
  #root: Subtree | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Rows in the tree. */
  get mass(): number {
    return this.#root?.mass ?? 0;
  }

  /**
   * Adds a row. From the root on, a place is drawn along the sides of the box as it would be with the new row in it. If it falls outside the box
   * as it is, the row is cut off there; otherwise the old cut holds and the row goes on down.
   */
  insert(point: Float32Array): void {
    const row = point.slice();
    let node = this.#root;
    if (node === undefined) {
      this.#root = { point: row, mass: 1, parent: undefined };
      return;
    }
    for (;;) {
      if (isLeaf(node) && equal(node.point, row)) {
        node.mass++;
        break;
      }
      const cut = this.#cutOff(node, row);
      if (cut !== undefined) {
        this.#split(node, row, cut);
        break;
      }
      node = childOf(node as Branch, row);
    }
    for (let above = isLeaf(node) ? node.parent : node; above !== undefined; above = above.parent) {
      refresh(above);
    }
  }

  /** Takes a row out. @returns false where it is not there */
  delete(point: ArrayLike<number>): boolean {
    const leaf = this.#leafOf(point);
    if (leaf === undefined || !equal(leaf.point, point)) return false;
    leaf.mass--;
    let above = leaf.parent;
    if (leaf.mass === 0) {
      const beside = above === undefined ? undefined : above.left === leaf ? above.right : above.left;
      const grandparent = above?.parent;
      this.#replace(above ?? leaf, beside, grandparent);
      above = grandparent;
    }
    for (; above !== undefined; above = above.parent) refresh(above);
    return true;
  }

  /**
   * Expected 1 / (the depth at which the point would stand by itself if it were inserted), as in `ForestKernels.addInverseDepths`; 0 where
   * the tree is empty.
   */
  inverseDepth(point: ArrayLike<number>): number {
    let node = this.#root;
    if (node === undefined) return 0;
    let [depth, expected, stillIn] = [0, 0, 1];
    for (; !isLeaf(node); depth++) {
      const { grown, extent } = grow(node, point);
      const apart = grown / (extent + grown);
      expected += (stillIn * apart) / (depth + 1);
      stillIn *= 1 - apart;
      node = childOf(node, point);
    }
    const seen = equal(node.point, point);
    return expected + stillIn / (seen ? Math.max(1, depth + Math.log2(node.mass)) : depth + 1);
  }

  /** Every cut and leaf, a parent before its children: what invariants are checked on. */
  *nodes(): Generator<Readonly<Subtree>, void, void> {
    const pending = this.#root === undefined ? [] : [this.#root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      yield node;
      if (!isLeaf(node)) pending.push(node.right, node.left);
    }
  }

  #leafOf(point: ArrayLike<number>): Leaf | undefined {
    let node = this.#root;
    while (node !== undefined && !isLeaf(node)) node = childOf(node, point);
    return node;
  }

  /** The cut that sets the row apart from everything below the node, where the draw falls so. */
  #cutOff(node: Subtree, row: Float32Array): { readonly column: number; readonly value: number } | undefined {
    const { grown, extent } = grow(node, row);
    let place = this.#random.uniform() * (grown + extent);
    let outermost: { readonly column: number; readonly value: number } | undefined;
    for (let column = 0; column < row.length; column++) {
      const [low, high, value] = [lowOf(node, column), highOf(node, column), row[column] as number];
      const [from, to] = [Math.min(low, value), Math.max(high, value)];
      if (from === to) continue;
      const rounded = Math.fround(from + place);
      const cut = { column, value: rounded < to ? rounded : from };
      const isOutside = value < low ? cut.value < low : value > high && cut.value >= high;
      if (place < to - from) return isOutside || isLeaf(node) ? atEdge(cut, value, low, high) : undefined;
      if (value < low || value > high) outermost = atEdge(cut, value, low, high);
      place -= to - from;
    }
    // Rounding led past the last side.
    return isLeaf(node) ? outermost : undefined;
  }

  #split(node: Subtree, row: Float32Array, { column, value }: { column: number; value: number }): void {
    const leaf: Leaf = { point: row, mass: 1, parent: undefined };
    const isLeft = (row[column] as number) <= value;
    const { parent } = node;
    const branch: Branch = {
      column,
      value,
      left: isLeft ? leaf : node,
      right: isLeft ? node : leaf,
      mass: 0,
      lows: new Float32Array(row.length),
      highs: new Float32Array(row.length),
      parent,
    };
    this.#replace(node, branch, parent);
    leaf.parent = branch;
    node.parent = branch;
    refresh(branch);
  }

  #replace(old: Subtree, by: Subtree | undefined, parent: Branch | undefined): void {
    if (by !== undefined) by.parent = parent;
    if (parent === undefined) this.#root = by;
    else if (parent.left === old) parent.left = by as Subtree;
    else parent.right = by as Subtree;
  }
}

/** A cut that parts the value from the side from low to high, whatever rounding did to it. */
function atEdge(cut: { readonly column: number; readonly value: number }, value: number, low: number, high: number) {
  if (value < low) return { ...cut, value: cut.value < low ? cut.value : value };
  return { ...cut, value: cut.value >= high && cut.value < value ? cut.value : high };
}

/** Mass and box of a branch from those of its children. */
function refresh(branch: Branch): void {
  const { left, right, lows, highs } = branch;
  branch.mass = left.mass + right.mass;
  for (let column = 0; column < lows.length; column++) {
    lows[column] = Math.min(lowOf(left, column), lowOf(right, column));
    highs[column] = Math.max(highOf(left, column), highOf(right, column));
  }
}

/** How much the sides of the box must grow, taken together, to hold the point, and how long they are. */
function grow(node: Subtree, point: ArrayLike<number>): { readonly grown: number; readonly extent: number } {
  let [grown, extent] = [0, 0];
  for (let column = 0; column < point.length; column++) {
    const [low, high, value] = [lowOf(node, column), highOf(node, column), point[column] as number];
    grown += Math.max(low - value, value - high, 0);
    extent += high - low;
  }
  return { grown, extent };
}

function isLeaf(node: Readonly<Subtree>): node is Leaf {
  return 'point' in node;
}

function childOf({ column, value, left, right }: Branch, point: ArrayLike<number>): Subtree {
  return (point[column] as number) <= value ? left : right;
}

function lowOf(node: Subtree, column: number): number {
  return (isLeaf(node) ? node.point : node.lows)[column] as number;
}

function highOf(node: Subtree, column: number): number {
  return (isLeaf(node) ? node.point : node.highs)[column] as number;
}

function equal(a: Float32Array, b: ArrayLike<number>): boolean {
  return a.every((value, column) => value === b[column]);
}
