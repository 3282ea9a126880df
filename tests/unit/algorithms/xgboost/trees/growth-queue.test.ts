import { describe, expect, test } from 'vitest';
import { type Candidate, GrowthQueue } from '../../../../../src/algorithms/xgboost/trees/growth-queue.js';

const limits = { gamma: 0, max_depth: 0, max_leaves: 0, grow_policy: 'depthwise' } as const;
const candidate = (node: number, depth: number, gain: number): Candidate => ({
  node,
  depth,
  gain,
  leftSum: [1, 1],
  rightSum: [-1, 1],
});
const nodes = (batch: readonly Candidate[]) => batch.map(({ node }) => node);

describe('the order in which nodes are split', () => {
  test('depthwise: a level at a time', () => {
    const queue = new GrowthQueue(limits);
    for (const one of [candidate(1, 1, 1), candidate(2, 1, 5), candidate(3, 2, 9)]) queue.push(one);
    expect(nodes(queue.pop())).toEqual([1, 2]);
    expect(nodes(queue.pop())).toEqual([3]);
    expect(nodes(queue.pop())).toEqual([]);
  });

  test('depthwise: at most 256 nodes at a time, the rest of the level next', () => {
    const queue = new GrowthQueue(limits);
    for (let node = 0; node < 300; node++) queue.push(candidate(node, 9, 1));
    expect(queue.pop()).toHaveLength(256);
    queue.push(candidate(600, 10, 1));
    expect(nodes(queue.pop())).toEqual(Array.from({ length: 44 }, (_, at) => 256 + at));
    expect(nodes(queue.pop())).toEqual([600]);
  });

  test('lossguide: the largest gain first, of equal ones the first that came', () => {
    const queue = new GrowthQueue({ ...limits, grow_policy: 'lossguide' });
    for (const one of [candidate(1, 1, 1), candidate(3, 2, 5), candidate(2, 1, 5)]) queue.push(one);
    expect([queue.pop(), queue.pop(), queue.pop()].map(nodes)).toEqual([[2], [3], [1]]);
  });

  test('a gain that is no more than rounding does not wait', () => {
    const queue = new GrowthQueue(limits);
    expect(queue.push(candidate(1, 1, Math.fround(1e-6)))).toBe(false);
    expect(queue.push(candidate(1, 1, Number.NaN))).toBe(false);
    expect(queue.push(candidate(1, 1, 2e-6))).toBe(true);
  });

  test('less than gamma, a side that weighs nothing, and too deep: no split', () => {
    const queue = new GrowthQueue({ ...limits, gamma: 2, max_depth: 3 });
    queue.push(candidate(1, 2, 1.5));
    queue.push({ ...candidate(2, 2, 9), rightSum: [0, 0] });
    queue.push(candidate(4, 2, 2));
    expect(nodes(queue.pop())).toEqual([4]);
    queue.push(candidate(5, 3, 9));
    expect(queue.pop()).toEqual([]);
  });

  test('max_leaves ends the tree', () => {
    const queue = new GrowthQueue({ ...limits, max_leaves: 3 });
    for (const node of [1, 2, 3]) queue.push(candidate(node, 1, 1));
    const batch = queue.pop();
    expect(nodes(batch)).toEqual([1, 2]);
    expect(queue.mayGrowBelow(batch[0] as Candidate)).toBe(false);
  });
});
