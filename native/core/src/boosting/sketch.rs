//! Cuts of columns: XGBoost's weighted quantile sketch.

use super::columns::Columns;
use super::summary::{Entry, Prune, combine, prune, prune_keeping_heavy, summarize};
use super::take;
use crate::parallel::{map_chunks, map_items, threads};
use std::ops::Range;

/// A summary keeps so many entries for each bin that is wanted.
const ENTRIES_PER_BIN: usize = 8;
/// Rows that are read for all columns of a thread before the next ones: they stay in the cache.
const BLOCK_ROWS: usize = 512;
/// Columns that a thread reads side by side.
const COLUMNS_AT_ONCE: usize = 4;
/// Rows of which a thread counts the values at once.
const COUNTED_ROWS: usize = 1 << 14;

/// `[rows, cols]`
#[derive(Clone, Copy)]
pub struct Dense<'a> {
    pub values: &'a [f32],
    pub cols: usize,
}

/// Where the cuts of columns are written; see `CutOutput` in `src/kernels/interface/boosting.ts`.
pub struct CutOutput<'a> {
    pub counts: &'a mut [u32],
    pub present: &'a mut [u32],
    pub values: &'a mut [f32],
    pub lowest: &'a mut [f32],
}

/// Cuts of the columns from `from` on, as many as the output has room for.
pub fn cut_rows(input: Dense, from: usize, weights: Option<&[f32]>, max_bins: usize, output: CutOutput) {
    let at_once = output.counts.len().div_ceil(threads()).clamp(1, COLUMNS_AT_ONCE);
    let present = count_present(input, from..from + output.counts.len());
    map_items(pieces(output, from, at_once), |(first, mut places)| {
        let present = &present[first - from..first - from + places.len()];
        let mut sketches: Vec<_> = present.iter().map(|&count| Sketch::new(count, max_bins)).collect();
        let mut column: Vec<f32> = Vec::with_capacity(BLOCK_ROWS);
        for (block, rows) in input.values.chunks(BLOCK_ROWS * input.cols).enumerate() {
            for (at, sketch) in sketches.iter_mut().enumerate() {
                // Copied first, since what waits for memory here waits for nothing else.
                column.clear();
                column.extend(rows[first + at..].iter().step_by(input.cols));
                for (row, &value) in column.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
                    sketch.push(value, weights.map_or(1.0, |weights| weights[block * BLOCK_ROWS + row]));
                }
            }
        }
        for ((place, sketch), &count) in places.iter_mut().zip(sketches).zip(present) {
            place.write(count, sketch.cuts());
        }
    });
}

/// How many rows have a value in each of these columns.
fn count_present(input: Dense, columns: Range<usize>) -> Vec<usize> {
    let chunks = map_chunks(input.values.len() / input.cols, COUNTED_ROWS, |rows| {
        let mut present = vec![0u32; columns.len()];
        for row in input.values[rows.start * input.cols..rows.end * input.cols].chunks_exact(input.cols) {
            for (count, value) in present.iter_mut().zip(&row[columns.clone()]) {
                *count += u32::from(!value.is_nan());
            }
        }
        present
    });
    (0..columns.len())
        .map(|at| chunks.iter().map(|present| present[at] as usize).sum())
        .collect()
}

/// The same for sparse columns; `sorted`: in one pass over each column in ascending order.
pub fn cut_columns(
    columns: Columns,
    from: usize,
    weights: Option<&[f32]>,
    (max_bins, sorted): (usize, bool),
    output: CutOutput,
) {
    let at_once = output.counts.len().div_ceil(8 * threads());
    map_items(pieces(output, from, at_once), |(first, mut places)| {
        for (at, place) in places.iter_mut().enumerate() {
            let (rows, values) = columns.of(first + at);
            let weight = |row: u32| weights.map_or(1.0, |weights| weights[row as usize]);
            let mut column: Vec<_> = values.iter().zip(rows).map(|(&v, &row)| (v, weight(row))).collect();
            let cuts = if sorted {
                sort(&mut column);
                cuts_of_sorted(&column, max_bins)
            } else {
                let mut sketch = Sketch::new(column.len(), max_bins);
                for (value, weight) in column {
                    sketch.push(value, weight);
                }
                sketch.cuts()
            };
            place.write(values.len(), cuts);
        }
    });
}

/// Where the cuts of one column go.
struct Place<'a> {
    count: &'a mut u32,
    present: &'a mut u32,
    values: &'a mut [f32],
    lowest: &'a mut f32,
}

impl Place<'_> {
    fn write(&mut self, present: usize, (values, lowest): (Vec<f32>, f32)) {
        *self.count = values.len() as u32;
        *self.present = present as u32;
        self.values[..values.len()].copy_from_slice(&values);
        *self.lowest = lowest;
    }
}

