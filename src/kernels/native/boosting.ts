import type { AppliedSplits, BinCodes, BoostingKernels, FoundSplits, NodesToSplit, SplitRules } from '../kernels.js';
import { ROW_LOSSES } from '../kernels.js';
import * as lengths from '../lengths/boosting.js';
import { ours } from './ours.js';

/** What a search takes and gives, in one object. */
interface Search {
  readonly rules: Float32Array;
  readonly monotone: Int8Array | undefined;
  readonly sums: Float64Array;
  readonly nodeGains: Float32Array;
  readonly bounds: Float32Array | undefined;
  readonly allowed: Uint8Array | undefined;
  readonly found: FoundSplits;
}

interface Applied extends AppliedSplits {
  readonly byColumn: BinCodes;
  readonly binCounts: Uint32Array;
  readonly begins: Uint32Array;
  readonly ends: Uint32Array;
}

type Starts = Uint32Array;
type Cut = [counts: Uint32Array, present: Uint32Array, values: Float32Array, lowest: Float32Array];
type Weights = Float32Array | undefined;

/** Of derivatives that are no whole numbers. */
const NO_UNITS = new Float64Array(2);

/** See native/node/src/boosting.rs. */
export interface BoostingAddon {
  gatherColumns(
    cols: number,
    ...arrays: [Starts, Uint32Array, Float32Array, Starts, Uint32Array, Float32Array]
  ): Promise<void>;
  cutRows(
    values: Float32Array,
    rows: number,
    cols: number,
    from: number,
    to: number,
    weights: Weights,
    maxBins: number,
    ...output: Cut
  ): Promise<void>;
  cutColumns(
    columnStarts: Starts,
    entryRows: Uint32Array,
    values: Float32Array,
    rows: number,
    from: number,
    to: number,
    weights: Weights,
    maxBins: number,
    sorted: boolean,
    ...output: Cut
  ): Promise<void>;
  binRows(
    values: Float32Array,
    rows: number,
    cutStarts: Starts,
    cutValues: Float32Array,
    byColumn: BinCodes,
    allRows: number,
    firstRow: number,
  ): Promise<void>;
  binColumns(
    ...arrays: [Starts, Uint32Array, Float32Array, Starts, Float32Array, Uint32Array, Uint16Array]
  ): Promise<void>;
  bundleColumns(
    byColumn: BinCodes,
    rows: number,
    codeCounts: Uint32Array,
    groups: Int32Array,
    hiddenBins: Int32Array,
  ): Promise<void>;
  codeRows(
    byColumn: BinCodes,
    rows: number,
    stride: number,
    groups: Int32Array,
    hiddenBins: Int32Array,
    firstCodes: Uint32Array,
    codes: BinCodes,
  ): Promise<void>;
  lossGradients(
    loss: number,
    parameter: number,
    positiveWeight: number,
    margins: Float32Array,
    labels: Float32Array,
    weights: Weights,
    gradients: Float32Array,
  ): Promise<void>;
  softmaxGradients(
    margins: Float32Array,
    labels: Float32Array,
    weights: Weights,
    classes: number,
    gradients: Float32Array,
  ): Promise<void>;
  measureGradients(
    gradients: Float32Array,
    sums: Float64Array,
    magnitudes: Float64Array,
    largest: Float64Array,
  ): Promise<void>;
  roundGradients(gradients: Float32Array, units: Float64Array, steps: Int32Array, sums: Float64Array): Promise<void>;
  addHistograms(
    codes: BinCodes,
    stride: number,
    groups: number,
    width: number,
    byColumn: BinCodes | undefined,
    gradients: Float32Array | Int32Array,
    units: Float64Array,
    order: Uint32Array,
    begins: Uint32Array,
    ends: Uint32Array,
    histograms: Uint32Array,
    clear: boolean,
    pool: Float64Array,
  ): Promise<void>;
  findSplits(
    slots: number,
    columnSlots: Uint32Array,
    binCounts: Uint32Array,
    incomplete: Uint8Array,
    hiddenBins: Int32Array,
    histograms: Uint32Array,
    siblings: Int32Array,
    pool: Float64Array,
    search: Search,
  ): Promise<void>;
  partitionRows(applied: Applied, order: Uint32Array, scratch: Uint32Array, leftCounts: Uint32Array): Promise<void>;
  labelRows(applied: Applied, order: Uint32Array, children: Int32Array, leafOfRow: Int32Array): Promise<void>;
  sweepColumns(
    columnStarts: Starts,
    entryRows: Uint32Array,
    entryBins: Uint16Array,
    gradients: Float32Array,
    nodeNumbers: Int32Array,
    nodeOfRow: Int32Array,
    search: Search,
  ): Promise<void>;
  moveRows(
    columnStarts: Starts,
    entryRows: Uint32Array,
    entryBins: Uint16Array,
    columns: Int32Array,
    bins: Int32Array,
    defaultLeft: Uint8Array,
    parents: Int32Array,
    children: Int32Array,
    nodeOfRow: Int32Array,
  ): Promise<void>;
  addLeafValues(
    leafOfRow: Int32Array,
    leafValues: Float32Array,
    groups: number,
    group: number,
    margins: Float32Array,
  ): Promise<void>;
}

