//! Sums of derivatives by bin.

mod add_columns;
mod add_rows;
mod by_chunk;
mod by_range;

use super::addends::Addends;
use super::codes::Code;
use crate::parallel::within_pool;
use crate::simd::Level;
use add_columns::AddColumns;
use add_rows::AddRows;
use std::ops::Range;

pub use by_chunk::add_by_chunk;
pub use by_range::add_by_range;

/// What histograms are summed from.
#[derive(Clone, Copy)]
pub struct Histograms<'a, C, A> {
    /// `[rows, stride]`
    pub codes: &'a [C],
    /// Codes from one row to the next, of which the first `groups` count; a multiple of [`WORD`] where codes are bytes.
    pub stride: usize,
    pub groups: usize,
    /// `[groups, rows]`, the same codes, where they are at hand.
    pub by_column: Option<&'a [C]>,
    /// Slots of a group, a power of two.
    pub width: usize,
    /// Of the rows.
    pub gradients: A,
    /// Rows in the order of their nodes; those of a node ascend.
    pub order: &'a [u32],
    /// `[nodes]`
    pub begins: &'a [u32],
    pub ends: &'a [u32],
    /// `[nodes]`, all different
    pub histograms: &'a [u32],
}

/// Codes that are read at once where they are bytes.
pub const WORD: usize = 4;

/// Adds the rows of each node to its histogram in `pool` `[histograms, groups, width, 2]`.
pub fn add_histograms<C: Code, A: Addends>(level: Level, input: Histograms<C, A>, clear: bool, pool: &mut [f64]) {
    within_pool(|| A::add_histograms(level, &input, clear, pool));
}

/// The rows of a node, and as many groups of its histogram as stay in a thread's cache.
struct Block<'a> {
    rows: &'a [u32],
    first_group: usize,
    totals: &'a mut [[f64; 2]],
}

impl Block<'_> {
    fn groups(&self, width: usize) -> Range<usize> {
        self.first_group..self.first_group + self.totals.len() / width
    }
}

/// Bytes of sums that a thread adds to at once: more would not stay in its cache.
const BLOCK_BYTES: usize = 1 << 17;

/// `most_groups`: in a block.
fn blocks_of<'a, C, A: Addends>(
    input: &Histograms<'a, C, A>,
    most_groups: usize,
    pool: &'a mut [f64],
) -> Vec<Block<'a>> {
    let (sums, _) = pool.as_chunks_mut::<2>();
    let mut histograms: Vec<_> = sums.chunks_mut(input.groups * input.width).map(Some).collect();
    let fitting = BLOCK_BYTES / size_of::<A::Sum>() / input.width / WORD * WORD;
    let groups_at_once = fitting.clamp(WORD, most_groups.max(WORD));
    let mut blocks = Vec::new();
    for (node, &index) in input.histograms.iter().enumerate() {
        let Some(histogram) = histograms[index as usize].take() else {
            continue;
        };
        let rows = &input.order[input.begins[node] as usize..input.ends[node] as usize];
        for (at, totals) in histogram.chunks_mut(groups_at_once * input.width).enumerate() {
            let first_group = at * groups_at_once;
            blocks.push(Block {
                rows,
                first_group,
                totals,
            });
        }
    }
    blocks
}

/// Adds `rows` to `sums` `[groups, width]` from `first_group` on.
fn add_rows<C: Code, A: Addends>(
    level: Level,
    input: &Histograms<C, A>,
    first_group: usize,
    rows: &[u32],
    sums: &mut [A::Sum],
) {
    let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else {
        return;
    };
    let range = first as usize..last as usize + 1;
    match input.by_column.and_then(C::bytes) {
        Some(codes) if range.len() == rows.len() && input.width <= 256 => {
            let all_rows = codes.len() / input.groups;
            let columns = codes.chunks_exact(all_rows).skip(first_group);
            level.run(AddColumns {
                codes: columns.take(sums.len() / input.width).collect(),
                width: input.width,
                gradients: input.gradients,
                rows: range,
                sums,
            });
        }
        _ => level.run(AddRows {
            input,
            first_group,
            rows,
            sums,
        }),
    }
}

#[inline(always)]
fn add(totals: &mut [[f64; 2]], sums: impl Iterator<Item = [f64; 2]>) {
    for (total, sum) in totals.iter_mut().zip(sums) {
        *total = [total[0] + sum[0], total[1] + sum[1]];
    }
}
