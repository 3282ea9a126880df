import type { BinCodes, BoostingKernels, CutOutput, Cuts } from '../../kernels.js';
import {
  checkBinColumns,
  checkBinRows,
  checkBundle,
  checkCodeRows,
  checkCutColumns,
  checkCutRows,
  checkGather,
} from '../../lengths/boosting.js';
import { type ColumnCuts, cutsOf, cutsOfSorted, type Weighted } from './sketch.js';

type Twins = Pick<
  BoostingKernels,
  'gatherColumns' | 'cutRows' | 'cutColumns' | 'binRows' | 'binColumns' | 'bundleColumns' | 'codeRows'
>;

export const binTwins: Twins = {
  async gatherColumns(input, output) {
    checkGather(input, output);
    const { rows, rowStarts, columns, values } = input;
    const { columnStarts } = output;
    columnStarts.fill(0);
    for (let entry = 0; entry < columns.length; entry++) {
      if (!Number.isNaN(values[entry])) increment(columnStarts, (columns[entry] as number) + 1);
    }
    for (let col = 0; col < input.cols; col++) increment(columnStarts, col + 1, columnStarts[col] as number);
    const next = columnStarts.slice();
    for (let row = 0; row < rows; row++) {
      for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry++) {
        if (Number.isNaN(values[entry])) continue;
        const place = next[columns[entry] as number] as number;
        output.entryRows[place] = row;
        output.values[place] = values[entry] as number;
        increment(next, columns[entry] as number);
      }
    }
  },

  async cutRows(input, output) {
    checkCutRows(input, output);
    const { values, rows, cols, from, to, weights, maxBins } = input;
    for (let col = from; col < to; col++) {
      const column: Weighted[] = [];
      for (let row = 0; row < rows; row++) {
        const value = values[row * cols + col] as number;
        if (!Number.isNaN(value)) column.push({ value, weight: weights === undefined ? 1 : (weights[row] as number) });
      }
      write(column.length, cutsOf(column, maxBins), col - from, output);
    }
  },

  async cutColumns(input, output) {
    checkCutColumns(input, output);
    const { columns, from, to, weights, maxBins, sorted } = input;
    for (let col = from; col < to; col++) {
      const column: Weighted[] = [];
      for (
        let entry = columns.columnStarts[col] as number;
        entry < (columns.columnStarts[col + 1] as number);
        entry++
      ) {
        const row = columns.entryRows[entry] as number;
        const weight = weights === undefined ? 1 : (weights[row] as number);
        column.push({ value: columns.values[entry] as number, weight });
      }
      if (sorted) column.sort((a, b) => a.value - b.value);
      const cuts = sorted ? cutsOfSorted(column, maxBins) : cutsOf(column, maxBins);
      write(column.length, cuts, col - from, output);
    }
  },

  async binRows(input, output) {
    checkBinRows(input, output);
    const { values, rows, cuts } = input;
    for (let col = 0; col < cuts.cols; col++) {
      for (let row = 0; row < rows; row++) {
        const value = values[row * cuts.cols + col] as number;
        output.byColumn[col * output.allRows + output.firstRow + row] = binOf(value, cuts, col);
      }
    }
  },

  async binColumns(columns, cuts, output) {
    checkBinColumns(columns, cuts, output);
    for (let col = 0; col < cuts.cols; col++) {
      const [begin, end] = [columns.columnStarts[col] as number, columns.columnStarts[col + 1] as number];
      const entries = Array.from({ length: end - begin }, (_, at) => ({
        row: columns.entryRows[begin + at] as number,
        bin: binOf(columns.values[begin + at] as number, cuts, col),
      }));
      entries.sort((a, b) => a.bin - b.bin || a.row - b.row);
      entries.forEach(({ row, bin }, at) => {
        output.entryRows[begin + at] = row;
        output.entryBins[begin + at] = bin;
      });
    }
  },

  async bundleColumns(input, output) {
    checkBundle(input, output);
    const { byColumn, rows, cols, codeCounts } = input;
    const bundles: Bundle[] = [];
    let groups = 0;
    for (let col = 0; col < cols; col++) {
      const codes = byColumn.subarray(col * rows, (col + 1) * rows);
      const hidden = commonest(codes, codeCounts[col] as number);
      let others = 0;
      for (const code of codes) if (code !== hidden) others++;
      const isRare = 2 * others <= rows;
      const stored = (codeCounts[col] as number) - 1;
      const fits = ({ taken, codes: used }: Bundle) =>
        used + stored <= MOST_CODES && codes.every((code, row) => code === hidden || taken[row] === 0);
      let bundle = isRare ? bundles.find(fits) : undefined;
      if (bundle === undefined) {
        bundle = { group: groups++, taken: new Uint8Array(rows), codes: 1, columns: [] };
        if (isRare && 1 + stored <= MOST_CODES) bundles.push(bundle);
      }
      codes.forEach((code, row) => {
        if (code !== hidden) (bundle as Bundle).taken[row] = 1;
      });
      bundle.codes += stored;
      bundle.columns.push(col);
      output.groups[col] = bundle.group;
      output.hiddenBins[col] = hidden;
    }
    // A column that stayed alone needs nothing hidden.
    const sizes = new Uint32Array(groups);
    for (const group of output.groups) increment(sizes, group);
    output.groups.forEach((group, col) => {
      if (sizes[group] === 1) output.hiddenBins[col] = -1;
    });
  },

  async codeRows(input, codes) {
    checkCodeRows(input, codes);
    const { byColumn, rows, cols, stride, groups, hiddenBins, firstCodes } = input;
    codes.fill(0);
    for (let col = 0; col < cols; col++) {
      const hidden = hiddenBins[col] as number;
      for (let row = 0; row < rows; row++) {
        const bin = byColumn[col * rows + row] as number;
        if (bin === hidden) continue;
        const skipped = hidden >= 0 && bin > hidden ? 1 : 0;
        codes[row * stride + (groups[col] as number)] = (firstCodes[col] as number) + bin - skipped;
      }
    }
  },
};

interface Bundle {
  readonly group: number;
  /** `[rows]`, 1 where one of the columns is not at its hidden bin */
  readonly taken: Uint8Array;
  codes: number;
  readonly columns: number[];
}

const MOST_CODES = 256;

function commonest(codes: BinCodes, count: number): number {
  const counts = new Uint32Array(count);
  for (const code of codes) increment(counts, code);
  let best = 0;
  for (let code = 1; code < count; code++) if ((counts[code] as number) > (counts[best] as number)) best = code;
  return best;
}

/** The first cut above the value; the last bin takes what is above all. */
function binOf(value: number, { cutStarts, cutValues }: Cuts, col: number): number {
  const [begin, end] = [cutStarts[col] as number, cutStarts[col + 1] as number];
  if (Number.isNaN(value)) return end - begin;
  let [low, high] = [begin, end - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cutValues[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low - begin;
}

function write(present: number, { values, lowest }: ColumnCuts, at: number, output: CutOutput): void {
  const room = output.values.length / output.counts.length;
  output.counts[at] = values.length;
  output.present[at] = present;
  output.values.set(values, at * room);
  output.lowest[at] = lowest;
}

function increment(counts: Uint32Array, at: number, by = 1): void {
  counts[at] = (counts[at] as number) + by;
}