export function nativeBoosting(addon: BoostingAddon): BoostingKernels {
  return { ...nativeBins(addon), ...nativeGradients(addon), ...nativeSplits(addon) };
}

type Bins = 'gatherColumns' | 'cutRows' | 'cutColumns' | 'binRows' | 'binColumns' | 'bundleColumns' | 'codeRows';
type Gradients = 'lossGradients' | 'softmaxGradients' | 'measureGradients' | 'roundGradients' | 'addLeafValues';

function nativeBins(addon: BoostingAddon): Pick<BoostingKernels, Bins> {
  return {
    gatherColumns: async (input, output) => {
      lengths.checkGather(input, output);
      const { cols, rowStarts, columns, values } = input;
      const { columnStarts, entryRows, values: gathered } = output;
      await ours(() => addon.gatherColumns(cols, rowStarts, columns, values, columnStarts, entryRows, gathered));
    },
    cutRows: async (input, output) => {
      lengths.checkCutRows(input, output);
      const { values, rows, cols, from, to, weights, maxBins } = input;
      const cut = [output.counts, output.present, output.values, output.lowest] as const;
      await ours(() => addon.cutRows(values, rows, cols, from, to, weights, maxBins, ...cut));
    },
    cutColumns: async (input, output) => {
      lengths.checkCutColumns(input, output);
      const { columns, rows, from, to, weights, maxBins, sorted } = input;
      const { columnStarts, entryRows, values } = columns;
      const cut = [output.counts, output.present, output.values, output.lowest] as const;
      const asked = [rows, from, to, weights, maxBins, sorted] as const;
      await ours(() => addon.cutColumns(columnStarts, entryRows, values, ...asked, ...cut));
    },
    binRows: async (input, output) => {
      lengths.checkBinRows(input, output);
      const { values, rows, cuts } = input;
      const { byColumn, allRows, firstRow } = output;
      await ours(() => addon.binRows(values, rows, cuts.cutStarts, cuts.cutValues, byColumn, allRows, firstRow));
    },
    binColumns: async (columns, cuts, output) => {
      lengths.checkBinColumns(columns, cuts, output);
      const { columnStarts, entryRows, values } = columns;
      const arrays = [columnStarts, entryRows, values, cuts.cutStarts, cuts.cutValues] as const;
      await ours(() => addon.binColumns(...arrays, output.entryRows, output.entryBins));
    },
    bundleColumns: async (input, output) => {
      lengths.checkBundle(input, output);
      const { byColumn, rows, codeCounts } = input;
      await ours(() => addon.bundleColumns(byColumn, rows, codeCounts, output.groups, output.hiddenBins));
    },
    codeRows: async (input, codes) => {
      lengths.checkCodeRows(input, codes);
      const { byColumn, rows, stride, groups, hiddenBins, firstCodes } = input;
      await ours(() => addon.codeRows(byColumn, rows, stride, groups, hiddenBins, firstCodes, codes));
    },
  };
}

