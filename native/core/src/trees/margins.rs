//! What trees add up to.

use super::block::{BLOCK_ROWS, Block, LANES, OfRows, Slots, VECTORS};
use super::packed::{Node, PackedTree, TOP_NODES, Top, pack};
use super::{Table, TreeRows};
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level};

/// Rows of one item of work.
const CHUNK_ROWS: usize = 8 * BLOCK_ROWS;

/// Adds the answer of each tree in turn to `margins` `[rows, groups]`, in float32. The table must be sound.
pub fn add_margins(level: Level, table: Table, rows: TreeRows, margins: &mut [f32]) {
    let trees = pack(table);
    let slots = Slots::new(table.used_columns);
    let chunks = margins.chunks_mut(CHUNK_ROWS * table.groups).enumerate();
    map_items(chunks.collect(), |(index, margins)| {
        level.run(Chunk {
            trees: &trees,
            block: Block::new(table.used_columns, &slots),
            groups: table.groups,
            rows,
            from: index * CHUNK_ROWS,
            margins,
        });
    });
}

struct Chunk<'a> {
    trees: &'a [PackedTree<'a>],
    block: Block<'a>,
    groups: usize,
    rows: TreeRows<'a>,
    from: usize,
    margins: &'a mut [f32],
}

impl Kernel for Chunk<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(mut self, _: L) {
        let groups = self.groups;
        let mut sums = vec![OfRows::default(); groups];
        for (index, margins) in self.margins.chunks_mut(BLOCK_ROWS * groups).enumerate() {
            self.block.fill(self.rows, self.from + index * BLOCK_ROWS);
            for (row, margins) in margins.chunks_exact(groups).enumerate() {
                for (sums, &margin) in sums.iter_mut().zip(margins) {
                    sums.as_flattened_mut()[row] = margin;
                }
            }
            for tree in self.trees {
                add_tree(tree, &self.block, margins.len() / groups, &mut sums[tree.group]);
            }
            for (row, margins) in margins.chunks_exact_mut(groups).enumerate() {
                for (sums, margin) in sums.iter().zip(margins) {
                    *margin = sums.as_flattened()[row];
                }
            }
        }
    }
}

#[inline(always)]
fn add_tree(tree: &PackedTree, block: &Block, rows: usize, sums: &mut OfRows) {
    if let Some(plain) = &tree.plain {
        for (row, sum) in sums.as_flattened_mut()[..rows].iter_mut().enumerate() {
            *sum += plain.values[plain.leaf(|slot| block.value(row, slot))];
        }
    } else if block.any_missing {
        add::<true>(tree, &block.values, rows, sums);
    } else {
        add::<false>(tree, &block.values, rows, sums);
    }
}

#[inline(always)]
fn add<const MISSING: bool>(tree: &PackedTree, values: &[OfRows], rows: usize, sums: &mut OfRows) {
    let nodes = &tree.nodes[..];
    let vectors = rows.div_ceil(LANES);
    let asked = tree.top.slots.map(|slot| &values[slot as usize]);
    // All paths before the first walk: what goes through memory stays whole vectors.
    let mut paths_of_vectors = [[0; LANES]; VECTORS];
    for (vector, paths_of_vector) in paths_of_vectors.iter_mut().enumerate().take(vectors) {
        *paths_of_vector = paths::<MISSING>(&tree.top, |node| &asked[node][vector]);
    }
    for (vector, (sums, paths)) in sums.iter_mut().zip(paths_of_vectors).enumerate().take(vectors) {
        let mut at = paths.map(|path| tree.top.entries[path as usize & TOP_NODES] as usize);
        for _ in 0..tree.levels_below {
            for (lane, at) in at.iter_mut().enumerate() {
                let node = &nodes[*at];
                *at += step::<MISSING>(node, values[node.slot()][vector][lane]);
            }
        }
        for (sum, at) in sums.iter_mut().zip(at) {
            *sum += nodes[at].answer;
        }
    }
}

/// How far the node lies where the row goes on.
#[inline(always)]
fn step<const MISSING: bool>(node: &Node, value: f32) -> usize {
    let mut is_right = value >= node.threshold;
    if MISSING {
        is_right |= value.is_nan() & !node.default_left();
    }
    node.left as usize + usize::from(is_right)
}

/// A lane is all ones where the row goes right. Arithmetic on masks, and no choice by `if`, is what becomes one instruction for all lanes.
type Mask = [i32; LANES];

/// The path of each row through the top: a bit for each level, 1 to the right.
#[inline(always)]
fn paths<'a, const MISSING: bool>(top: &Top, values: impl Fn(usize) -> &'a [f32; LANES]) -> Mask {
    let ask = |node: usize| -> Mask {
        let (of_rows, threshold, stays) = (values(node), top.thresholds[node], top.default_left[node]);
        let mut right = [0; LANES];
        for lane in 0..LANES {
            right[lane] = -i32::from(of_rows[lane] >= threshold);
            if MISSING {
                right[lane] |= -i32::from(of_rows[lane].is_nan()) & !stays;
            }
        }
        right
    };
    let first = ask(0);
    let second = choose(&first, ask(1), ask(2));
    let third = choose(&first, choose(&second, ask(3), ask(4)), choose(&second, ask(5), ask(6)));
    let left = choose(&second, choose(&third, ask(7), ask(8)), choose(&third, ask(9), ask(10)));
    let right = choose(
        &second,
        choose(&third, ask(11), ask(12)),
        choose(&third, ask(13), ask(14)),
    );
    let fourth = choose(&first, left, right);
    let mut paths = [0; LANES];
    for lane in 0..LANES {
        paths[lane] = (first[lane] & 8) | (second[lane] & 4) | (third[lane] & 2) | (fourth[lane] & 1);
    }
    paths
}

#[inline(always)]
fn choose(right: &Mask, if_left: Mask, if_right: Mask) -> Mask {
    let mut chosen = [0; LANES];
    for lane in 0..LANES {
        chosen[lane] = if_left[lane] ^ ((if_left[lane] ^ if_right[lane]) & right[lane]);
    }
    chosen
}
