//! What trees add up to.

use super::block::{BLOCK_ROWS, Block, Slots};
use super::packed::{Node, PackedTree, Top, pack};
use super::{Table, TreeRows};
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level};

/// Rows that are walked side by side: enough that the processor need not wait for the memory.
const LANES: usize = 8;
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
        let mut sums = vec![[0.0; BLOCK_ROWS]; groups];
        for (index, margins) in self.margins.chunks_mut(BLOCK_ROWS * groups).enumerate() {
            self.block.fill(self.rows, self.from + index * BLOCK_ROWS);
            for (row, margins) in margins.chunks_exact(groups).enumerate() {
                for (sums, &margin) in sums.iter_mut().zip(margins) {
                    sums[row] = margin;
                }
            }
            for tree in self.trees {
                add_tree(tree, &self.block, margins.len() / groups, &mut sums[tree.group]);
            }
            for (row, margins) in margins.chunks_exact_mut(groups).enumerate() {
                for (sums, margin) in sums.iter().zip(margins) {
                    *margin = sums[row];
                }
            }
        }
    }
}

#[inline(always)]
fn add_tree(tree: &PackedTree, block: &Block, rows: usize, sums: &mut [f32; BLOCK_ROWS]) {
    if let Some(plain) = &tree.plain {
        for (row, sum) in sums[..rows].iter_mut().enumerate() {
            *sum += plain.values[plain.leaf(|slot| block.value(row, slot))];
        }
        return;
    }
    match (tree.levels, block.any_missing) {
        (0, _) => add::<0, false>(tree, block, rows, sums),
        (1, false) => add::<1, false>(tree, block, rows, sums),
        (1, true) => add::<1, true>(tree, block, rows, sums),
        (2, false) => add::<2, false>(tree, block, rows, sums),
        (2, true) => add::<2, true>(tree, block, rows, sums),
        (3, false) => add::<3, false>(tree, block, rows, sums),
        (3, true) => add::<3, true>(tree, block, rows, sums),
        (_, false) => add::<4, false>(tree, block, rows, sums),
        (_, true) => add::<4, true>(tree, block, rows, sums),
    }
}

#[inline(always)]
fn add<const LEVELS: usize, const MISSING: bool>(
    tree: &PackedTree,
    block: &Block,
    rows: usize,
    sums: &mut [f32; BLOCK_ROWS],
) {
    let nodes = &tree.nodes[..];
    let (lanes, _) = sums.as_chunks_mut::<LANES>();
    for (first, sums) in lanes.iter_mut().enumerate().take(rows.div_ceil(LANES)) {
        let values = &block.values[first * LANES..];
        let paths = paths::<LEVELS, MISSING>(&tree.top, values);
        let mut at = paths.map(|path| tree.top.entries[path as usize & 15] as usize);
        for _ in 0..tree.levels_below {
            for (lane, at) in at.iter_mut().enumerate() {
                *at += step::<MISSING>(&nodes[*at], &values[lane..]);
            }
        }
        for (sum, at) in sums.iter_mut().zip(at) {
            *sum += nodes[at].answer;
        }
    }
}

/// How far the node lies where the row goes on.
#[inline(always)]
fn step<const MISSING: bool>(node: &Node, values: &[f32]) -> usize {
    let value = values[(node.slot_and_default >> 1) as usize * BLOCK_ROWS];
    let mut is_right = value >= node.threshold;
    if MISSING {
        is_right |= value.is_nan() & (node.slot_and_default & 1 == 0);
    }
    node.left as usize + usize::from(is_right)
}

type Mask = [u32; LANES];

/// The path of each row through the top: a bit for each level, 1 to the right.
#[inline(always)]
fn paths<const LEVELS: usize, const MISSING: bool>(top: &Top, values: &[f32]) -> Mask {
    let ask = |node: usize| -> Mask {
        let of_rows: &[f32; LANES] = values[top.slots[node] as usize * BLOCK_ROWS..]
            .first_chunk()
            .expect("a slot has all rows of the block");
        let (threshold, stays) = (top.thresholds[node], top.default_left[node]);
        let mut right = [0; LANES];
        for lane in 0..LANES {
            let value = of_rows[lane];
            right[lane] = if value >= threshold { u32::MAX } else { 0 };
            if MISSING {
                right[lane] |= if value.is_nan() { !stays } else { 0 };
            }
        }
        right
    };
    if LEVELS == 0 {
        return [0; LANES];
    }
    let first = ask(0);
    if LEVELS == 1 {
        return bits([first]);
    }
    let second = choose(&first, ask(1), ask(2));
    if LEVELS == 2 {
        return bits([first, second]);
    }
    let third = choose(&first, choose(&second, ask(3), ask(4)), choose(&second, ask(5), ask(6)));
    if LEVELS == 3 {
        return bits([first, second, third]);
    }
    let left = choose(&second, choose(&third, ask(7), ask(8)), choose(&third, ask(9), ask(10)));
    let right = choose(
        &second,
        choose(&third, ask(11), ask(12)),
        choose(&third, ask(13), ask(14)),
    );
    bits([first, second, third, choose(&first, left, right)])
}

#[inline(always)]
fn choose(right: &Mask, if_left: Mask, if_right: Mask) -> Mask {
    let mut chosen = [0; LANES];
    for lane in 0..LANES {
        chosen[lane] = if right[lane] != 0 {
            if_right[lane]
        } else {
            if_left[lane]
        };
    }
    chosen
}

#[inline(always)]
fn bits<const LEVELS: usize>(levels: [Mask; LEVELS]) -> Mask {
    let mut paths = [0; LANES];
    for level in levels {
        for lane in 0..LANES {
            paths[lane] = 2 * paths[lane] + (level[lane] & 1);
        }
    }
    paths
}