function nativeGradients(addon: BoostingAddon): Pick<BoostingKernels, Gradients> {
  return {
    lossGradients: async (input, gradients) => {
      lengths.checkLossGradients(input, gradients);
      const { loss, parameter, positiveWeight, margins, labels, weights } = input;
      const place = ROW_LOSSES.indexOf(loss);
      await ours(() => addon.lossGradients(place, parameter, positiveWeight, margins, labels, weights, gradients));
    },
    softmaxGradients: async (input, gradients) => {
      lengths.checkSoftmax(input, gradients);
      const { margins, labels, weights, classes } = input;
      await ours(() => addon.softmaxGradients(margins, labels, weights, classes, gradients));
    },
    measureGradients: async (gradients, extent) => {
      lengths.checkMeasure(gradients, extent);
      const { sums, magnitudes, largest } = extent;
      await ours(() => addon.measureGradients(gradients, sums, magnitudes, largest));
    },
    roundGradients: async (gradients, output) => {
      lengths.checkRound(gradients, output);
      const { units, steps, sums } = output;
      await ours(() => addon.roundGradients(gradients, units, steps, sums));
    },
    addLeafValues: async (input, margins) => {
      lengths.checkLeafValues(input, margins);
      const { leafOfRow, leafValues, groups, group } = input;
      await ours(() => addon.addLeafValues(leafOfRow, leafValues, groups, group, margins));
    },
  };
}

function nativeSplits(addon: BoostingAddon): Omit<BoostingKernels, Bins | Gradients> {
  return {
    addHistograms: async (input, pool) => {
      lengths.checkHistograms(input, pool);
      const { codes, stride, groups, width, byColumn, order, begins, ends, histograms, clear } = input;
      const { steps, units = NO_UNITS } = lengths.stepsOf(input.gradients);
      const layout = [stride, groups, width, byColumn] as const;
      const nodes = [begins, ends, histograms] as const;
      await ours(() => addon.addHistograms(codes, ...layout, steps, units, order, ...nodes, clear, pool));
    },
    findSplits: async (input, output) => {
      lengths.checkFindSplits(input, output);
      const { layout, rules, nodes, histograms, siblings, pool } = input;
      const { slots, columnSlots, binCounts, incomplete, hiddenBins } = layout;
      const search = searchOf(rules, nodes, output);
      const columns = [columnSlots, binCounts, incomplete, hiddenBins] as const;
      await ours(() => addon.findSplits(slots, ...columns, histograms, siblings, pool, search));
    },
    partitionRows: async (input, output) => {
      lengths.checkPartition(input, output);
      const { byColumn, binCounts, begins, ends, splits } = input;
      const applied = { byColumn, binCounts, begins, ends, ...splits };
      await ours(() => addon.partitionRows(applied, output.order, output.scratch, output.leftCounts));
    },
    labelRows: async (input, leafOfRow) => {
      lengths.checkLabel(input, leafOfRow);
      const { byColumn, binCounts, order, begins, ends, splits, children } = input;
      await ours(() => addon.labelRows({ byColumn, binCounts, begins, ends, ...splits }, order, children, leafOfRow));
    },
    sweepColumns: async (input, output) => {
      lengths.checkSweep(input, output);
      const { columns, rules, nodes, gradients, nodeNumbers, nodeOfRow } = input;
      const { columnStarts, entryRows, entryBins } = columns;
      const search = searchOf(rules, nodes, output);
      const rows = [gradients, nodeNumbers, nodeOfRow] as const;
      await ours(() => addon.sweepColumns(columnStarts, entryRows, entryBins, ...rows, search));
    },
    moveRows: async (input, nodeOfRow) => {
      lengths.checkMove(input, nodeOfRow);
      const { columns, splits, parents, children } = input;
      const sorted = [columns.columnStarts, columns.entryRows, columns.entryBins] as const;
      const moves = [splits.columns, splits.bins, splits.defaultLeft, parents, children] as const;
      await ours(() => addon.moveRows(...sorted, ...moves, nodeOfRow));
    },
  };
}

function searchOf(rules: SplitRules, nodes: NodesToSplit, found: FoundSplits): Search {
  return {
    rules: Float32Array.of(rules.lambda, rules.alpha, rules.minChildWeight, rules.maxDeltaStep),
    monotone: rules.monotone,
    sums: nodes.sums,
    nodeGains: nodes.gains,
    bounds: nodes.bounds,
    allowed: nodes.allowed,
    found,
  };
}
