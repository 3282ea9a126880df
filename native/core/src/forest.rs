//! The kernels of random cut forests: growing trees, bounding their cuts, and how deep points would come to stand in them.

mod bounds;
mod depths;
mod grow;
#[cfg(test)]
mod tests;

pub use bounds::bound_cuts;
pub use depths::add_inverse_depths;
pub use grow::{Grown, grow_trees};

/// Trees one after the other. A tree of n leaves has n - 1 cuts, and both stand in the order of a walk that goes left
/// first: the left child of cut i is cut i + 1 and the right one is cut i + `left_leaves[i]`, unless that side is one leaf.
#[derive(Clone, Copy)]
pub struct Forest<'a> {
    pub cols: usize,
    /// `[trees]`, leaves of each, at least 1
    pub leaf_counts: &'a [i32],
    /// `[cuts]`, the column that is cut
    pub cut_columns: &'a [i32],
    /// `[cuts]`; a row goes left where its value is at most this
    pub cut_values: &'a [f32],
    /// `[cuts]`
    pub left_leaves: &'a [i32],
    /// `[leaves, cols]`, the distinct rows
    pub points: &'a [f32],
}

/// One tree of a [`Forest`].
#[derive(Clone, Copy)]
struct Tree<'a> {
    cut_columns: &'a [i32],
    cut_values: &'a [f32],
    left_leaves: &'a [i32],
    points: &'a [f32],
}

impl<'a> Forest<'a> {
    fn trees(self) -> impl Iterator<Item = Tree<'a>> {
        let (mut cut, mut leaf) = (0, 0);
        self.leaf_counts.iter().map(move |&leaves| {
            let leaves = leaves as usize;
            let cuts = cut..cut + leaves - 1;
            let values = leaf * self.cols..(leaf + leaves) * self.cols;
            cut = cuts.end;
            leaf += leaves;
            Tree {
                cut_columns: &self.cut_columns[cuts.clone()],
                cut_values: &self.cut_values[cuts.clone()],
                left_leaves: &self.left_leaves[cuts],
                points: &self.points[values],
            }
        })
    }
}

impl Tree<'_> {
    fn leaves(&self) -> usize {
        self.left_leaves.len() + 1
    }
}

/// Takes the next `count` elements off a slice that is handed out piece by piece.
fn take<'a, T>(rest: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let (piece, left) = std::mem::take(rest).split_at_mut(count);
    *rest = left;
    piece
}
