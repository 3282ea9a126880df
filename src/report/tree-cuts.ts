import type { TreeNode } from '../algorithms/random-cut-forest/path.js';

export interface TreeCutsOptions {
  /** A point and its way through the tree: the boxes it comes through are drawn strong. */
  readonly point?: readonly [x: number, y: number];
  /** Cuts deeper than this are left out; default: none. */
  readonly maxDepth?: number;
  /** Pixels; default 480. */
  readonly size?: number;
}

const MARGIN = 12;

/**
 * A tree over rows of two columns as an SVG: every cut as a line across the box of the rows it parts, the first ones thick; the rows as dots.
 * @param root of `unfold`
 * @throws RangeError where the rows do not have two columns
 */
export function drawTreeCuts(
  root: TreeNode,
  { point, maxDepth = Number.POSITIVE_INFINITY, size = 480 }: TreeCutsOptions = {},
): string {
  if (root.lows.length !== 2) throw new RangeError(`a tree over ${root.lows.length} columns cannot be drawn in two`);
  const frame = frameOf(root, point, size);
  const marks = [...draw(root, point, frame, maxDepth)];
  if (point !== undefined) {
    marks.push(`<circle cx="${frame.x(point[0])}" cy="${frame.y(point[1])}" r="5" fill="#d33"/>`);
  }
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size}" height="${size}">`;
  return [open, `<rect width="${size}" height="${size}" fill="#fff"/>`, ...marks, '</svg>', ''].join('\n');
}

interface Frame {
  x(value: number): string;
  y(value: number): string;
}

/** Where values come to lie in the picture, the point included. */
function frameOf({ lows, highs }: TreeNode, point: TreeCutsOptions['point'], size: number): Frame {
  const scale = (column: 0 | 1) => {
    const values = [lows[column] as number, highs[column] as number, ...(point === undefined ? [] : [point[column]])];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const length = high === low ? 1 : high - low;
    return (value: number) => MARGIN + ((value - low) / length) * (size - 2 * MARGIN);
  };
  const [x, y] = [scale(0), scale(1)];
  return { x: (value) => x(value).toFixed(1), y: (value) => (size - y(value)).toFixed(1) };
}

/** Boxes before what lies in them, and the cut of a box after its box. */
function* draw(
  node: TreeNode,
  point: TreeCutsOptions['point'],
  frame: Frame,
  maxDepth: number,
): Generator<string, void, void> {
  const [left, bottom] = node.lows as unknown as [number, number];
  const [right, top] = node.highs as unknown as [number, number];
  if (node.cut === undefined) {
    yield `<circle cx="${frame.x(left)}" cy="${frame.y(bottom)}" r="2" fill="#345"/>`;
    return;
  }
  const { column, value } = node.cut;
  if (point !== undefined) yield rectangle(frame, left, bottom, right, top);
  if (node.depth <= maxDepth) {
    const ends = column === 0 ? [value, bottom, value, top] : [left, value, right, value];
    yield line(frame, ends as [number, number, number, number], Math.max(0.4, 2.4 / (node.depth + 1)));
  }
  const isLeft = point !== undefined && (point[column] as number) <= value;
  yield* draw(node.cut.left, isLeft ? point : undefined, frame, maxDepth);
  yield* draw(node.cut.right, isLeft ? undefined : point, frame, maxDepth);
}

function rectangle(frame: Frame, left: number, bottom: number, right: number, top: number): string {
  const corners = `${frame.x(left)},${frame.y(bottom)} ${frame.x(right)},${frame.y(bottom)} ${frame.x(right)},${frame.y(top)} ${frame.x(left)},${frame.y(top)}`;
  return `<polygon points="${corners}" fill="#d33" fill-opacity="0.06" stroke="#d33" stroke-width="1"/>`;
}

function line(frame: Frame, [x1, y1, x2, y2]: readonly [number, number, number, number], width: number): string {
  const ends = `x1="${frame.x(x1)}" y1="${frame.y(y1)}" x2="${frame.x(x2)}" y2="${frame.y(y2)}"`;
  return `<line ${ends} stroke="#789" stroke-width="${width.toFixed(1)}"/>`;
}
