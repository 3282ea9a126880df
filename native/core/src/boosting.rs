//! The kernels of boosted trees over bins: cuts, bins, derivatives, histograms, the search for splits, and rows that follow them.

mod addends;
mod bundles;
mod codes;
mod columns;
mod gradients;
mod growth;
mod histograms;
mod partition;
mod rounding;
mod search;
mod sketch;
mod splits;
mod summary;
mod sweep;

pub use addends::{Singles, Steps};
pub use bundles::{Coding, bundle_columns, code_rows};
pub use codes::{Code, bin_rows};
pub use columns::{Columns, Sorted, bin_columns, gather_columns};
pub use gradients::{Loss, Rows, add_leaf_values, loss_gradients, softmax_gradients};
pub use growth::{Ground, Grown, Growth, Room, grow_tree};
pub use histograms::{Histograms, WORD, add_histograms};
pub use partition::{Followed, label_rows, partition_rows};
pub use rounding::{Extent, measure_gradients, round_gradients};
pub use search::{Found, Nodes, Rules};
pub use sketch::{CutOutput, Dense, cut_columns, cut_rows};
pub use splits::{Layout, find_splits};
pub use sweep::{move_rows, sweep_columns};

/// Rows of a node whose derivatives are summed before the sum is added to what came before.
const CHUNK_ROWS: usize = 1 << 16;

/// Cut `cut_starts[c]` and on belong to column c; bin b holds what is below cut b.
#[derive(Clone, Copy)]
pub struct Cuts<'a> {
    /// `[cols + 1]`
    pub starts: &'a [u32],
    pub values: &'a [f32],
}

impl<'a> Cuts<'a> {
    fn of(self, column: usize) -> &'a [f32] {
        &self.values[self.starts[column] as usize..self.starts[column + 1] as usize]
    }
}

/// Takes the next `count` elements off a slice that is handed out piece by piece.
fn take<'a, T>(rest: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let (piece, left) = std::mem::take(rest).split_at_mut(count);
    *rest = left;
    piece
}
