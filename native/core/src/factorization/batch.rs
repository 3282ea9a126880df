//! The entries of a mini-batch, seen from its features.

use super::Rows;

#[derive(Clone, Copy, Default)]
pub struct Entry {
    pub feature: u32,
    /// Counted from the start of the batch.
    pub row: u32,
    pub value: f32,
}

/// The entries of a mini-batch, told apart by stretches of features that one thread at a time may own.
pub struct Parts {
    /// Features of a part are `2^bits`; part `i` begins with feature `i << bits`.
    bits: u32,
    /// `[parts + 1]`, where the entries of each begin
    starts: Vec<u32>,
    /// Part by part, in each in the order of the rows.
    entries: Vec<Entry>,
}

/// More parts would gain nothing.
const MOST_PARTS: usize = 256;

/// Fewer entries are not worth a part: about 20 microseconds of work.
const LEAST_ENTRIES: usize = 256;

/// Fewer features are not worth one either.
const LEAST_PART_BITS: u32 = 8;

impl Parts {
    /// Of rows whose columns are below `features`.
    pub fn new(rows: Rows, features: usize) -> Parts {
        let own = rows.starts[0] as usize..rows.starts[rows.len()] as usize;
        let most_parts = (own.len() / LEAST_ENTRIES).clamp(1, MOST_PARTS);
        let bits = (usize::BITS - (features / most_parts).leading_zeros()).max(LEAST_PART_BITS);
        let part = |feature: u32| (feature >> bits) as usize;
        let mut starts = vec![0; features.div_ceil(1 << bits) + 1];
        for &feature in &rows.columns[own.clone()] {
            starts[part(feature) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![Entry::default(); own.len()];
        for row in 0..rows.len() {
            let (columns, values) = rows.row(row);
            for (&feature, &value) in columns.iter().zip(values) {
                let place = &mut next[part(feature)];
                entries[*place as usize] = Entry {
                    feature,
                    row: row as u32,
                    value,
                };
                *place += 1;
            }
        }
        Parts { bits, starts, entries }
    }

    /// Those that have entries, ascending, each with the feature that it ends before.
    pub fn each(&mut self) -> impl Iterator<Item = (usize, Part<'_>)> {
        let bits = self.bits;
        let mut rest = &mut *self.entries;
        self.starts.windows(2).enumerate().filter_map(move |(index, bounds)| {
            let (own, others) = std::mem::take(&mut rest).split_at_mut((bounds[1] - bounds[0]) as usize);
            rest = others;
            (!own.is_empty()).then(|| ((index + 1) << bits, Part { bits, entries: own }))
        })
    }
}

/// The entries of a stretch of features.
pub struct Part<'a> {
    bits: u32,
    entries: &'a mut [Entry],
}

/// Bits of a feature's number that one pass of the radix sort looks at.
const DIGIT_BITS: u32 = 9;

impl Part<'_> {
    /// Feature by feature; those of one feature keep the order of the rows.
    pub fn sorted(self) -> Vec<Entry> {
        let mut sorted = self.entries.to_vec();
        for shift in (0..self.bits).step_by(DIGIT_BITS as usize) {
            self.entries.copy_from_slice(&sorted);
            sort_by_digit(self.entries, &mut sorted, shift);
        }
        sorted
    }
}

/// One pass of a stable counting sort.
fn sort_by_digit(from: &[Entry], into: &mut [Entry], shift: u32) {
    let digit = |feature: u32| (feature >> shift) as usize % (1 << DIGIT_BITS);
    let mut next = [0u32; 1 << DIGIT_BITS];
    for entry in from {
        next[digit(entry.feature)] += 1;
    }
    let mut total = 0;
    for start in &mut next {
        total += std::mem::replace(start, total);
    }
    for &entry in from {
        let place = &mut next[digit(entry.feature)];
        into[*place as usize] = entry;
        *place += 1;
    }
}
