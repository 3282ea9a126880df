import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DynamicTree } from '../../../../src/algorithms/random-cut-forest/dynamic-tree.js';
import { Random } from '../../../../src/data/random.js';

/** Masses add up, boxes are tight, cuts lie in their boxes and part their rows. */
function expectSound(tree: DynamicTree): void {
  for (const node of tree.nodes()) {
    if ('point' in node) {
      expect(node.mass).toBeGreaterThan(0);
      continue;
    }
    const { left, right, column, value, lows, highs } = node;
    expect(node.mass).toBe(left.mass + right.mass);
    const low = (child: typeof left, at: number) => ('point' in child ? child.point : child.lows)[at] as number;
    const high = (child: typeof left, at: number) => ('point' in child ? child.point : child.highs)[at] as number;
    for (let at = 0; at < lows.length; at++) {
      expect(lows[at]).toBe(Math.min(low(left, at), low(right, at)));
      expect(highs[at]).toBe(Math.max(high(left, at), high(right, at)));
    }
    expect(high(left, column)).toBeLessThanOrEqual(value);
    expect(low(right, column)).toBeGreaterThan(value);
  }
}

/** Few different values, so that rows are often equal. */
const row = fc
  .array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 2 })
  .map((values) => Float32Array.from(values));
const moves = fc.array(fc.record({ row, isInsert: fc.boolean() }), { maxLength: 60 });

test('whatever joins and leaves, the tree is sound and knows exactly the rows that are there', () => {
  fc.assert(
    fc.property(moves, fc.nat(), (sequence, seed) => {
      const tree = new DynamicTree(new Random(seed));
      const there: string[] = [];
      for (const { row: moved, isInsert } of sequence) {
        const at = there.indexOf(moved.join());
        if (isInsert) {
          tree.insert(moved);
          there.push(moved.join());
        } else {
          expect(tree.delete(moved)).toBe(at >= 0);
          if (at >= 0) there.splice(at, 1);
        }
        expectSound(tree);
        expect(tree.mass).toBe(there.length);
      }
      const leaves = [...tree.nodes()].flatMap((node) =>
        'point' in node ? Array(node.mass).fill(node.point.join()) : [],
      );
      expect(leaves.toSorted()).toEqual(there.toSorted());
    }),
    { numRuns: 150 },
  );
});

test('neighbouring floats and huge ones are parted too', () => {
  for (let seed = 0; seed < 50; seed++) {
    const tree = new DynamicTree(new Random(seed));
    for (const value of [1, 1 + 2 ** -23, 1 + 2 ** -22, -3e38, 3e38, 0]) tree.insert(Float32Array.of(value));
    expectSound(tree);
    expect(tree.mass).toBe(6);
  }
});

describe('the tree is distributed as one that never knew the rows that left', () => {
  /** A box of 8 by 2: four of five cuts of the root go through column 0. */
  const rows = [
    [0, 0],
    [8, 1],
    [3, 2],
    [5, 0.5],
  ].map((values) => Float32Array.from(values));
  const runs = 4000;

  function measure(make: (tree: DynamicTree) => void) {
    let [firstColumn, inverseDepth] = [0, 0];
    for (let seed = 0; seed < runs; seed++) {
      const tree = new DynamicTree(new Random(seed));
      make(tree);
      const [root] = tree.nodes();
      if (root !== undefined && 'column' in root && root.column === 0) firstColumn++;
      inverseDepth += tree.inverseDepth([4, 3]);
    }
    return { firstColumn: firstColumn / runs, inverseDepth: inverseDepth / runs };
  }

  const insert = (order: readonly Float32Array[]) => (tree: DynamicTree) => {
    for (const one of order) tree.insert(one);
  };
  const inserted = measure(insert(rows));

  test('cuts fall in proportion to the sides of the box', () => {
    expect(Math.abs(inserted.firstColumn - 0.8)).toBeLessThan(5 * Math.sqrt((0.8 * 0.2) / runs));
  });

  test('in another order', () => {
    const backwards = measure(insert(rows.toReversed()));
    expect(backwards.firstColumn).toBeCloseTo(inserted.firstColumn, 1);
    expect(Math.abs(backwards.inverseDepth - inserted.inverseDepth)).toBeLessThan(0.01);
  });

  test('after others joined and left', () => {
    const others = [
      [-30, 1],
      [4, 40],
    ].map((values) => Float32Array.from(values));
    const restored = measure((tree) => {
      for (const one of [others[0], rows[0], rows[1], others[1], rows[2], rows[3]]) tree.insert(one as Float32Array);
      for (const one of others) tree.delete(one);
    });
    expect(Math.abs(restored.firstColumn - 0.8)).toBeLessThan(5 * Math.sqrt((0.8 * 0.2) / runs));
    expect(Math.abs(restored.inverseDepth - inserted.inverseDepth)).toBeLessThan(0.01);
  });
});

test('an empty tree scores nothing', () => {
  const tree = new DynamicTree(new Random(1));
  expect([tree.mass, tree.inverseDepth([1]), tree.delete([1])]).toEqual([0, 0, false]);
});
