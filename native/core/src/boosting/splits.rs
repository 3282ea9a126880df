//! Splits found in histograms.

use super::search::{Best, Found, Nodes, Rules, Search, Sum};
use crate::parallel::{map_items, within_pool};
use crate::simd::{Kernel, Lanes, Level};
use std::ops::Range;

/// Where the bins of a column lie in a histogram; see `HistogramLayout` in `src/kernels/interface/boosting.ts`.
#[derive(Clone, Copy)]
pub struct Layout<'a> {
    pub slots: usize,
    /// `[cols]`
    pub column_slots: &'a [u32],
    pub bin_counts: &'a [u32],
    pub incomplete: &'a [u8],
    pub hidden_bins: &'a [i32],
}

/// Slots that a thread takes off others at once.
const PIECE_SLOTS: usize = 4096;
/// Bins that a thread scans at once, or so.
const PIECE_BINS: usize = 2048;

/// The best split of each node. A sibling's histogram is taken off the node's own first.
pub fn find_splits(
    level: Level,
    layout: Layout,
    rules: Rules,
    nodes: Nodes,
    (histograms, siblings): (&[u32], &[i32]),
    pool: &mut [f64],
    found: &mut Found,
) {
    within_pool(|| {
        subtract(layout.slots, histograms, siblings, pool);
        search(level, layout, (rules, nodes), histograms, pool.as_chunks().0, found);
    });
}

fn search(
    level: Level,
    layout: Layout,
    (rules, nodes): (Rules, Nodes),
    histograms: &[u32],
    pool: &[Sum],
    found: &mut Found,
) {
    let cols = layout.column_slots.len();
    let pieces = column_pieces(layout.bin_counts);
    let tasks: Vec<_> = (0..histograms.len())
        .flat_map(|node| pieces.iter().map(move |piece| (node, piece.clone())))
        .collect();
    let best = map_items(tasks, |(node, columns)| {
        let first = histograms[node] as usize * layout.slots;
        level.run(SearchColumns {
            layout,
            histogram: &pool[first..first + layout.slots],
            columns,
            allowed: nodes.allowed.map(|allowed| &allowed[node * cols..(node + 1) * cols]),
            search: Search::new(rules, nodes, node),
        })
    });
    for (node, own) in best.chunks(pieces.len()).enumerate() {
        found.write(node, &own.iter().fold(Best::NONE, |a, &b| a.or(b)));
    }
}

/// Some columns of one node.
struct SearchColumns<'a> {
    layout: Layout<'a>,
    histogram: &'a [Sum],
    columns: Range<usize>,
    /// `[cols]`
    allowed: Option<&'a [u8]>,
    search: Search<'a>,
}

impl Kernel for SearchColumns<'_> {
    type Output = Best;

    #[inline(always)]
    fn run<L: Lanes>(mut self, _: L) -> Best {
        let mut room = Vec::new();
        for column in self.columns {
            if self.allowed.is_none_or(|allowed| allowed[column] == 1) {
                let bins = self.layout.bins(self.histogram, column, self.search.sum, &mut room);
                self.search.try_bins(column, bins, self.layout.incomplete[column] == 1);
            }
        }
        self.search.best
    }
}

/// Ranges of columns of about as many bins.
fn column_pieces(bin_counts: &[u32]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut first, mut bins) = (0, 0);
    for (column, &count) in bin_counts.iter().enumerate() {
        bins += count as usize;
        if bins >= PIECE_BINS || column + 1 == bin_counts.len() {
            pieces.push(first..column + 1);
            (first, bins) = (column + 1, 0);
        }
    }
    pieces
}

impl Layout<'_> {
    /// The bins of a column, with what the hidden one must hold; written to `room` unless they stand in the histogram as they are.
    fn bins<'a>(&self, histogram: &'a [Sum], column: usize, all: Sum, room: &'a mut Vec<Sum>) -> &'a [Sum] {
        let first = self.column_slots[column] as usize;
        let count = self.bin_counts[column] as usize;
        if self.hidden_bins[column] < 0 {
            return &histogram[first..first + count];
        }
        let hidden = self.hidden_bins[column] as usize;
        let stored = &histogram[first..first + count + self.incomplete[column] as usize - 1];
        let others = stored.iter().fold([0.0; 2], |a: Sum, b| [a[0] + b[0], a[1] + b[1]]);
        room.clear();
        room.extend_from_slice(stored);
        room.insert(hidden, [all[0] - others[0], all[1] - others[1]]);
        &room[..count]
    }
}

fn subtract(slots: usize, histograms: &[u32], siblings: &[i32], pool: &mut [f64]) {
    let mut whole: Vec<_> = pool.chunks_mut(2 * slots).map(Some).collect();
    let mut pairs = Vec::new();
    for (&own, &sibling) in histograms.iter().zip(siblings) {
        if sibling >= 0
            && let (Some(own), Some(sibling)) = (whole[own as usize].take(), whole[sibling as usize].take())
        {
            pairs.extend(own.chunks_mut(2 * PIECE_SLOTS).zip(sibling.chunks(2 * PIECE_SLOTS)));
        }
    }
    map_items(pairs, |(own, sibling): (&mut [f64], &[f64])| {
        for (own, other) in own.iter_mut().zip(sibling) {
            *own -= other;
        }
    });
}
