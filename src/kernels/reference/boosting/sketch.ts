import { combine, type Entry, prune, pruneKeepingHeavy, summarize } from './summary.js';

const float = Math.fround;

/** A summary keeps so many entries for each bin that is wanted. */
const ENTRIES_PER_BIN = 8;

/** A value and what it counts for. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

export interface ColumnCuts {
  readonly values: number[];
  readonly lowest: number;
}

/**
 * Cuts of one column, as XGBoost makes them: values are summarised by the queue, summaries of equal weight are merged and pruned like the carries of a
 * binary counter, and the last summary is pruned to the number of bins.
 */
export function cutsOf(column: readonly Weighted[], maxBins: number): ColumnCuts {
  if (column.length === 0) return cutsOfSummary([], 0, prune);
  const bins = Math.max(1, Math.min(maxBins, column.length));
  const size = sizeOfSummary(column.length, 1 / float(bins * ENTRIES_PER_BIN));
  const levels: Entry[][] = [];
  let queue: { value: number; weight: number }[] = [];
  for (const { value, weight } of column) {
    if (weight === 0) continue;
    const last = queue.at(-1);
    if (last?.value === value) {
      last.weight = float(last.weight + weight);
      continue;
    }
    if (queue.length === 2 * size) {
      carry(levels, summarize(sorted(queue)), size, prune);
      queue = [];
    }
    // Zeros of either sign are one value.
    queue.push({ value: value + 0, weight });
  }
  const summary = total(levels, summarize(sorted(queue)), size, prune);
  return cutsOfSummary(prune(summary, Math.min(column.length, maxBins * ENTRIES_PER_BIN)), bins, prune);
}

/** Cuts of a column that is sorted already, by one pass over it: an entry is made wherever another `maxBins`th of the weight has gone by. */
export function cutsOfSorted(column: readonly Weighted[], maxBins: number): ColumnCuts {
  if (column.length === 0) return cutsOfSummary([], 0, pruneKeepingHeavy);
  const size = sizeOfSummary(column.length, 2 / maxBins);
  let all = 0;
  for (const { weight } of column) all += weight;
  const entries: Entry[] = [];
  let [rmin, wmin, goal] = [0, 0, 0];
  let value = (column[0] as Weighted).value;
  const push = () => {
    if (entries.length > 0 && !(value > (entries.at(-1) as Entry).value)) return;
    entries.push({ rmin: float(rmin), rmax: float(rmin + wmin), wmin: float(wmin), value: value + 0 });
  };
  for (const next of column) {
    if (next.value !== value) {
      const rmax = rmin + wmin;
      if (rmax >= goal && entries.length !== maxBins) {
        push();
        goal = entries.length === maxBins ? all * 2 + float(1e-5) : float((entries.length * all) / maxBins);
      }
      rmin = rmax;
      wmin = 0;
      value = next.value;
    }
    wmin += next.weight;
  }
  push();
  const levels: Entry[][] = [];
  carry(levels, entries, size, pruneKeepingHeavy);
  const summary = total(levels, [], size, pruneKeepingHeavy);
  const few = Math.min(column.length, maxBins * ENTRIES_PER_BIN);
  return cutsOfSummary(pruneKeepingHeavy(summary, few), Math.min(few, maxBins), pruneKeepingHeavy);
}

type Prune = typeof prune;

/** Entries that summaries may have, so that merging all of them keeps ranks within `error` of the whole. */
function sizeOfSummary(values: number, error: number): number {
  for (let levels = 1; ; levels++) {
    const size = Math.min(values, Math.ceil(levels / error) + 1);
    if (2 ** levels * size >= values) return size;
  }
}

function sorted(queue: { value: number; weight: number }[]): Weighted[] {
  return queue.sort((a, b) => a.value - b.value);
}

/** Level l holds the summary of 2^l queues, or nothing. */
function carry(levels: Entry[][], summary: Entry[], size: number, prune: Prune): void {
  let carried = summary;
  for (let level = 0; ; level++) {
    const held = levels[level] ?? [];
    if (held.length === 0) {
      levels[level] = prune(carried, size);
      return;
    }
    carried = combine(prune(carried, size), held);
    if (carried.length <= size) {
      levels[level] = carried;
      return;
    }
    levels[level] = [];
  }
}

function total(levels: readonly Entry[][], rest: Entry[], size: number, prune: Prune): Entry[] {
  let summary = levels.length === 0 && rest.length <= size ? rest : prune(rest, size);
  for (const level of levels) {
    if (level.length === 0) continue;
    summary = summary.length === 0 ? level : prune(combine(summary, level), size);
  }
  return summary;
}

function cutsOfSummary(summary: Entry[], bins: number, prune: Prune): ColumnCuts {
  if (summary.length === 0) return { values: [pastLast(float(1e-5))], lowest: float(1e-5) };
  const entries = prune(summary, bins + 1);
  const values: number[] = [];
  for (const { value } of entries.slice(1, bins)) {
    if (values.length === 0 || value > (values.at(-1) as number)) values.push(value);
  }
  values.push(pastLast((entries.at(-1) as Entry).value));
  const first = (entries[0] as Entry).value;
  return { values, lowest: float(float(first - Math.abs(first)) - float(1e-5)) };
}

/** Above the largest value, at any scale. */
function pastLast(value: number): number {
  return float(value + float(Math.abs(value) + float(1e-5)));
}
