//! A whole tree in one call, depth by depth, for trees whose single steps take less time than calling them.

use super::addends::Singles;
use super::codes::Code;
use super::histograms::{Histograms, add_histograms};
use super::partition::{Followed, label_rows, partition_rows};
use super::rounding::measure_gradients;
use super::search::{Found, Nodes, Rules, Sum, worth};
use super::splits::{Layout, find_splits};
use crate::parallel::within_pool;
use crate::simd::Level;

/// Less than this is no gain but rounding.
const LEAST_GAIN: f32 = 1e-6;

/// The bins of all rows, and what their tree is grown from.
#[derive(Clone, Copy)]
pub struct Ground<'a, C> {
    /// `[cols, rows]`
    pub by_column: &'a [C],
    /// `[rows, stride]`; see [`Histograms`]
    pub codes: &'a [C],
    pub stride: usize,
    pub groups: usize,
    pub width: usize,
    pub layout: Layout<'a>,
    /// `[rows, 2]`
    pub gradients: &'a [f32],
}

/// Where a tree ends, and what makes its splits worth while; without directions of columns.
#[derive(Clone, Copy)]
pub struct Growth<'a> {
    pub rules: Rules<'a>,
    pub max_depth: usize,
    pub gamma: f32,
}

/// Room for work.
pub struct Room<'a> {
    /// `[rows]`
    pub order: &'a mut [u32],
    pub scratch: &'a mut [u32],
    /// `[2^(max_depth - 1), groups, width, 2]`
    pub pool: &'a mut [f64],
}

/// The tree: its splits in the order in which they are made, each of which adds two nodes.
pub struct Grown<'a> {
    /// `[2]`, of all rows
    pub sum: &'a mut [f64],
    /// `[splits]`, the node that is split; room for 2^max_depth - 1, as in `found`
    pub nodes: &'a mut [i32],
    pub found: Found<'a>,
    /// `[rows]`
    pub leaf_of_row: &'a mut [i32],
}

/// Grows a tree. Returns how many splits it has.
pub fn grow_tree<C: Code>(level: Level, ground: Ground<C>, growth: Growth, room: Room, mut grown: Grown) -> usize {
    within_pool(|| {
        let sum = measure_gradients(level, ground.gradients).sums;
        grown.sum.copy_from_slice(&sum);
        for (row, place) in (0..).zip(room.order.iter_mut()) {
            *place = row;
        }
        let mut tree = Tree {
            level,
            ground,
            growth,
            room,
            free: (1..1 << (growth.max_depth - 1)).collect(),
            nodes: 1,
            splits: 0,
            ends: Moves::default(),
        };
        let mut open = vec![Open {
            node: 0,
            begin: 0,
            end: ground.gradients.len() as u32 / 2,
            sum,
            gain: worth(growth.rules, sum),
            histogram: 0,
        }];
        tree.add(open.iter());
        let mut siblings = vec![-1];
        for depth in 1..=growth.max_depth {
            let splits = tree.splits_of(&open, &siblings);
            let children = tree.split(&open, &splits, depth < growth.max_depth, &mut grown);
            (open, siblings) = tree.open(children);
            if open.is_empty() {
                break;
            }
        }
        let Tree { room, ends, splits, .. } = tree;
        label_rows(ends.followed(ground), room.order, &ends.children, grown.leaf_of_row);
        splits
    })
}

/// A node whose split is wanted.
#[derive(Clone, Copy)]
struct Open {
    node: i32,
    begin: u32,
    end: u32,
    sum: Sum,
    /// What it is worth without a split.
    gain: f32,
    histogram: u32,
}

struct Tree<'a, C> {
    level: Level,
    ground: Ground<'a, C>,
    growth: Growth<'a>,
    room: Room<'a>,
    /// Histograms that no open node has.
    free: Vec<u32>,
    nodes: i32,
    splits: usize,
    /// Nodes whose rows have come to their leaf, or are one split away from it.
    ends: Moves,
}

