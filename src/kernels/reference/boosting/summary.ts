const float = Math.fround;

/**
 * One value of a weighted quantile summary and what is known of its rank: the weight of all smaller values is at least `rmin`, that of all values up to
 * and with it at most `rmax`, and its own is at least `wmin`. All in single precision: the cuts that follow must be XGBoost's to the last bit.
 */
export interface Entry {
  rmin: number;
  rmax: number;
  readonly wmin: number;
  readonly value: number;
}

/** Of what is larger, the smallest rank; of what is smaller, the largest. */
const rankAfter = (entry: Entry): number => float(entry.rmin + entry.wmin);
const rankBefore = (entry: Entry): number => float(entry.rmax - entry.wmin);

/** The summary of values in ascending order, equal ones made one. */
export function summarize(sorted: readonly { readonly value: number; readonly weight: number }[]): Entry[] {
  const entries: Entry[] = [];
  let before = 0;
  for (let i = 0; i < sorted.length; ) {
    const { value } = sorted[i] as { value: number };
    let weight = 0;
    for (; sorted[i]?.value === value; i++) weight = float(weight + (sorted[i] as { weight: number }).weight);
    const after = float(before + weight);
    entries.push({ rmin: before, rmax: after, wmin: weight, value });
    before = after;
  }
  return entries;
}

/** At most `size` entries, evenly spread over the ranks, the first and the last among them. */
export function prune(source: readonly Entry[], size: number): Entry[] {
  if (source.length <= size) return source.map((entry) => ({ ...entry }));
  const last = source.length - 1;
  const begin = at(source, 0).rmax;
  const range = float(at(source, last).rmin - begin);
  const pruner = new Picker(source);
  for (let k = 1; k < size - 1; k++) {
    const doubleRank = float(2 * float(float(float(k * range) / (size - 1)) + begin));
    if (!pruner.pick(doubleRank, last)) break;
  }
  pruner.take(last);
  return pruner.picked;
}

/** XGBoost's other way to prune, for sorted columns: values that weigh much are kept whatever their rank, the rest is spread over what is left. */
export function pruneKeepingHeavy(source: readonly Entry[], size: number): Entry[] {
  if (source.length <= size) return source.map((entry) => ({ ...entry }));
  const last = source.length - 1;
  let begin = at(source, 0).rmax;
  const width = float(at(source, last).rmin - begin);
  const picker = new Picker(source);
  if (width === 0 || size <= 2) {
    picker.take(last);
    return picker.picked;
  }
  const chunk = float(float(2 * Math.max(width, float(1e-3))) / (size - 2));
  const isHeavy = (entry: Entry) => rankAfter(entry) > float(rankBefore(entry) + chunk);

  let light = 0;
  let heavies = 0;
  let before = 0;
  for (let i = 1; i <= last; i++) {
    if (i < last && !isHeavy(at(source, i))) continue;
    if (before !== i - 1) light = float(light + float(rankBefore(at(source, i)) - rankAfter(at(source, before))));
    if (i < last) {
      before = i;
      heavies++;
    }
  }
  const places = size - 2 - heavies;
  let k = 1;
  before = 0;
  for (let end = 1; end <= last; end++) {
    if (end < last && !isHeavy(at(source, end))) continue;
    if (before !== end - 1) {
      picker.startAt(before);
      const most = float(rankBefore(at(source, end)) * 2);
      for (; k < places; k++) {
        const doubleRank = float(2 * float(float(float(k * light) / places) + begin));
        if (doubleRank >= most || !picker.pick(doubleRank, end)) break;
      }
    }
    picker.take(end);
    before = end;
    begin = float(begin + float(rankAfter(at(source, end)) - rankBefore(at(source, end))));
  }
  return picker.picked;
}

/** Walks over a summary and takes the entries nearest to given ranks, none of them twice. */
class Picker {
  readonly picked: Entry[];
  readonly #source: readonly Entry[];
  #at = 1;
  #last = 0;

  constructor(source: readonly Entry[]) {
    this.#source = source;
    this.picked = [{ ...at(source, 0) }];
  }

  startAt(index: number): void {
    this.#at = index;
  }

  /** @returns whether the rank lies before `end` */
  pick(doubleRank: number, end: number): boolean {
    const source = this.#source;
    while (this.#at < end && doubleRank >= float(at(source, this.#at + 1).rmax + at(source, this.#at + 1).rmin)) {
      this.#at++;
    }
    if (this.#at === end) return false;
    const middle = float(rankAfter(at(source, this.#at)) + rankBefore(at(source, this.#at + 1)));
    this.take(doubleRank < middle ? this.#at : this.#at + 1);
    return true;
  }

  take(index: number): void {
    if (index === this.#last) return;
    this.#last = index;
    this.picked.push({ ...at(this.#source, index) });
  }
}

/** The summary of what two summaries stand for. */
export function combine(a: readonly Entry[], b: readonly Entry[]): Entry[] {
  if (a.length === 0) return [...b];
  if (b.length === 0) return [...a];
  const merged: Entry[] = [];
  let [i, j, beforeA, beforeB] = [0, 0, 0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left.value === right?.value) {
      merged.push({
        rmin: float(left.rmin + right.rmin),
        rmax: float(left.rmax + right.rmax),
        wmin: float(left.wmin + right.wmin),
        value: left.value,
      });
      [beforeA, beforeB] = [rankAfter(left), rankAfter(right)];
      i++;
      j++;
    } else if (right === undefined || (left !== undefined && left.value < right.value)) {
      merged.push(among(left as Entry, beforeB, right, b));
      beforeA = rankAfter(left as Entry);
      i++;
    } else {
      merged.push(among(right, beforeA, left, a));
      beforeB = rankAfter(right);
      j++;
    }
  }
  restoreOrder(merged);
  return merged;
}

/** An entry with the ranks it has among both: `next` is the first of the others that is larger. */
function among(entry: Entry, before: number, next: Entry | undefined, others: readonly Entry[]): Entry {
  const most = next === undefined ? at(others, others.length - 1).rmax : rankBefore(next);
  return { rmin: float(entry.rmin + before), rmax: float(entry.rmax + most), wmin: entry.wmin, value: entry.value };
}

/** Rounding may have put ranks out of order. */
function restoreOrder(entries: Entry[]): void {
  let [rmin, rmax] = [0, 0];
  for (const entry of entries) {
    entry.rmin = Math.max(entry.rmin, rmin);
    rmin = entry.rmin;
    entry.rmax = Math.max(entry.rmax, rmax, rankAfter(entry));
    rmax = entry.rmax;
  }
}

function at(entries: readonly Entry[], index: number): Entry {
  return entries[index] as Entry;
}
