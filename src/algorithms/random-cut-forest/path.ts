import type { Tree } from './forest.js';
import { type Box, boxOf, goesLeft, leftOf, type Place, pointOf, rightOf, rootsOf } from './walk.js';

/** A cut or a leaf, with all that lies below it: a tree to draw, or to walk through by hand. */
export interface TreeNode extends Box {
  readonly depth: number;
  /** Rows of the sample that come here. */
  readonly mass: number;
  /** Absent in a leaf. */
  readonly cut?: Cut;
}

export interface Cut {
  readonly column: number;
  /** A row goes left where its value is at most this. */
  readonly value: number;
  readonly left: TreeNode;
  readonly right: TreeNode;
}

/** The root of a tree. @param tree one of `treeOf`, or of a step */
export function unfold(tree: Tree): TreeNode {
  return unfoldPlace(tree, rootOf(tree));
}

function unfoldPlace(tree: Tree, place: Place): TreeNode {
  const mass = tree.masses.subarray(place.leaf, place.leaf + place.leaves).reduce((sum, rows) => sum + rows, 0);
  const node = { ...boxOf(tree, place), depth: place.depth, mass };
  if (place.leaves === 1) return node;
  return {
    ...node,
    cut: {
      column: tree.cutColumns[place.cut] as number,
      value: tree.cutValues[place.cut] as number,
      left: unfoldPlace(tree, leftOf(tree, place)),
      right: unfoldPlace(tree, rightOf(tree, place)),
    },
  };
}

/** What happens to a point at one cut of a tree. */
export interface Crossing extends Box {
  readonly depth: number;
  readonly column: number;
  readonly value: number;
  /** Chance that the point, inserted, would be set apart here. */
  readonly apart: number;
  /** Chance that it has come this far. */
  readonly stillIn: number;
  readonly side: 'left' | 'right';
}

/** Where the way of a point through a tree ends. */
export interface Arrival {
  readonly depth: number;
  /** `[cols]`, the row of the leaf */
  readonly point: Float32Array;
  readonly mass: number;
  /** Chance that the point comes all the way. */
  readonly stillIn: number;
  /** The point is the row of the leaf. */
  readonly seen: boolean;
}

/** The way of a point down a tree, cut by cut. */
export function pathOf(
  tree: Tree,
  point: ArrayLike<number>,
): { readonly crossings: readonly Crossing[]; readonly arrival: Arrival } {
  const crossings: Crossing[] = [];
  let stillIn = 1;
  let place = rootOf(tree);
  while (place.leaves > 1) {
    const box = boxOf(tree, place);
    const isLeft = goesLeft(tree, place, point);
    const apart = chanceApart(box, point);
    crossings.push({
      ...box,
      depth: place.depth,
      column: tree.cutColumns[place.cut] as number,
      value: tree.cutValues[place.cut] as number,
      apart,
      stillIn,
      side: isLeft ? 'left' : 'right',
    });
    stillIn *= 1 - apart;
    place = isLeft ? leftOf(tree, place) : rightOf(tree, place);
  }
  const leaf = pointOf(tree, place);
  const seen = leaf.every((value, column) => value === point[column]);
  return {
    crossings,
    arrival: { depth: place.depth, point: leaf, mass: tree.masses[place.leaf] as number, stillIn, seen },
  };
}

/** What the box would have to grow to hold the point, as a share of the grown box. */
function chanceApart({ lows, highs }: Box, point: ArrayLike<number>): number {
  let [grown, extent] = [0, 0];
  for (let column = 0; column < lows.length; column++) {
    const [low, high, value] = [lows[column] as number, highs[column] as number, point[column] as number];
    grown += Math.max(low - value, value - high, 0);
    extent += high - low;
  }
  return grown / (extent + grown);
}

function rootOf(tree: Tree): Place {
  return rootsOf(tree).next().value as Place;
}
