//! What each feature adds to the margin of a row.

use super::block::{BLOCK_ROWS, Block, Slots};
use super::shap::{Fixed, Paths, Shap};
use super::{Table, Tree, TreeRows};
use crate::parallel::map_items;

/// What the training saw at each node.
#[derive(Clone, Copy)]
pub struct Statistics<'a> {
    /// `[nodes]`, second derivatives of the rows that came to the node
    pub covers: &'a [f32],
    /// Follow the path of the row alone instead of averaging over all orders of features
    pub approximate: bool,
    /// Of the model
    pub cols: usize,
}

/// Adds, tree by tree, what each feature adds, and in the last column what the trees answer on average, to `contributions`
/// `[rows, groups, cols + 1]`. The table must be sound, and its columns below `cols`.
pub fn add_contributions(table: Table, statistics: Statistics, rows: TreeRows, contributions: &mut [f32]) {
    let trees = Explained::all(table, statistics);
    let slots = Slots::new(table.used_columns);
    let width = table.groups * (statistics.cols + 1);
    let blocks = contributions.chunks_mut(BLOCK_ROWS * width).enumerate();
    map_items(blocks.collect(), |(index, contributions)| {
        let mut block = Block::new(table.used_columns, &slots);
        block.fill(rows, index * BLOCK_ROWS);
        let mut paths = Paths::default();
        let mut phi = vec![0.0; table.used_columns.len()];
        for (row, contributions) in contributions.chunks_exact_mut(width).enumerate() {
            for tree in &trees {
                let value = |slot| block.value(row, slot);
                phi.fill(0.0);
                if statistics.approximate {
                    tree.follow(value, &mut phi);
                } else {
                    tree.explain(value, Fixed::Nothing, &mut paths, &mut phi);
                }
                let group = &mut contributions[tree.tree.group * (statistics.cols + 1)..][..=statistics.cols];
                for (&column, phi) in table.used_columns.iter().zip(&phi) {
                    group[column as usize] += phi;
                }
                group[statistics.cols] += tree.means[0];
            }
        }
    });
}

/// A tree and what the training saw of it.
pub(super) struct Explained<'a> {
    pub tree: Tree<'a>,
    pub covers: &'a [f32],
    /// `[nodes]`, the answer on average of rows that come to the node
    pub means: Vec<f32>,
    depth: usize,
}

impl<'a> Explained<'a> {
    pub(super) fn all(table: Table<'a>, statistics: Statistics<'a>) -> Vec<Self> {
        let explain = |tree: Tree<'a>| {
            let covers = &statistics.covers[tree.first..][..tree.values.len()];
            Self {
                tree,
                covers,
                means: means(tree, covers),
                depth: tree.depth(),
            }
        };
        table.trees().map(explain).collect()
    }

    pub(super) fn explain(&self, value: impl Fn(usize) -> f32, fixed: Fixed, paths: &mut Paths, phi: &mut [f32]) {
        paths.reserve(self.depth);
        let (tree, covers) = (self.tree, self.covers);
        let mut shap = Shap {
            tree,
            covers,
            value,
            fixed,
            phi,
        };
        shap.run(paths);
    }

    /// Each feature gets what the average answer changes by where it is asked for.
    fn follow(&self, value: impl Fn(usize) -> f32, phi: &mut [f32]) {
        let (mut node, mut mean) = (0, self.means[0]);
        while !self.tree.is_leaf(node) {
            let slot = self.tree.slots[node] as usize;
            node = self.tree.child(node, value(slot));
            phi[slot] += self.means[node] - mean;
            mean = self.means[node];
        }
    }
}

/// From the last node to the first, since children come after their parent.
fn means(tree: Tree, covers: &[f32]) -> Vec<f32> {
    let mut means = tree.values.to_vec();
    for node in (0..means.len()).rev() {
        if !tree.is_leaf(node) {
            let left = node + tree.left_offsets[node] as usize;
            let sum = means[left] * covers[left] + means[left + 1] * covers[left + 1];
            means[node] = sum / covers[node];
        }
    }
    means
}
