import type { BinCodes, BoostingKernels, CutOutput, FoundSplits, NodesToSplit, SplitRules } from '../kernels.js';
import { ROW_LOSSES } from '../kernels.js';
import * as lengths from '../lengths/boosting.js';
import type { NumericArray, Run, WasmInstance } from './instance.js';
import { letOthersRun, pieceRows, pieces } from './pieces.js';

/** See native/wasm/src/boosting.rs: addresses and counts, in the order of the arguments there. */
export type BoostingExports = Readonly<Record<Export, (...numbers: number[]) => void>>;

type Export =
  | 'gather_columns'
  | 'cut_rows'
  | 'cut_columns'
  | 'bin_rows'
  | 'bin_columns'
  | 'bundle_columns'
  | 'code_rows'
  | 'loss_gradients'
  | 'softmax_gradients'
  | 'measure_gradients'
  | 'round_gradients'
  | 'add_leaf_values'
  | 'add_histograms'
  | 'find_splits'
  | 'partition_rows'
  | 'label_rows'
  | 'sweep_columns'
  | 'move_rows';

/** Arrays of one call in linear memory; those that it changes are copied back. */
class Call {
  readonly #core: WasmInstance;
  readonly #changed: (() => void)[] = [];

  constructor(core: WasmInstance) {
    this.#core = core;
  }

  in(array: NumericArray | undefined): number {
    return array === undefined ? 0 : this.#core.copyIn(array).address;
  }

  /** In and out again. */
  out(array: NumericArray): number {
    const slot = this.#core.copyIn(array);
    this.#changed.push(() => this.#core.read(slot, array));
    return slot.address;
  }

