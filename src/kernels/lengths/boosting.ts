import type {
  AppliedSplits,
  BinCodes,
  BoostingKernels,
  CutOutput,
  Cuts,
  FoundSplits,
  GradientSteps,
  HistogramLayout,
  NodesToSplit,
  RowBins,
  SplitRules,
} from '../kernels.js';
import { CODES_IN_A_WORD } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

type Of<Name extends keyof BoostingKernels> = Parameters<BoostingKernels[Name]>;

export function checkGather(...[input, output]: Of<'gatherColumns'>): void {
  const { rows, cols, rowStarts, columns, values } = input;
  checkShape({ rows, cols });
  checkLengths({
    rowStarts: [rowStarts.length, rows + 1],
    values: [values.length, columns.length],
    columnStarts: [output.columnStarts.length, cols + 1],
    entryRows: [output.entryRows.length, columns.length],
    'gathered values': [output.values.length, columns.length],
  });
  checkStarts('rowStarts', rowStarts, columns.length);
  checkBelow('columns', columns, cols);
}

export function checkCutRows(...[input, output]: Of<'cutRows'>): void {
  const { values, rows, cols, from, to, weights, maxBins } = input;
  checkShape({ rows, cols });
  checkLengths({ values: [values.length, rows * cols] });
  checkWeights(weights, rows);
  checkCutOutput(from, to, cols, maxBins, Math.min(maxBins, Math.max(1, rows)), output);
}

export function checkCutColumns(...[input, output]: Of<'cutColumns'>): void {
  const { columns, rows, from, to, weights, maxBins } = input;
  checkShape({ rows, cols: columns.cols });
  checkLengths({
    columnStarts: [columns.columnStarts.length, columns.cols + 1],
    values: [columns.values.length, columns.entryRows.length],
  });
  checkStarts('columnStarts', columns.columnStarts, columns.entryRows.length);
  checkWeights(weights, rows);
  let longest = 1;
  for (let col = from; col < to; col++) {
    longest = Math.max(longest, (columns.columnStarts[col + 1] as number) - (columns.columnStarts[col] as number));
  }
  checkCutOutput(from, to, columns.cols, maxBins, Math.min(maxBins, longest), output);
}

function checkCutOutput(
  from: number,
  to: number,
  cols: number,
  maxBins: number,
  room: number,
  output: CutOutput,
): void {
  checkShape({ to, maxBins, 'to - from': to - from });
  if (from < 0 || to > cols) throw new RangeError(`columns ${from} to ${to} are not among ${cols}`);
  const { counts, present, values, lowest } = output;
  checkLengths({
    counts: [counts.length, to - from],
    present: [present.length, to - from],
    lowest: [lowest.length, to - from],
  });
  if (values.length % counts.length !== 0 || values.length < room * counts.length) {
    throw new RangeError(
      `values has ${values.length} elements, less than ${room} for each of ${counts.length} columns`,
    );
  }
}

export function checkBinRows(...[input, output]: Of<'binRows'>): void {
  const { values, rows, cuts } = input;
  const { byColumn, allRows, firstRow } = output;
  checkShape({ rows, cols: cuts.cols });
  checkCuts(cuts);
  if (!(firstRow >= 0 && firstRow + rows <= allRows)) {
    throw new RangeError(`firstRow ${firstRow} leaves no room for ${rows} rows among ${allRows}`);
  }
  checkLengths({
    values: [values.length, rows * cuts.cols],
    byColumn: [byColumn.length, allRows * cuts.cols],
  });
}

export function checkBinColumns(...[columns, cuts, output]: Of<'binColumns'>): void {
  checkCuts(cuts);
  checkLengths({
    columnStarts: [columns.columnStarts.length, cuts.cols + 1],
    cols: [columns.cols, cuts.cols],
    values: [columns.values.length, columns.entryRows.length],
    'sorted entryRows': [output.entryRows.length, columns.entryRows.length],
    entryBins: [output.entryBins.length, columns.entryRows.length],
  });
  checkStarts('columnStarts', columns.columnStarts, columns.entryRows.length);
}

