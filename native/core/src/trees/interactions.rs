//! What each pair of features adds to the margin of a row together.

use super::block::{BLOCK_ROWS, Block, Slots};
use super::contributions::{Explained, Statistics};
use super::shap::{Fixed, Paths};
use super::{Table, TreeRows};
use crate::parallel::map_items;

/// Adds to `interactions` `[rows, groups, cols + 1, cols + 1]`: beside the diagonal half of what a feature adds more where another one is known
/// than where it is not, on the diagonal what is left of its own contribution, and in the last place what the trees answer on average.
/// The table must be sound, and its columns below `cols`.
pub fn add_interactions(table: Table, statistics: Statistics, rows: TreeRows, interactions: &mut [f32]) {
    let trees = Explained::all(table, statistics);
    let slots = Slots::new(table.used_columns);
    let side = statistics.cols + 1;
    let blocks = interactions
        .chunks_mut(BLOCK_ROWS * table.groups * side * side)
        .enumerate();
    map_items(blocks.collect(), |(index, interactions)| {
        let mut block = Block::new(table.used_columns, &slots);
        block.fill(rows, index * BLOCK_ROWS);
        let mut work = Work::new(&trees, table.used_columns, side);
        for (row, groups) in interactions.chunks_exact_mut(table.groups * side * side).enumerate() {
            for (group, matrix) in groups.chunks_exact_mut(side * side).enumerate() {
                work.add_row(group, |slot| block.value(row, slot), matrix);
            }
        }
    });
}

struct Work<'a> {
    trees: &'a [Explained<'a>],
    used_columns: &'a [u32],
    /// Of the matrix of a row
    side: usize,
    paths: Paths,
    /// `[slots]`, of one tree
    phi: Vec<f32>,
    /// `[slots]`, of all trees
    plain: Vec<f32>,
    known: Vec<f32>,
    unknown: Vec<f32>,
}

impl<'a> Work<'a> {
    fn new(trees: &'a [Explained<'a>], used_columns: &'a [u32], side: usize) -> Self {
        let zeros = || vec![0.0; used_columns.len()];
        Self {
            trees,
            used_columns,
            side,
            paths: Paths::default(),
            phi: zeros(),
            plain: zeros(),
            known: zeros(),
            unknown: zeros(),
        }
    }

    fn add_row(&mut self, group: usize, value: impl Fn(usize) -> f32 + Copy, matrix: &mut [f32]) {
        let mut plain = std::mem::take(&mut self.plain);
        self.sum(group, value, Fixed::Nothing, None, &mut plain);
        let (mut known, mut unknown) = (std::mem::take(&mut self.known), std::mem::take(&mut self.unknown));
        for (slot, &column) in self.used_columns.iter().enumerate() {
            self.sum(group, value, Fixed::Known(slot as u32), Some(slot), &mut known);
            self.sum(group, value, Fixed::Unknown(slot as u32), Some(slot), &mut unknown);
            let line = &mut matrix[column as usize * self.side..][..self.side];
            let mut rest = 0.0;
            for (other, &other_column) in self.used_columns.iter().enumerate() {
                if other == slot {
                    rest += plain[slot];
                } else {
                    let together = (known[other] - unknown[other]) / 2.0;
                    line[other_column as usize] += together;
                    rest -= together;
                }
            }
            line[column as usize] += rest;
        }
        let mean = |tree: &Explained| if tree.tree.group == group { tree.means[0] } else { 0.0 };
        matrix[self.side * self.side - 1] += self.trees.iter().fold(0.0, |sum, tree| sum + mean(tree));
        (self.plain, self.known, self.unknown) = (plain, known, unknown);
    }

    /// Contributions of all trees of a group, or of those that look at the feature: for the others it makes no difference whether it is known.
    fn sum(
        &mut self,
        group: usize,
        value: impl Fn(usize) -> f32 + Copy,
        fixed: Fixed,
        asking: Option<usize>,
        sums: &mut [f32],
    ) {
        sums.fill(0.0);
        for tree in self.trees.iter().filter(|tree| tree.tree.group == group) {
            if asking.is_some_and(|slot| !tree.asks_for(slot)) {
                continue;
            }
            self.phi.fill(0.0);
            tree.explain(value, fixed, &mut self.paths, &mut self.phi);
            for (sum, phi) in sums.iter_mut().zip(&self.phi) {
                *sum += phi;
            }
        }
    }
}

impl Explained<'_> {
    fn asks_for(&self, slot: usize) -> bool {
        let tree = &self.tree;
        (0..tree.slots.len()).any(|node| !tree.is_leaf(node) && tree.slots[node] as usize == slot)
    }
}
