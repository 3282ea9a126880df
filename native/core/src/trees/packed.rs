//! Trees in the form that is quick to walk: the first levels as a full tree, whose questions are all asked at once, and the rest node by node.

use super::{Table, Tree};

/// Levels that are asked at once. With one more, more is asked in vain than is saved.
pub(super) const TOP_LEVELS: usize = 4;
pub(super) const TOP_NODES: usize = (1 << TOP_LEVELS) - 1;

/// A row goes right where its value is at least the threshold, or missing and not at home on the left.
#[derive(Clone, Copy)]
pub(super) struct Node {
    /// NaN at a leaf, so that nobody goes right
    pub threshold: f32,
    /// The slot, and in the lowest bit whether a row without the feature goes left
    slot_and_default: u32,
    /// Of the left child, counted from the node; 0 at a leaf, so that whoever is there stays
    pub left: u32,
    pub answer: f32,
}

impl Node {
    #[inline(always)]
    pub(super) fn slot(&self) -> usize {
        (self.slot_and_default >> 1) as usize
    }

    #[inline(always)]
    pub(super) fn default_left(&self) -> bool {
        self.slot_and_default & 1 == 1
    }
}

pub(super) struct Top {
    /// The children of node i are nodes 2 i + 1 and 2 i + 2
    pub thresholds: [f32; TOP_NODES],
    pub slots: [u32; TOP_NODES],
    /// All ones where a row without the feature goes left
    pub default_left: [i32; TOP_NODES],
    /// The node where the walk goes on, by the path so far, which has a bit for each level
    pub entries: [u32; 1 << TOP_LEVELS],
}

pub(super) struct PackedTree<'a> {
    pub group: usize,
    pub top: Top,
    /// Levels below the top
    pub levels_below: usize,
    pub nodes: Vec<Node>,
    /// Set where the tree asks for categories, and is walked plainly
    pub plain: Option<Tree<'a>>,
}

pub(super) fn pack(table: Table) -> Vec<PackedTree> {
    table.trees().map(|tree| pack_tree(tree)).collect()
}

fn pack_tree(tree: Tree) -> PackedTree {
    let depth = tree.depth();
    let has_categories = (0..tree.values.len()).any(|node| !tree.categories_of(node).is_empty());
    PackedTree {
        group: tree.group,
        top: top(&tree),
        levels_below: depth.saturating_sub(TOP_LEVELS),
        nodes: (0..tree.values.len()).map(|node| pack_node(&tree, node)).collect(),
        plain: has_categories.then_some(tree),
    }
}

fn pack_node(tree: &Tree, node: usize) -> Node {
    let is_leaf = tree.is_leaf(node);
    Node {
        threshold: if is_leaf { f32::NAN } else { threshold(tree, node) },
        slot_and_default: if is_leaf {
            1
        } else {
            tree.slots[node] << 1 | u32::from(tree.default_left[node] == 1)
        },
        left: tree.left_offsets[node],
        answer: tree.values[node],
    }
}

/// Nothing is below NaN, so that all rows go right, as at minus infinity.
fn threshold(tree: &Tree, node: usize) -> f32 {
    let value = tree.values[node];
    if value.is_nan() { f32::NEG_INFINITY } else { value }
}

/// Below a leaf the top asks what has no answer but left; all paths end in the leaf.
fn top(tree: &Tree) -> Top {
    let mut top = Top {
        thresholds: [f32::NAN; TOP_NODES],
        slots: [0; TOP_NODES],
        default_left: [-1; TOP_NODES],
        entries: [0; 1 << TOP_LEVELS],
    };
    let mut nodes = [0; 2 * TOP_NODES + 1];
    for place in 0..TOP_NODES {
        let node = nodes[place];
        let (mut left, mut right) = (node, node);
        if !tree.is_leaf(node) {
            top.thresholds[place] = threshold(tree, node);
            top.slots[place] = tree.slots[node];
            top.default_left[place] = if tree.default_left[node] == 1 { -1 } else { 0 };
            left = node + tree.left_offsets[node] as usize;
            right = left + 1;
        }
        nodes[2 * place + 1] = left;
        nodes[2 * place + 2] = right;
    }
    for (entry, &node) in top.entries.iter_mut().zip(&nodes[TOP_NODES..]) {
        *entry = node as u32;
    }
    top
}