export function checkBundle(...[input, output]: Of<'bundleColumns'>): void {
  const { byColumn, rows, cols, codeCounts } = input;
  checkShape({ rows, cols });
  checkLengths({
    byColumn: [byColumn.length, rows * cols],
    codeCounts: [codeCounts.length, cols],
    groups: [output.groups.length, cols],
    hiddenBins: [output.hiddenBins.length, cols],
  });
}

export function checkCodeRows(...[input, codes]: Of<'codeRows'>): void {
  const { byColumn, rows, cols, stride, groups, hiddenBins, firstCodes } = input;
  checkShape({ rows, cols, stride });
  checkLengths({
    byColumn: [byColumn.length, rows * cols],
    groups: [groups.length, cols],
    hiddenBins: [hiddenBins.length, cols],
    firstCodes: [firstCodes.length, cols],
    codes: [codes.length, rows * stride],
  });
  checkSameCodes(byColumn, codes);
  checkBelow('groups', groups, stride);
}

export function checkLossGradients(...[input, gradients]: Of<'lossGradients'>): void {
  const rows = input.margins.length;
  checkLengths({ labels: [input.labels.length, rows], gradients: [gradients.length, 2 * rows] });
  checkWeights(input.weights, rows);
}

export function checkSoftmax(...[input, gradients]: Of<'softmaxGradients'>): void {
  const { margins, labels, weights, rows, classes } = input;
  checkShape({ rows, classes });
  checkLengths({
    margins: [margins.length, rows * classes],
    labels: [labels.length, rows],
    gradients: [gradients.length, 2 * rows * classes],
  });
  checkWeights(weights, rows);
}

export function checkMeasure(...[gradients, { sums, magnitudes, largest }]: Of<'measureGradients'>): void {
  checkPairs(gradients);
  checkLengths({ sums: [sums.length, 2], magnitudes: [magnitudes.length, 2], largest: [largest.length, 2] });
}

export function checkRound(...[gradients, { steps, units, sums }]: Of<'roundGradients'>): void {
  checkPairs(gradients);
  checkLengths({ steps: [steps.length, gradients.length], units: [units.length, 2], sums: [sums.length, 2] });
  checkUnits(units);
}

function checkPairs(gradients: Float32Array): void {
  checkLengths({ gradients: [gradients.length, 2 * Math.ceil(gradients.length / 2)] });
}

/** Times a power of two is exact. */
function checkUnits(units: Float64Array): void {
  for (const unit of units) {
    if (!(unit > 0 && Number.isInteger(Math.log2(unit)))) throw new RangeError(`${unit} is no power of two`);
  }
}

export function checkLeafValues(...[input, margins]: Of<'addLeafValues'>): void {
  const { leafOfRow, leafValues, groups, group } = input;
  checkShape({ groups, nodes: leafValues.length });
  checkLengths({ margins: [margins.length, leafOfRow.length * groups] });
  if (!(group >= 0 && group < groups)) throw new RangeError(`group ${group} is not among ${groups}`);
}

/** What addition takes, as it is or in steps. */
export function stepsOf(gradients: Float32Array | GradientSteps): {
  readonly steps: Float32Array | Int32Array;
  readonly units?: Float64Array;
} {
  return gradients instanceof Float32Array ? { steps: gradients } : gradients;
}

export function checkHistograms(...[input, pool]: Of<'addHistograms'>): void {
  const { rows, groups, width, byColumn, gradients, order, begins, ends, histograms } = input;
  checkRowCodes(input);
  const slots = 2 * groups * width;
  const { steps, units } = stepsOf(gradients);
  if (units !== undefined) checkUnits(units);
  checkLengths({
    byColumn: [byColumn?.length ?? rows * groups, rows * groups],
    gradients: [steps.length, 2 * rows],
    units: [units?.length ?? 2, 2],
    order: [order.length, rows],
    ends: [ends.length, begins.length],
    histograms: [histograms.length, begins.length],
    pool: [pool.length, Math.floor(pool.length / slots) * slots],
  });
  checkRanges(begins, ends, rows);
  checkBelow('histograms', histograms, pool.length / slots);
  if (new Set(histograms).size < histograms.length) throw new RangeError('histograms has one index twice');
}