/// The output in pieces of `at_once` columns, with the first column of each.
fn pieces(output: CutOutput, from: usize, at_once: usize) -> Vec<(usize, Vec<Place>)> {
    let room = output.values.len() / output.counts.len();
    let mut values = output.values;
    let rest = output.counts.iter_mut().zip(output.present).zip(output.lowest);
    let mut places = rest.map(|((count, present), lowest)| Place {
        count,
        present,
        values: take(&mut values, room),
        lowest,
    });
    let mut pieces = Vec::new();
    let mut first = from;
    loop {
        let piece: Vec<_> = places.by_ref().take(at_once).collect();
        if piece.is_empty() {
            return pieces;
        }
        let next = first + piece.len();
        pieces.push((first, piece));
        first = next;
    }
}

/// Values fill a queue; full queues become summaries, and summaries of equal weight are merged and pruned like the carries of a binary counter.
struct Sketch {
    queue: Queue,
    levels: Vec<Vec<Entry>>,
    /// Entries of a summary.
    size: usize,
    count: usize,
    max_bins: usize,
}

impl Sketch {
    /// For `count` values.
    fn new(count: usize, max_bins: usize) -> Self {
        let bins = max_bins.min(count).max(1);
        let size = size_of_summary(count, 1.0 / f64::from((bins * ENTRIES_PER_BIN) as f32));
        Self {
            queue: Queue::default(),
            levels: Vec::new(),
            size,
            count,
            max_bins,
        }
    }

    #[inline(always)]
    fn push(&mut self, value: f32, weight: f32) {
        if weight == 0.0 {
            return;
        }
        // Zeros of either sign are one value.
        let value = value + 0.0;
        if self.queue.add(value, weight) {
            return;
        }
        if self.queue.values.len() == 2 * self.size {
            carry(&mut self.levels, self.queue.summary(), self.size, prune);
        }
        self.queue.push(value, weight);
    }

    fn cuts(mut self) -> (Vec<f32>, f32) {
        let rest = self.queue.summary();
        let summary = total(std::mem::take(&mut self.levels), rest, self.size, prune);
        let few = self.count.min(self.max_bins * ENTRIES_PER_BIN);
        cuts_of_summary(&prune(&summary, few), few.min(self.max_bins), prune)
    }
}

/// Values as they come in; several of the same, one after the other, are one.
#[derive(Default)]
struct Queue {
    values: Vec<f32>,
    /// Of each value; empty while all of them are 1, so that there is less to be sorted.
    weights: Vec<f32>,
    scratch: Vec<f32>,
}

impl Queue {
    /// Adds to the weight of the last value, if it is the same.
    #[inline(always)]
    fn add(&mut self, value: f32, weight: f32) -> bool {
        let is_same = self.values.last() == Some(&value);
        if is_same {
            self.weights.resize(self.values.len(), 1.0);
            if let Some(last) = self.weights.last_mut() {
                *last += weight;
            }
        }
        is_same
    }

    #[inline(always)]
    fn push(&mut self, value: f32, weight: f32) {
        if weight != 1.0 || !self.weights.is_empty() {
            self.weights.resize(self.values.len(), 1.0);
            self.weights.push(weight);
        }
        self.values.push(value);
    }

    /// What was in it; it is empty then.
    fn summary(&mut self) -> Vec<Entry> {
        let summary = if self.weights.is_empty() {
            radix_sort(&mut self.values, &mut self.scratch, |value| value);
            summarize(self.values.iter().map(|&value| (value, 1.0)))
        } else {
            let mut pairs: Vec<_> = self.values.iter().copied().zip(self.weights.drain(..)).collect();
            radix_sort(&mut pairs, &mut Vec::new(), |pair| pair.0);
            summarize(pairs.into_iter())
        };
        self.values.clear();
        summary
    }
}

/// Entries that summaries of that many values may have, so that merging all of them keeps ranks within `error` of the whole.
fn size_of_summary(values: usize, error: f64) -> usize {
    let sizes = (1..).map(|levels| (levels, values.min((f64::from(levels) / error).ceil() as usize + 1)));
    let mut enough = sizes.filter(|&(levels, size)| size.saturating_mul(1usize.wrapping_shl(levels)) >= values);
    enough.next().map_or(values, |(_, size)| size)
}

/// Level l holds the summary of 2^l queues, or nothing.
fn carry(levels: &mut Vec<Vec<Entry>>, summary: Vec<Entry>, size: usize, prune: Prune) {
    let mut carried = at_most(summary, size, prune);
    for held in levels.iter_mut() {
        if held.is_empty() {
            *held = carried;
            return;
        }
        let both = combine(&carried, held);
        if both.len() <= size {
            *held = both;
            return;
        }
        carried = prune(&both, size);
        held.clear();
    }
    levels.push(carried);
}

