//! Which leaf of each tree a row ends in.

use super::block::{BLOCK_ROWS, Block, Slots};
use super::{Table, Tree, TreeRows};
use crate::parallel::map_items;

/// Writes the node of the table that each row ends in to `leaves` `[rows, trees]`. The table must be sound.
pub fn find_leaves(table: Table, rows: TreeRows, leaves: &mut [u32]) {
    let trees: Vec<Tree> = table.trees().collect();
    let slots = Slots::new(table.used_columns);
    let blocks = leaves.chunks_mut(BLOCK_ROWS * trees.len().max(1)).enumerate();
    map_items(blocks.collect(), |(index, leaves)| {
        let mut block = Block::new(table.used_columns, &slots);
        block.fill(rows, index * BLOCK_ROWS);
        for (row, leaves) in leaves.chunks_exact_mut(trees.len()).enumerate() {
            for (tree, leaf) in trees.iter().zip(leaves) {
                *leaf = (tree.first + tree.leaf(|slot| block.value(row, slot))) as u32;
            }
        }
    });
}