/** Codes by row, as histograms are summed from them. */
export function checkRowCodes({ codes, rows, stride, groups, width }: Omit<RowBins, 'byColumn' | 'layout'>): void {
  checkShape({ rows, stride, groups, width });
  const [widest, word] = codes instanceof Uint8Array ? [256, CODES_IN_A_WORD] : [65536, 1];
  if (width > widest || (width & (width - 1)) !== 0) throw new RangeError(`width is ${width}`);
  if (stride < groups || stride % word !== 0) throw new RangeError(`stride is ${stride}, of ${groups} groups`);
  checkLengths({ codes: [codes.length, rows * stride] });
}

export function checkFindSplits(...[input, output]: Of<'findSplits'>): void {
  const { layout, rules, nodes, histograms, siblings, pool } = input;
  const { cols, slots } = layout;
  checkLayout(layout);
  checkLengths({
    histograms: [histograms.length, nodes.gains.length],
    siblings: [siblings.length, nodes.gains.length],
    pool: [pool.length, Math.floor(pool.length / (2 * slots)) * 2 * slots],
  });
  checkBelow('histograms', histograms, pool.length / (2 * slots));
  checkBelow(
    'siblings',
    siblings.filter((sibling) => sibling >= 0),
    pool.length / (2 * slots),
  );
  checkNodes(nodes, rules, cols, output);
}

export function checkLayout(layout: HistogramLayout): void {
  const { cols, slots } = layout;
  checkShape({ cols, slots });
  checkLengths({
    columnSlots: [layout.columnSlots.length, cols],
    binCounts: [layout.binCounts.length, cols],
    incomplete: [layout.incomplete.length, cols],
    hiddenBins: [layout.hiddenBins.length, cols],
  });
  layout.columnSlots.forEach((first, col) => {
    const stored = (layout.binCounts[col] as number) + (layout.incomplete[col] as number);
    if (first + stored - ((layout.hiddenBins[col] as number) < 0 ? 0 : 1) > slots) {
      throw new RangeError(`columnSlots puts column ${col} beyond ${slots} slots`);
    }
  });
}

function checkNodes(nodes: NodesToSplit, rules: SplitRules, cols: number, output: FoundSplits): void {
  const count = nodes.gains.length;
  checkLengths({
    sums: [nodes.sums.length, 2 * count],
    bounds: [nodes.bounds?.length ?? 2 * count, 2 * count],
    allowed: [nodes.allowed?.length ?? count * cols, count * cols],
    monotone: [rules.monotone?.length ?? cols, cols],
  });
  checkFound(output, count);
}

/** Room for the splits of so many nodes. */
export function checkFound(output: FoundSplits, count: number): void {
  checkLengths({
    columns: [output.columns.length, count],
    bins: [output.bins.length, count],
    defaultLeft: [output.defaultLeft.length, count],
    gains: [output.gains.length, count],
    leftSums: [output.leftSums.length, 2 * count],
    rightSums: [output.rightSums.length, 2 * count],
  });
}

export function checkPartition(...[input, { order, leftCounts, scratch }]: Of<'partitionRows'>): void {
  checkFollowed(input, order);
  checkLengths({ leftCounts: [leftCounts.length, input.begins.length], scratch: [scratch.length, input.rows] });
}

export function checkLabel(...[input, leafOfRow]: Of<'labelRows'>): void {
  checkFollowed(input, input.order);
  checkLengths({
    children: [input.children.length, 2 * input.begins.length],
    leafOfRow: [leafOfRow.length, input.rows],
  });
}

