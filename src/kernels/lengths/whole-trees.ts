import { MOST_DEPTH_AT_ONCE, type RowBins, type WholeTreeKernels } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';
import { checkFound, checkLayout, checkRowCodes } from './boosting.js';

type Of = Parameters<Required<WholeTreeKernels>['growTree']>;

export function checkGrowTree(...[input, output]: Of): void {
  const { bins, gradients, rules, maxDepth } = input;
  const { rows, groups, width } = bins;
  checkBins(bins);
  checkShape({ maxDepth });
  if (maxDepth > MOST_DEPTH_AT_ONCE) throw new RangeError(`maxDepth is ${maxDepth}`);
  if (rules.monotone !== undefined) throw new RangeError('monotone is not for trees that are grown at once');
  const { order, scratch, pool, sum, nodes, splits, leafOfRow } = output;
  const most = 2 ** maxDepth - 1;
  checkLengths({
    gradients: [gradients.length, 2 * rows],
    order: [order.length, rows],
    scratch: [scratch.length, rows],
    pool: [pool.length, 2 ** maxDepth * groups * width],
    sum: [sum.length, 2],
    nodes: [nodes.length, most],
    leafOfRow: [leafOfRow.length, rows],
  });
  checkFound(splits, most);
}

function checkBins(bins: RowBins): void {
  const { rows, byColumn, codes, groups, width, layout } = bins;
  checkRowCodes(bins);
  if (byColumn.BYTES_PER_ELEMENT !== codes.BYTES_PER_ELEMENT) throw new RangeError('codes are of another size');
  checkLengths({
    byColumn: [byColumn.length, rows * layout.cols],
    slots: [layout.slots, groups * width],
  });
  checkLayout(layout);
}