impl<C: Code> Tree<'_, C> {
    /// Sums up the histograms of nodes.
    fn add<'n>(&mut self, nodes: impl Iterator<Item = &'n Open> + Clone) {
        let Ground {
            codes,
            stride,
            groups,
            width,
            gradients,
            by_column,
            layout,
        } = self.ground;
        let input = Histograms {
            codes,
            stride,
            groups,
            by_column: (layout.bin_counts.len() == groups).then_some(by_column),
            width,
            gradients: Singles(gradients.as_chunks().0),
            order: self.room.order,
            begins: &nodes.clone().map(|node| node.begin).collect::<Vec<_>>(),
            ends: &nodes.clone().map(|node| node.end).collect::<Vec<_>>(),
            histograms: &nodes.map(|node| node.histogram).collect::<Vec<_>>(),
        };
        add_histograms(self.level, input, true, self.room.pool);
    }

    /// The best split of each node; `siblings`: histograms that are taken off its own first, -1 for none.
    fn splits_of(&mut self, open: &[Open], siblings: &[i32]) -> Splits {
        let mut splits = Splits::room_for(open.len());
        let sums: Vec<_> = open.iter().map(|node| node.sum).collect();
        let nodes = Nodes {
            sums: sums.as_flattened(),
            gains: &open.iter().map(|node| node.gain).collect::<Vec<_>>(),
            bounds: None,
            allowed: None,
        };
        let histograms: Vec<_> = open.iter().map(|node| node.histogram).collect();
        let Ground { layout, .. } = self.ground;
        let pool = &mut *self.room.pool;
        find_splits(
            self.level,
            layout,
            self.growth.rules,
            nodes,
            (&histograms, siblings),
            pool,
            &mut splits.found(),
        );
        splits
    }

    /// Makes the splits that are worth it; rows of the others stay. Returns the children of each if they are to be split in turn, left one first.
    fn split(&mut self, open: &[Open], splits: &Splits, go_on: bool, grown: &mut Grown) -> Vec<[Open; 2]> {
        let mut moves = Moves::default();
        let mut children = Vec::new();
        for (at, own) in open.iter().enumerate() {
            if !splits.is_worth(at, self.growth.gamma) {
                self.ends.push(own, None, [own.node; 2]);
                self.free.push(own.histogram);
                continue;
            }
            let numbers = [self.nodes, self.nodes + 1];
            self.nodes += 2;
            grown.nodes[self.splits] = own.node;
            splits.copy(at, &mut grown.found, self.splits);
            self.splits += 1;
            let to = if go_on { &mut moves } else { &mut self.ends };
            to.push(own, Some((splits, at)), numbers);
            let sums = [&splits.left_sums, &splits.right_sums].map(|sums| [sums[2 * at], sums[2 * at + 1]]);
            children.push([0, 1].map(|side| Open {
                node: numbers[side],
                sum: sums[side],
                gain: worth(self.growth.rules, sums[side]),
                ..*own
            }));
        }
        if !go_on {
            return Vec::new();
        }
        let mut left_counts = vec![0; children.len()];
        let Room { order, scratch, .. } = &mut self.room;
        partition_rows(
            self.level,
            moves.followed(self.ground),
            order,
            scratch,
            &mut left_counts,
        );
        for ([left, right], count) in children.iter_mut().zip(left_counts) {
            left.end = left.begin + count;
            right.begin = left.end;
        }
        children
    }

    /// Of two siblings the lighter one's histogram is summed; the other's is what its parent's, whose place it takes, has more.
    fn open(&mut self, children: Vec<[Open; 2]>) -> (Vec<Open>, Vec<i32>) {
        let mut siblings = Vec::new();
        let mut summed = Vec::new();
        let mut open = Vec::new();
        for mut pair in children {
            let lighter = usize::from(pair[1].sum[1] < pair[0].sum[1]);
            // There are as many histograms as the last depth that is searched can have nodes.
            pair[lighter].histogram = self.free.pop().unwrap_or_default();
            let mut taken = [-1; 2];
            taken[1 - lighter] = pair[lighter].histogram as i32;
            summed.push(pair[lighter]);
            siblings.extend(taken);
            open.extend(pair);
        }
        if !summed.is_empty() {
            self.add(summed.iter());
        }
        (open, siblings)
    }
}

/// [`Found`] with room of its own.
struct Splits {
    columns: Vec<i32>,
    bins: Vec<i32>,
    default_left: Vec<u8>,
    gains: Vec<f32>,
    left_sums: Vec<f64>,
    right_sums: Vec<f64>,
}

impl Splits {
    fn room_for(nodes: usize) -> Self {
        Self {
            columns: vec![-1; nodes],
            bins: vec![0; nodes],
            default_left: vec![0; nodes],
            gains: vec![0.0; nodes],
            left_sums: vec![0.0; 2 * nodes],
            right_sums: vec![0.0; 2 * nodes],
        }
    }

    fn found(&mut self) -> Found<'_> {
        Found {
            columns: &mut self.columns,
            bins: &mut self.bins,
            default_left: &mut self.default_left,
            gains: &mut self.gains,
            left_sums: &mut self.left_sums,
            right_sums: &mut self.right_sums,
        }
    }

    fn is_worth(&self, at: usize, gamma: f32) -> bool {
        let gain = self.gains[at];
        let has_both = self.left_sums[2 * at + 1] != 0.0 && self.right_sums[2 * at + 1] != 0.0;
        self.columns[at] >= 0 && gain > LEAST_GAIN && gain >= gamma && has_both
    }

    fn copy(&self, at: usize, to: &mut Found, place: usize) {
        to.columns[place] = self.columns[at];
        to.bins[place] = self.bins[at];
        to.default_left[place] = self.default_left[at];
        to.gains[place] = self.gains[at];
        to.left_sums[2 * place..2 * place + 2].copy_from_slice(&self.left_sums[2 * at..2 * at + 2]);
        to.right_sums[2 * place..2 * place + 2].copy_from_slice(&self.right_sums[2 * at..2 * at + 2]);
    }
}

/// What rows of nodes follow: the arrays of [`Followed`].
#[derive(Default)]
struct Moves {
    begins: Vec<u32>,
    ends: Vec<u32>,
    columns: Vec<i32>,
    bins: Vec<i32>,
    default_left: Vec<u8>,
    children: Vec<i32>,
}

impl Moves {
    /// All rows go left where there is no split.
    fn push(&mut self, node: &Open, split: Option<(&Splits, usize)>, children: [i32; 2]) {
        self.begins.push(node.begin);
        self.ends.push(node.end);
        self.columns.push(split.map_or(-1, |(splits, at)| splits.columns[at]));
        self.bins.push(split.map_or(0, |(splits, at)| splits.bins[at]));
        self.default_left
            .push(split.map_or(1, |(splits, at)| splits.default_left[at]));
        self.children.extend(children);
    }

    fn followed<'a, C>(&'a self, ground: Ground<'a, C>) -> Followed<'a, C> {
        Followed {
            by_column: ground.by_column,
            rows: ground.gradients.len() / 2,
            bin_counts: ground.layout.bin_counts,
            begins: &self.begins,
            ends: &self.ends,
            columns: &self.columns,
            bins: &self.bins,
            default_left: &self.default_left,
        }
    }
}