function checkFollowed(input: Of<'partitionRows'>[0], order: Uint32Array): void {
  const { byColumn, rows, binCounts, begins, ends, splits } = input;
  checkShape({ rows, cols: binCounts.length });
  checkLengths({
    byColumn: [byColumn.length, rows * binCounts.length],
    order: [order.length, rows],
    ends: [ends.length, begins.length],
  });
  checkRanges(begins, ends, rows);
  checkApplied(splits, begins.length, binCounts.length);
}

export function checkSweep(...[input, output]: Of<'sweepColumns'>): void {
  const { columns, rules, nodes, gradients, nodeNumbers, nodeOfRow } = input;
  checkLengths({
    columnStarts: [columns.columnStarts.length, columns.cols + 1],
    entryBins: [columns.entryBins.length, columns.entryRows.length],
    gradients: [gradients.length, 2 * nodeOfRow.length],
    nodeNumbers: [nodeNumbers.length, nodes.gains.length],
  });
  checkStarts('columnStarts', columns.columnStarts, columns.entryRows.length);
  checkNodes(nodes, rules, columns.cols, output);
}

export function checkMove(...[input]: Of<'moveRows'>): void {
  const { columns, splits, parents, children } = input;
  checkLengths({
    columnStarts: [columns.columnStarts.length, columns.cols + 1],
    entryBins: [columns.entryBins.length, columns.entryRows.length],
    children: [children.length, 2 * parents.length],
  });
  checkStarts('columnStarts', columns.columnStarts, columns.entryRows.length);
  checkApplied(splits, parents.length, columns.cols);
  if (splits.columns.some((column) => column < 0)) throw new RangeError('columns has a node that splits on none');
}

function checkApplied(splits: AppliedSplits, nodes: number, cols: number): void {
  checkLengths({
    columns: [splits.columns.length, nodes],
    bins: [splits.bins.length, nodes],
    defaultLeft: [splits.defaultLeft.length, nodes],
  });
  checkBelow('columns', splits.columns, cols);
}

function checkCuts({ cols, cutStarts, cutValues }: Cuts): void {
  checkLengths({ cutStarts: [cutStarts.length, cols + 1] });
  checkStarts('cutStarts', cutStarts, cutValues.length);
  for (let col = 0; col < cols; col++) {
    const bins = (cutStarts[col + 1] as number) - (cutStarts[col] as number);
    if (bins < 1 || bins > 65535) throw new RangeError(`cutStarts gives column ${col} ${bins} bins`);
  }
}

function checkWeights(weights: Float32Array | undefined, rows: number): void {
  if (weights !== undefined) checkLengths({ weights: [weights.length, rows] });
}

function checkSameCodes(a: BinCodes, b: BinCodes): void {
  if (a.BYTES_PER_ELEMENT !== b.BYTES_PER_ELEMENT) throw new RangeError('codes are of another size');
}

/** Starts ascend from 0 and end within the entries. */
function checkStarts(name: string, starts: Uint32Array, entries: number): void {
  let before = 0;
  for (const start of starts) {
    if (start < before || start > entries)
      throw new RangeError(`${name} has ${start} between ${before} and ${entries}`);
    before = start;
  }
  if (starts[0] !== 0) throw new RangeError(`${name} begins at ${starts[0]}`);
}

function checkRanges(begins: Uint32Array, ends: Uint32Array, rows: number): void {
  const places = Array.from(begins, (_, node) => node).sort((a, b) => (begins[a] as number) - (begins[b] as number));
  let before = 0;
  for (const node of places) {
    const [begin, end] = [begins[node] as number, ends[node] as number];
    if (begin < before || end < begin || end > rows)
      throw new RangeError(`begins and ends give a node rows ${begin} to ${end}`);
    before = end;
  }
}

function checkBelow(name: string, values: ArrayLike<number>, bound: number): void {
  for (let i = 0; i < values.length; i++) {
    if ((values[i] as number) >= bound) throw new RangeError(`${name} has ${values[i]}, not below ${bound}`);
  }
}
