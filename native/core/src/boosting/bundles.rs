//! Columns that share a code, and the codes of rows.

use super::codes::Code;
use crate::parallel::{map_chunks, map_items};

const MOST_CODES: usize = 256;

struct Bundle {
    group: i32,
    /// `[rows]`, whether one of the columns is not at its hidden bin
    taken: Vec<bool>,
    codes: usize,
}

/// See `bundleColumns` in `src/kernels/interface/boosting.ts`.
pub fn bundle_columns<C: Code>(
    by_column: &[C],
    rows: usize,
    code_counts: &[u32],
    groups: &mut [i32],
    hidden_bins: &mut [i32],
) {
    let column = |index: usize| &by_column[index * rows..(index + 1) * rows];
    let hidden = map_chunks(groups.len(), 1, |range| {
        commonest(column(range.start), code_counts[range.start] as usize)
    });
    let mut bundles: Vec<Bundle> = Vec::new();
    let mut sizes: Vec<usize> = Vec::new();
    for index in 0..groups.len() {
        let (hidden, others) = hidden[index];
        let stored = code_counts[index] as usize - 1;
        let is_rare = 2 * others <= rows;
        let differs = |code: &C| code.bin() != hidden;
        let fits = |bundle: &&mut Bundle| {
            bundle.codes + stored <= MOST_CODES
                && !column(index)
                    .iter()
                    .zip(&bundle.taken)
                    .any(|(code, &taken)| taken && differs(code))
        };
        let found = bundles.iter_mut().filter(|_| is_rare).find(fits);
        let group = found.as_ref().map_or(sizes.len() as i32, |bundle| bundle.group);
        if let Some(bundle) = found {
            bundle.add(column(index).iter().map(differs), stored);
        } else {
            sizes.push(0);
            if is_rare && 1 + stored <= MOST_CODES {
                let mut bundle = Bundle {
                    group,
                    taken: vec![false; rows],
                    codes: 1,
                };
                bundle.add(column(index).iter().map(differs), stored);
                bundles.push(bundle);
            }
        }
        sizes[group as usize] += 1;
        groups[index] = group;
        hidden_bins[index] = hidden as i32;
    }
    // A column that stayed alone needs nothing hidden.
    for (hidden, &group) in hidden_bins.iter_mut().zip(&*groups) {
        if sizes[group as usize] == 1 {
            *hidden = -1;
        }
    }
}

impl Bundle {
    fn add(&mut self, differs: impl Iterator<Item = bool>, stored: usize) {
        for (taken, differs) in self.taken.iter_mut().zip(differs) {
            *taken |= differs;
        }
        self.codes += stored;
    }
}

/// The commonest code, the lowest of equally common ones, and how many rows have another.
fn commonest<C: Code>(codes: &[C], count: usize) -> (usize, usize) {
    let mut counts = vec![0usize; count];
    for code in codes {
        counts[code.bin()] += 1;
    }
    let best = (0..count).rev().max_by_key(|&code| counts[code]).unwrap_or(0);
    (best, codes.len() - counts[best])
}

/// How columns are put into codes of groups.
#[derive(Clone, Copy)]
pub struct Coding<'a> {
    pub group_count: usize,
    /// `[cols]`
    pub groups: &'a [i32],
    /// `[cols]`
    pub hidden_bins: &'a [i32],
    /// `[cols]`
    pub first_codes: &'a [u32],
}

/// Rows that are coded for all columns before the next ones.
const BLOCK_ROWS: usize = 1024;

/// The codes of the groups `[rows, group_count]`.
pub fn code_rows<C: Code>(by_column: &[C], rows: usize, coding: Coding, codes: &mut [C]) {
    let blocks = codes.chunks_mut(BLOCK_ROWS * coding.group_count).enumerate();
    map_items(blocks.collect(), |(block, codes)| {
        codes.fill(C::default());
        let first = block * BLOCK_ROWS;
        let last = rows.min(first + BLOCK_ROWS);
        for (column, &group) in coding.groups.iter().enumerate() {
            let bins = &by_column[column * rows + first..column * rows + last];
            let places = codes[group as usize..].iter_mut().step_by(coding.group_count).zip(bins);
            let first_code = coding.first_codes[column] as usize;
            if coding.hidden_bins[column] < 0 {
                places.for_each(|(code, bin)| *code = C::of(first_code + bin.bin()));
                continue;
            }
            let hidden = coding.hidden_bins[column] as usize;
            for (code, bin) in places.map(|(code, bin)| (code, bin.bin())) {
                if bin != hidden {
                    *code = C::of(first_code + bin - usize::from(bin > hidden));
                }
            }
        }
    });
}
