import { CODES_IN_A_WORD, MOST_DEPTH_AT_ONCE, type RowBins, type WholeTreeKernels } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';
import { checkLayout } from './boosting.js';

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
    columns: [splits.columns.length, most],
    bins: [splits.bins.length, most],
    defaultLeft: [splits.defaultLeft.length, most],
    gains: [splits.gains.length, most],
    leftSums: [splits.leftSums.length, 2 * most],
    rightSums: [splits.rightSums.length, 2 * most],
    leafOfRow: [leafOfRow.length, rows],
  });
}

function checkBins({ rows, byColumn, codes, stride, groups, width, layout }: RowBins): void {
  checkShape({ rows, stride, groups, width });
  const [widest, word] = codes instanceof Uint8Array ? [256, CODES_IN_A_WORD] : [65536, 1];
  if (width > widest || (width & (width - 1)) !== 0) throw new RangeError(`width is ${width}`);
  if (stride < groups || stride % word !== 0) throw new RangeError(`stride is ${stride}, of ${groups} groups`);
  if (byColumn.BYTES_PER_ELEMENT !== codes.BYTES_PER_ELEMENT) throw new RangeError('codes are of another size');
  checkLengths({
    byColumn: [byColumn.length, rows * layout.cols],
    codes: [codes.length, rows * stride],
    slots: [layout.slots, groups * width],
  });
  checkLayout(layout);
}
