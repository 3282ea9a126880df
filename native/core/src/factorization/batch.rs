//! A mini-batch seen from its features.

use super::Rows;
use std::ops::Range;

/// The entries of a mini-batch, feature by feature.
pub struct Batch<'a> {
    pub rows: Rows<'a>,
    /// Where in the whole these rows stand.
    pub range: Range<usize>,
    /// The features that occur, ascending.
    pub features: Vec<u32>,
    /// `[features + 1]`, where the entries of each begin
    pub starts: Vec<u32>,
    /// In the order of the rows for each feature.
    pub entries: Vec<Entry>,
}

#[derive(Clone, Copy, Default)]
pub struct Entry {
    /// Counted from the start of the batch.
    pub row: u32,
    pub value: f32,
}

/// Bits of a feature's number that one pass of the radix sort looks at.
const DIGIT_BITS: u32 = 11;

/// Sorts the entries of `rows` by feature; those of one feature keep the order of the rows.
pub fn by_feature(range: Range<usize>, rows: Rows) -> Batch {
    let mut keyed: Vec<(u32, Entry)> = Vec::with_capacity((rows.starts[rows.len()] - rows.starts[0]) as usize);
    for row in 0..rows.len() {
        let (columns, values) = rows.row(row);
        let entry = |(&column, &value)| (column, Entry { row: row as u32, value });
        keyed.extend(columns.iter().zip(values).map(entry));
    }
    let largest = keyed.iter().map(|&(column, _)| column).max().unwrap_or(0);
    let mut sorted = vec![Default::default(); keyed.len()];
    let mut shift = 0;
    while shift < u32::BITS && largest >> shift > 0 {
        sort_by_digit(&keyed, &mut sorted, shift);
        std::mem::swap(&mut keyed, &mut sorted);
        shift += DIGIT_BITS;
    }
    let (mut features, mut starts) = (Vec::new(), Vec::new());
    for (at, (column, _)) in keyed.iter().enumerate() {
        if features.last() != Some(column) {
            features.push(*column);
            starts.push(at as u32);
        }
    }
    starts.push(keyed.len() as u32);
    let entries = keyed.into_iter().map(|(_, entry)| entry).collect();
    Batch {
        rows,
        range,
        features,
        starts,
        entries,
    }
}

/// One pass of a stable counting sort.
fn sort_by_digit(from: &[(u32, Entry)], into: &mut [(u32, Entry)], shift: u32) {
    let digit = |column: u32| (column >> shift) as usize % (1 << DIGIT_BITS);
    let mut next = [0; 1 << DIGIT_BITS];
    for &(column, _) in from {
        next[digit(column)] += 1;
    }
    let mut total = 0;
    for start in &mut next {
        total += std::mem::replace(start, total);
    }
    for &keyed in from {
        let place = &mut next[digit(keyed.0)];
        into[*place] = keyed;
        *place += 1;
    }
}
