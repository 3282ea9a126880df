//! Decision trees that were trained: what rows come to under them, and which feature had which part in it.

mod block;
mod contributions;
mod interactions;
mod leaves;
mod margins;
mod packed;
mod shap;
#[cfg(test)]
mod tests;

pub use block::TreeRows;
pub use contributions::{Statistics, add_contributions};
pub use interactions::add_interactions;
pub use leaves::find_leaves;
pub use margins::add_margins;

/// Trees one after the other. The nodes of a tree begin with its root, and the two children of a node lie side by side, after it.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    /// Sums that the trees add to
    pub groups: usize,
    /// `[slots]`, rising: the features that any node looks at
    pub used_columns: &'a [u32],
    /// `[trees + 1]`, the first node of each
    pub tree_starts: &'a [u32],
    /// `[trees]`, each below `groups`
    pub tree_groups: &'a [i32],
    /// `[nodes]`, of the left child, counted from the node itself; 0 at a leaf
    pub left_offsets: &'a [u32],
    /// `[nodes]`, the place in `used_columns` of the feature that is looked at
    pub slots: &'a [u32],
    /// `[nodes]`, 1 where a row without the feature goes left
    pub default_left: &'a [u8],
    /// `[nodes]`; a row goes left where its value is below this; at a leaf, the answer
    pub values: &'a [f32],
    /// `[nodes + 1]` into `categories`, or empty where no node asks for one
    pub category_starts: &'a [u32],
    /// Rising at each node: rows of these go right
    pub categories: &'a [i32],
}

/// One tree of a [`Table`].
#[derive(Clone, Copy)]
struct Tree<'a> {
    group: usize,
    /// Of the root in the table
    first: usize,
    left_offsets: &'a [u32],
    slots: &'a [u32],
    default_left: &'a [u8],
    values: &'a [f32],
    /// `[nodes + 1]`, or empty
    category_starts: &'a [u32],
    categories: &'a [i32],
}

impl<'a> Table<'a> {
    /// What [`Table`] says of its arrays, so that no walk leaves its tree or lasts for ever.
    pub fn is_sound(&self) -> bool {
        let nodes = self.left_offsets.len();
        let same_length = [self.slots.len(), self.default_left.len(), self.values.len()];
        let starts_fit = self.tree_starts.first() == Some(&0)
            && self.tree_starts.last().is_some_and(|&end| end as usize == nodes)
            && self.tree_starts.is_sorted_by(|a, b| a < b)
            && self.tree_starts.len() == self.tree_groups.len() + 1;
        starts_fit
            && same_length == [nodes; 3]
            && self.used_columns.is_sorted_by(|a, b| a < b)
            && self
                .tree_groups
                .iter()
                .all(|&group| group >= 0 && (group as usize) < self.groups)
            && self.categories_are_sound(nodes)
            && self.trees().all(|tree| tree.is_sound(self.used_columns.len()))
    }

    fn categories_are_sound(&self, nodes: usize) -> bool {
        let starts = self.category_starts;
        starts.is_empty()
            || (starts.len() == nodes + 1
                && starts[0] == 0
                && starts.is_sorted()
                && starts[nodes] as usize == self.categories.len())
    }

    fn trees(self) -> impl Iterator<Item = Tree<'a>> {
        self.tree_starts
            .windows(2)
            .zip(self.tree_groups)
            .map(move |(ends, &group)| {
                let nodes = ends[0] as usize..ends[1] as usize;
                Tree {
                    group: group as usize,
                    first: nodes.start,
                    left_offsets: &self.left_offsets[nodes.clone()],
                    slots: &self.slots[nodes.clone()],
                    default_left: &self.default_left[nodes.clone()],
                    values: &self.values[nodes.clone()],
                    category_starts: self.category_starts.get(nodes.start..=nodes.end).unwrap_or_default(),
                    categories: self.categories,
                }
            })
    }
}

impl Tree<'_> {
    fn is_sound(&self, slots: usize) -> bool {
        let nodes = self.left_offsets.len();
        let mut places = self.left_offsets.iter().zip(self.slots).enumerate();
        places.all(|(node, (&left, &slot))| left == 0 || (node + left as usize + 1 < nodes && (slot as usize) < slots))
    }

    fn is_leaf(&self, node: usize) -> bool {
        self.left_offsets[node] == 0
    }

    /// Where a row with this value goes on.
    #[inline(always)]
    fn child(&self, node: usize, value: f32) -> usize {
        node + self.left_offsets[node] as usize + usize::from(!self.goes_left(node, value))
    }

    #[inline(always)]
    fn goes_left(&self, node: usize, value: f32) -> bool {
        if value.is_nan() {
            return self.default_left[node] == 1;
        }
        match self.categories_of(node) {
            [] => value < self.values[node],
            // A category is a whole number, and what lies between two counts as the lower one; what none can be goes left.
            categories => value < 0.0 || categories.binary_search(&(value as i32)).is_err(),
        }
    }

    fn categories_of(&self, node: usize) -> &[i32] {
        match self.category_starts.get(node..node + 2) {
            Some(&[from, to]) => &self.categories[from as usize..to as usize],
            _ => &[],
        }
    }

    /// The node that a row ends in; `value` tells its value in a slot.
    #[inline(always)]
    fn leaf(&self, value: impl Fn(usize) -> f32) -> usize {
        let mut node = 0;
        while !self.is_leaf(node) {
            node = self.child(node, value(self.slots[node] as usize));
        }
        node
    }

    /// Levels below the root.
    fn depth(&self) -> usize {
        let mut depths = vec![0; self.left_offsets.len()];
        for node in 0..depths.len() {
            if !self.is_leaf(node) {
                let left = node + self.left_offsets[node] as usize;
                depths[left] = depths[node] + 1;
                depths[left + 1] = depths[node] + 1;
            }
        }
        depths.into_iter().max().unwrap_or(0)
    }
}
