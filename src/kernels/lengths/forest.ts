import type { ForestArrays, ForestBounds, ForestKernels } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkGrow(...[input, output]: Parameters<ForestKernels['growTrees']>): void {
  const { samples, seeds, trees, size, cols } = input;
  checkShape({ trees, size, cols });
  const cuts = trees * (size - 1);
  checkLengths({
    samples: [samples.length, trees * size * cols],
    seeds: [seeds.length, trees],
    leafCounts: [output.leafCounts.length, trees],
    cutColumns: [output.cutColumns.length, cuts],
    cutValues: [output.cutValues.length, cuts],
    leftLeaves: [output.leftLeaves.length, cuts],
    leafRows: [output.leafRows.length, trees * size],
    masses: [output.masses.length, trees * size],
  });
}

export function checkBound(forest: ForestArrays, bounds: ForestBounds): void {
  const cuts = checkForest(forest);
  checkLengths({
    boxes: [bounds.boxes.length, cuts * 2 * forest.cols],
    extents: [bounds.extents.length, cuts],
  });
}

export function checkAddDepths(...[input, sums]: Parameters<ForestKernels['addInverseDepths']>): void {
  const { forest, bounds, logMasses, points, rows } = input;
  checkShape({ rows });
  checkBound(forest, bounds);
  checkLengths({
    logMasses: [logMasses.length, forest.points.length / forest.cols],
    points: [points.length, rows * forest.cols],
    sums: [sums.length, rows],
  });
}

/** @returns the cuts that the leaf counts come to */
function checkForest({ cols, leafCounts, cutColumns, cutValues, leftLeaves, points }: ForestArrays): number {
  checkShape({ cols, trees: leafCounts.length });
  let leaves = 0;
  for (const count of leafCounts) {
    if (count < 1) throw new RangeError(`leafCounts has ${count}, less than 1`);
    leaves += count;
  }
  const cuts = leaves - leafCounts.length;
  checkLengths({
    cutColumns: [cutColumns.length, cuts],
    cutValues: [cutValues.length, cuts],
    leftLeaves: [leftLeaves.length, cuts],
    points: [points.length, leaves * cols],
  });
  return cuts;
}
