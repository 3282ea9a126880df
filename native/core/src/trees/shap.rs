//! Shapley values of one row under one tree: what each feature adds to the answer, averaged over all orders in which features could become known.
//! Lundberg, Erion and Lee, "Consistent Individualized Feature Attribution for Tree Ensembles" (2018), algorithm 2; in float32, step by step as
//! XGBoost does it.

use super::Tree;

/// A feature on the way from the root. Of all rows of the training that come this far, `zero` is the share that goes on where the feature is
/// not known; `one` is 1 where the row itself goes on, else 0.
#[derive(Clone, Copy, Default)]
struct Step {
    /// [`NO_SLOT`] at the root
    slot: u32,
    zero: f32,
    one: f32,
    /// Of the ways in which as many features could be known as there are steps before this one
    weight: f32,
}

const NO_SLOT: u32 = u32::MAX;

/// Whether one feature counts as known, or as not known, whatever the order: what interactions are made of.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Fixed {
    Nothing,
    Known(u32),
    Unknown(u32),
}

impl Fixed {
    fn slot(self) -> Option<u32> {
        match self {
            Fixed::Nothing => None,
            Fixed::Known(slot) | Fixed::Unknown(slot) => Some(slot),
        }
    }
}

/// Room for the paths of a tree of this depth.
#[derive(Default)]
pub(super) struct Paths(Vec<Step>);

impl Paths {
    pub(super) fn reserve(&mut self, depth: usize) {
        let most = depth + 2;
        self.0.resize(self.0.len().max(most * (most + 1) / 2), Step::default());
    }
}

pub(super) struct Shap<'a, V> {
    pub tree: Tree<'a>,
    /// `[nodes]`, of the tree
    pub covers: &'a [f32],
    /// The value of the row in a slot
    pub value: V,
    pub fixed: Fixed,
    /// `[slots]`, which is added to
    pub phi: &'a mut [f32],
}

/// The way that leads to a node.
struct Arrival {
    node: usize,
    /// Features on the path before this step
    depth: usize,
    zero: f32,
    one: f32,
    slot: u32,
    /// Share of the weight that agrees with what is fixed
    fixed_share: f32,
}

impl<V: Fn(usize) -> f32> Shap<'_, V> {
    pub(super) fn run(&mut self, paths: &mut Paths) {
        let root = Arrival {
            node: 0,
            depth: 0,
            zero: 1.0,
            one: 1.0,
            slot: NO_SLOT,
            fixed_share: 1.0,
        };
        self.visit(root, &mut paths.0, 0);
    }

    /// `paths` begins with the path of the parent, which has `parent_length` steps; that of the node follows it.
    fn visit(&mut self, arrival: Arrival, paths: &mut [Step], parent_length: usize) {
        if arrival.fixed_share == 0.0 {
            return;
        }
        let (parent, path) = paths.split_at_mut(parent_length);
        let depth = arrival.depth;
        path[..depth].copy_from_slice(&parent[..depth]);
        if self.fixed.slot() == Some(arrival.slot) {
            // What is fixed is no step of a path: the path stays as long as that of the parent.
            path[depth] = parent[depth];
        } else {
            extend(path, depth, &arrival);
        }
        if self.tree.is_leaf(arrival.node) {
            let answer = self.tree.values[arrival.node];
            for index in 1..=depth {
                let weight = unwound_sum(path, depth, index);
                let Step { slot, zero, one, .. } = path[index];
                self.phi[slot as usize] += weight * (one - zero) * answer * arrival.fixed_share;
            }
        } else {
            self.branch(&arrival, path);
        }
    }

    /// Goes on where the row goes, and where it does not.
    fn branch(&mut self, arrival: &Arrival, path: &mut [Step]) {
        let (tree, node, depth) = (self.tree, arrival.node, arrival.depth);
        let slot = tree.slots[node];
        let left = node + tree.left_offsets[node] as usize;
        let hot = tree.child(node, (self.value)(slot as usize));
        let cold = if hot == left { left + 1 } else { left };
        let (hot_zero, cold_zero) = (
            self.covers[hot] / self.covers[node],
            self.covers[cold] / self.covers[node],
        );
        let (mut zero, mut one, mut next_depth) = (1.0, 1.0, depth + 1);
        // A feature that was asked for before is taken off the path, to be put on again with both answers.
        if let Some(index) = path[..=depth].iter().position(|step| step.slot == slot) {
            (zero, one) = (path[index].zero, path[index].one);
            unwind(path, depth, index);
            next_depth -= 1;
        }
        let (mut hot_share, mut cold_share) = (arrival.fixed_share, arrival.fixed_share);
        if self.fixed == Fixed::Known(slot) {
            cold_share = 0.0;
            next_depth -= 1;
        } else if self.fixed == Fixed::Unknown(slot) {
            hot_share *= hot_zero;
            cold_share *= cold_zero;
            next_depth -= 1;
        }
        let mut go = |node, zero, one, fixed_share| {
            let arrival = Arrival {
                node,
                depth: next_depth,
                zero,
                one,
                slot,
                fixed_share,
            };
            self.visit(arrival, path, depth + 1);
        };
        go(hot, hot_zero * zero, one, hot_share);
        go(cold, cold_zero * zero, 0.0, cold_share);
    }
}

/// Puts a step on a path of `depth` steps.
fn extend(path: &mut [Step], depth: usize, &Arrival { zero, one, slot, .. }: &Arrival) {
    let weight = if depth == 0 { 1.0 } else { 0.0 };
    path[depth] = Step {
        slot,
        zero,
        one,
        weight,
    };
    let all = (depth + 1) as f32;
    for index in (0..depth).rev() {
        let before = path[index].weight;
        path[index + 1].weight += one * before * (index + 1) as f32 / all;
        path[index].weight = zero * before * (depth - index) as f32 / all;
    }
}

/// Takes a step off a path, as if it had never been put on.
fn unwind(path: &mut [Step], depth: usize, taken: usize) {
    let Step { zero, one, .. } = path[taken];
    let all = (depth + 1) as f32;
    let mut next_one = path[depth].weight;
    for index in (0..depth).rev() {
        let weight = path[index].weight;
        if one != 0.0 {
            path[index].weight = next_one * all / ((index + 1) as f32 * one);
            next_one = weight - path[index].weight * zero * (depth - index) as f32 / all;
        } else {
            path[index].weight = weight * all / (zero * (depth - index) as f32);
        }
    }
    for index in taken..depth {
        let Step { slot, zero, one, .. } = path[index + 1];
        path[index] = Step {
            slot,
            zero,
            one,
            ..path[index]
        };
    }
}

/// The weights of a path added up, had a step been taken off.
fn unwound_sum(path: &[Step], depth: usize, taken: usize) -> f32 {
    let Step { zero, one, .. } = path[taken];
    let all = (depth + 1) as f32;
    let mut next_one = path[depth].weight;
    let mut total = 0.0;
    for index in (0..depth).rev() {
        let share = (depth - index) as f32 / all;
        if one != 0.0 {
            let weight = next_one * all / ((index + 1) as f32 * one);
            total += weight;
            next_one = path[index].weight - weight * zero * share;
        } else if zero != 0.0 {
            total += path[index].weight / zero / share;
        }
    }
    total
}
