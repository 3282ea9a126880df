import { expect, test } from 'vitest';
import type { TreeNode } from '../../../src/algorithms/random-cut-forest/path.js';
import { drawTreeCuts } from '../../../src/report/tree-cuts.js';

const leaf = (x: number, y: number, depth: number): TreeNode => ({
  lows: Float32Array.of(x, y),
  highs: Float32Array.of(x, y),
  depth,
  mass: 1,
});
/** (0, 0), (10, 0) and (10, 10): cut at x = 5, then at y = 2. */
const root: TreeNode = {
  lows: Float32Array.of(0, 0),
  highs: Float32Array.of(10, 10),
  depth: 0,
  mass: 3,
  cut: {
    column: 0,
    value: 5,
    left: leaf(0, 0, 1),
    right: {
      lows: Float32Array.of(10, 0),
      highs: Float32Array.of(10, 10),
      depth: 1,
      mass: 2,
      cut: { column: 1, value: 2, left: leaf(10, 0, 2), right: leaf(10, 10, 2) },
    },
  },
};

const count = (svg: string, tag: string) => svg.split(`<${tag} `).length - 1;

test('a line for each cut, a dot for each row', () => {
  const svg = drawTreeCuts(root, { size: 124 });
  expect([count(svg, 'line'), count(svg, 'circle'), count(svg, 'polygon')]).toEqual([2, 3, 0]);
  // 12 pixels of margin, 10 pixels to a unit, y upwards.
  expect(svg).toContain('<line x1="62.0" y1="112.0" x2="62.0" y2="12.0" stroke="#789" stroke-width="2.4"/>');
  expect(svg).toContain('<line x1="112.0" y1="92.0" x2="112.0" y2="92.0"');
  expect(svg.startsWith('<svg xmlns=') && svg.endsWith('</svg>\n')).toBe(true);
});

test('the way of a point: the boxes it comes through, and the point', () => {
  const near = drawTreeCuts(root, { point: [-5, 0] });
  expect([count(near, 'polygon'), count(near, 'circle')]).toEqual([1, 4]);
  expect(count(drawTreeCuts(root, { point: [9, 9] }), 'polygon')).toBe(2);
});

test('deep cuts may be left out', () => {
  expect(count(drawTreeCuts(root, { maxDepth: 0 }), 'line')).toBe(1);
});

test('three columns do not fit', () => {
  expect(() => drawTreeCuts({ ...leaf(0, 0, 0), lows: new Float32Array(3) })).toThrow(RangeError);
});