fn total(levels: Vec<Vec<Entry>>, rest: Vec<Entry>, size: usize, prune: Prune) -> Vec<Entry> {
    let mut summary = at_most(rest, size, prune);
    for level in levels.into_iter().filter(|level| !level.is_empty()) {
        summary = if summary.is_empty() {
            level
        } else {
            at_most(combine(&summary, &level), size, prune)
        };
    }
    summary
}

/// Most summaries are small enough, and need no copy.
fn at_most(summary: Vec<Entry>, size: usize, prune: Prune) -> Vec<Entry> {
    if summary.len() <= size {
        summary
    } else {
        prune(&summary, size)
    }
}

/// Cuts of (value, weight) in ascending order: an entry is made wherever another `max_bins`th of the weight has gone by.
fn cuts_of_sorted(column: &[(f32, f32)], max_bins: usize) -> (Vec<f32>, f32) {
    let all: f64 = column.iter().fold(0.0, |sum, &(_, weight)| sum + f64::from(weight));
    let mut entries: Vec<Entry> = Vec::new();
    let (mut rmin, mut goal) = (0.0, 0.0);
    let groups = column.chunk_by(|a, b| a.0 == b.0);
    let count = column.chunk_by(|a, b| a.0 == b.0).count();
    for (index, equal) in groups.enumerate() {
        let weight = equal.iter().fold(0.0, |sum, &(_, weight)| sum + f64::from(weight));
        let rmax = rmin + weight;
        let is_last = index + 1 == count;
        if is_last || (rmax >= goal && entries.len() != max_bins) {
            entries.push(Entry {
                rmin: rmin as f32,
                rmax: rmax as f32,
                wmin: weight as f32,
                value: equal[0].0,
            });
            goal = if entries.len() == max_bins {
                all * 2.0 + f64::from(1e-5f32)
            } else {
                f64::from((entries.len() as f64 * all / max_bins as f64) as f32)
            };
        }
        rmin = rmax;
    }
    let size = size_of_summary(column.len(), 2.0 / max_bins as f64);
    let mut levels = Vec::new();
    carry(&mut levels, entries, size, prune_keeping_heavy);
    let summary = total(levels, Vec::new(), size, prune_keeping_heavy);
    let few = column.len().min(max_bins * ENTRIES_PER_BIN);
    cuts_of_summary(
        &prune_keeping_heavy(&summary, few),
        few.min(max_bins),
        prune_keeping_heavy,
    )
}

/// The cuts, of which the last is above all values, and a number below all values.
fn cuts_of_summary(summary: &[Entry], bins: usize, prune: Prune) -> (Vec<f32>, f32) {
    if summary.is_empty() {
        return (vec![past_last(1e-5)], 1e-5);
    }
    let entries = prune(summary, bins + 1);
    let mut values: Vec<f32> = Vec::with_capacity(bins);
    for entry in entries.iter().take(bins).skip(1) {
        if values.last().is_none_or(|&last| entry.value > last) {
            values.push(entry.value);
        }
    }
    values.push(past_last(entries[entries.len() - 1].value));
    let first = entries[0].value;
    (values, first - first.abs() - 1e-5)
}

/// Above the largest value, at any scale.
fn past_last(value: f32) -> f32 {
    value + (value.abs() + 1e-5)
}

/// By value, equal ones in the order they came in.
fn sort(column: &mut [(f32, f32)]) {
    for pair in column.iter_mut() {
        pair.0 += 0.0;
    }
    column.sort_by(|a, b| a.0.total_cmp(&b.0));
}

const RADIX_BITS: u32 = 11;
const BUCKETS: usize = 1 << RADIX_BITS;

/// By value, equal ones in the order they came in: three digits of the float's bits one after the other.
fn radix_sort<T: Copy + Default>(items: &mut Vec<T>, scratch: &mut Vec<T>, value_of: impl Fn(T) -> f32) {
    if items.len() < BUCKETS {
        items.sort_by(|&a, &b| value_of(a).total_cmp(&value_of(b)));
        return;
    }
    let mut counts = vec![[0u32; BUCKETS]; 3];
    for &item in items.iter() {
        for (digit, counts) in counts.iter_mut().enumerate() {
            counts[bucket(value_of(item), digit)] += 1;
        }
    }
    scratch.resize(items.len(), T::default());
    for (digit, counts) in counts.iter_mut().enumerate() {
        let mut next = 0;
        for count in counts.iter_mut() {
            (*count, next) = (next, next + *count);
        }
        for &item in items.iter() {
            let place = &mut counts[bucket(value_of(item), digit)];
            scratch[*place as usize] = item;
            *place += 1;
        }
        std::mem::swap(items, scratch);
    }
}

/// Of the bits in an order that is the order of the values.
#[inline(always)]
fn bucket(value: f32, digit: usize) -> usize {
    let bits = value.to_bits();
    let ordered = bits ^ (((bits as i32) >> 31) as u32 | 0x8000_0000);
    (ordered >> (digit as u32 * RADIX_BITS)) as usize & (BUCKETS - 1)
}