  run(name: Export, ...numbers: number[]): void {
    this.#core.exports[name](...numbers);
    for (const read of this.#changed) read();
  }

  /** A struct of addresses and counts. */
  struct(numbers: readonly number[]): number {
    return this.in(Uint32Array.from(numbers));
  }
}

/** Arrays are copied in and out by the call: slow beside the work where rows are many, and right. */
export function wasmBoosting(run: Run, pieceBytes: number): BoostingKernels {
  const call = (work: (call: Call) => void) =>
    run(async (core) => {
      await letOthersRun();
      work(new Call(core));
    });
  return {
    ...wasmCuts(call),
    ...wasmBins(call, run, pieceBytes),
    ...wasmGradients(call),
    ...wasmSplits(call),
    ...wasmSweeps(call),
  };
}

type Calls = (work: (call: Call) => void) => Promise<void>;
type Cutting = 'gatherColumns' | 'cutRows' | 'cutColumns';
type Bins = 'binRows' | 'binColumns' | 'bundleColumns' | 'codeRows';
type Sweeps = 'sweepColumns' | 'moveRows';
type Gradients = 'lossGradients' | 'softmaxGradients' | 'measureGradients' | 'roundGradients' | 'addLeafValues';

function wasmCuts(call: Calls): Pick<BoostingKernels, Cutting> {
  return {
    async gatherColumns(input, output) {
      lengths.checkGather(input, output);
      const { rows, cols, rowStarts, columns, values } = input;
      await call((c) => {
        const given = [c.in(rowStarts), c.in(columns), c.in(values)];
        const made = [c.out(output.columnStarts), c.out(output.entryRows), c.out(output.values)];
        c.run('gather_columns', rows, cols, columns.length, ...given, ...made);
      });
    },
    async cutRows(input, output) {
      lengths.checkCutRows(input, output);
      const { values, rows, cols, from, to, weights, maxBins } = input;
      await call((c) => {
        const given = [c.in(values), rows, cols, from, to, c.in(weights), maxBins];
        c.run('cut_rows', ...given, ...cutOutput(c, output));
      });
    },
    async cutColumns(input, output) {
      lengths.checkCutColumns(input, output);
      const { columns, rows, from, to, weights, maxBins, sorted } = input;
      await call((c) => {
        const given = [c.in(columns.columnStarts), c.in(columns.entryRows), c.in(columns.values), rows, from, to];
        const asked = [c.in(weights), maxBins, sorted ? 1 : 0];
        const shape = [columns.cols, columns.entryRows.length];
        c.run('cut_columns', ...shape, ...given, ...asked, ...cutOutput(c, output));
      });
    },
  };
}

function wasmBins(call: Calls, run: Run, pieceBytes: number): Pick<BoostingKernels, Bins> {
  return {
    async binRows(input, output) {
      lengths.checkBinRows(input, output);
      await run((core) => binRows(core, pieceBytes, input, output));
    },
    async binColumns(columns, cuts, output) {
      lengths.checkBinColumns(columns, cuts, output);
      await call((c) => {
        const given = [c.in(columns.columnStarts), c.in(columns.entryRows), c.in(columns.values)];
        const made = [c.out(output.entryRows), c.out(output.entryBins)];
        const shape = [cuts.cols, columns.entryRows.length, cuts.cutValues.length];
        c.run('bin_columns', ...shape, ...given, c.in(cuts.cutStarts), c.in(cuts.cutValues), ...made);
      });
    },
    async bundleColumns(input, output) {
      lengths.checkBundle(input, output);
      const { byColumn, rows, cols, codeCounts } = input;
      await call((c) => {
        const given = [byColumn.BYTES_PER_ELEMENT, c.in(byColumn), rows, cols, c.in(codeCounts)];
        c.run('bundle_columns', ...given, c.out(output.groups), c.out(output.hiddenBins));
      });
    },
    async codeRows(input, codes) {
      lengths.checkCodeRows(input, codes);
      const { byColumn, rows, cols, stride, groups, hiddenBins, firstCodes } = input;
      await call((c) => {
        const given = [byColumn.BYTES_PER_ELEMENT, c.in(byColumn), rows, cols, stride];
        c.run('code_rows', ...given, c.in(groups), c.in(hiddenBins), c.in(firstCodes), c.out(codes));
      });
    },
  };
}

function cutOutput(c: Call, { counts, present, values, lowest }: CutOutput): number[] {
  return [values.length / counts.length, c.out(counts), c.out(present), c.out(values), c.out(lowest)];
}

async function binRows(
  core: WasmInstance,
  pieceBytes: number,
  ...[{ values, rows, cuts }, { byColumn, allRows, firstRow }]: Parameters<BoostingKernels['binRows']>
): Promise<void> {
  const { cols } = cuts;
  const most = pieceRows(pieceBytes, rows, cols, 8);
  const [starts, cutValues] = [core.copyIn(cuts.cutStarts).address, core.copyIn(cuts.cutValues).address];
  const room = core.reserve(values, most * cols);
  const bins = core.reserve(byColumn, most * cols);
  for await (const { from, to } of pieces(rows, most)) {
    const count = to - from;
    core.write(room, values.subarray(from * cols, to * cols));
    const shape = [count, cols, cuts.cutValues.length];
    core.exports.bin_rows(room.address, ...shape, starts, cutValues, byColumn.BYTES_PER_ELEMENT, bins.address);
    const found: BinCodes = core.view(bins, byColumn);
    for (let col = 0; col < cols; col++) {
      byColumn.set(found.subarray(col * count, (col + 1) * count), col * allRows + firstRow + from);
    }
  }
}

function wasmGradients(call: Calls): Pick<BoostingKernels, Gradients> {
  return {
    async lossGradients(input, gradients) {
      lengths.checkLossGradients(input, gradients);
      const { loss, parameter, positiveWeight, margins, labels, weights } = input;
      await call((c) => {
        const given = [c.in(margins), c.in(labels), c.in(weights)];
        const asked = [ROW_LOSSES.indexOf(loss), parameter, positiveWeight, margins.length];
        c.run('loss_gradients', ...asked, ...given, c.out(gradients));
      });
    },
    async softmaxGradients(input, gradients) {
      lengths.checkSoftmax(input, gradients);
      const { margins, labels, weights, rows, classes } = input;
      await call((c) => {
        const given = [c.in(margins), c.in(labels), c.in(weights)];
        c.run('softmax_gradients', rows, classes, ...given, c.out(gradients));
      });
    },
    async measureGradients(gradients, extent) {
      lengths.checkMeasure(gradients, extent);
      const { sums, magnitudes, largest } = extent;
      await call((c) => {
        const outputs = [c.out(sums), c.out(magnitudes), c.out(largest)];
        c.run('measure_gradients', gradients.length, c.in(gradients), ...outputs);
      });
    },
    async roundGradients(gradients, output) {
      lengths.checkRound(gradients, output);
      const [first = 1, second = 1] = output.units;
      await call((c) => {
        const given = [gradients.length, c.in(gradients), first, second];
        c.run('round_gradients', ...given, c.out(output.steps), c.out(output.sums));
      });
    },
    async addLeafValues(input, margins) {
      lengths.checkLeafValues(input, margins);
      const { leafOfRow, leafValues, groups, group } = input;
      await call((c) => {
        const shape = [leafOfRow.length, leafValues.length, groups, group];
        c.run('add_leaf_values', ...shape, c.in(leafOfRow), c.in(leafValues), c.out(margins));
      });
    },
  };
}

function wasmSplits(call: Calls): Omit<BoostingKernels, Cutting | Bins | Gradients | Sweeps> {
  return {
    async addHistograms(input, pool) {
      lengths.checkHistograms(input, pool);
      const { codes, rows, stride, groups, width, order, begins, ends, histograms, clear } = input;
      const { steps, units } = lengths.stepsOf(input.gradients);
      const [first = 1, second = 1] = units ?? [];
      await call((c) => {
        const rowsOf = [codes.BYTES_PER_ELEMENT, c.in(codes), rows, stride, groups, width];
        const gradients = [units === undefined ? 0 : 1, c.in(steps), first, second];
        const nodes = [c.in(order), begins.length, c.in(begins), c.in(ends), c.in(histograms), clear ? 1 : 0];
        c.run('add_histograms', ...rowsOf, ...gradients, ...nodes, c.out(pool), pool.length);
      });
    },
    async findSplits(input, output) {
      lengths.checkFindSplits(input, output);
      const { layout, rules, nodes, histograms, siblings, pool } = input;
      const { slots, cols, columnSlots, binCounts, incomplete, hiddenBins } = layout;
      await call((c) => {
        const columns = [slots, cols, c.in(columnSlots), c.in(binCounts), c.in(incomplete), c.in(hiddenBins)];
        const asked = [histograms.length, c.in(histograms), c.in(siblings), c.out(pool), pool.length];
        c.run('find_splits', ...columns, ...asked, searchOf(c, rules, nodes, output));
      });
    },
    async partitionRows(input, output) {
      lengths.checkPartition(input, output);
      await call((c) => {
        const rows = [c.out(output.order), c.in(output.scratch), c.out(output.leftCounts)];
        c.run('partition_rows', appliedOf(c, input), ...rows);
      });
    },
    async labelRows(input, leafOfRow) {
      lengths.checkLabel(input, leafOfRow);
      await call((c) => {
        const given = [appliedOf(c, input), c.in(input.order), c.in(input.children)];
        c.run('label_rows', ...given, c.out(leafOfRow));
      });
    },
  };
}

function wasmSweeps(call: Calls): Pick<BoostingKernels, Sweeps> {
  return {
    async sweepColumns(input, output) {
      lengths.checkSweep(input, output);
      const { columns, rules, nodes, gradients, nodeNumbers, nodeOfRow } = input;
      await call((c) => {
        const sorted = [c.in(columns.columnStarts), c.in(columns.entryRows), c.in(columns.entryBins)];
        const rows = [nodeOfRow.length, c.in(gradients), nodeNumbers.length, c.in(nodeNumbers), c.in(nodeOfRow)];
        const shape = [columns.cols, columns.entryRows.length];
        c.run('sweep_columns', ...shape, ...sorted, ...rows, searchOf(c, rules, nodes, output));
      });
    },
    async moveRows(input, nodeOfRow) {
      lengths.checkMove(input, nodeOfRow);
      const { columns, splits, parents, children } = input;
      await call((c) => {
        const sorted = [c.in(columns.columnStarts), c.in(columns.entryRows), c.in(columns.entryBins)];
        const made = [parents.length, c.in(splits.columns), c.in(splits.bins), c.in(splits.defaultLeft)];
        const rows = [c.in(parents), c.in(children), nodeOfRow.length, c.out(nodeOfRow)];
        c.run('move_rows', columns.cols, columns.entryRows.length, ...sorted, ...made, ...rows);
      });
    },
  };
}

function searchOf(c: Call, rules: SplitRules, nodes: NodesToSplit, found: FoundSplits): number {
  const numbers = Float32Array.of(rules.lambda, rules.alpha, rules.minChildWeight, rules.maxDeltaStep);
  const asked = [c.in(numbers), c.in(rules.monotone), c.in(nodes.sums), c.in(nodes.gains)];
  const limits = [c.in(nodes.bounds), c.in(nodes.allowed)];
  const { columns, bins, defaultLeft, gains, leftSums, rightSums } = found;
  const made = [columns, bins, defaultLeft, gains, leftSums, rightSums].map((array) => c.out(array));
  return c.struct([...asked, ...limits, ...made]);
}

function appliedOf(c: Call, input: Parameters<BoostingKernels['partitionRows']>[0]): number {
  const { byColumn, rows, binCounts, begins, ends, splits } = input;
  const shape = [byColumn.BYTES_PER_ELEMENT, c.in(byColumn), rows, binCounts.length, begins.length];
  const nodes = [c.in(binCounts), c.in(begins), c.in(ends)];
  return c.struct([...shape, ...nodes, c.in(splits.columns), c.in(splits.bins), c.in(splits.defaultLeft)]);
}
