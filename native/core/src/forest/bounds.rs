//! The bounding box of the rows that come to each cut.

use super::{Forest, Tree, take};
use crate::parallel::map_items;

/// `boxes` is `[cuts, 2, cols]`, lows before highs; `extents` is `[cuts]`, the sides of each box added up.
pub fn bound_cuts(forest: Forest, mut boxes: &mut [f32], mut extents: &mut [f64]) {
    let cols = forest.cols;
    let trees = forest.trees().map(|tree| {
        let cuts = tree.left_leaves.len();
        (tree, take(&mut boxes, cuts * 2 * cols), take(&mut extents, cuts))
    });
    map_items(trees.collect(), |(tree, boxes, extents)| {
        bound_tree(&tree, cols, boxes);
        for (extent, sides) in extents.iter_mut().zip(boxes.chunks_exact(2 * cols)) {
            let (lows, highs) = sides.split_at(cols);
            let lengths = lows
                .iter()
                .zip(highs)
                .map(|(&low, &high)| f64::from(high) - f64::from(low));
            *extent = lengths.fold(0.0, |sum, length| sum + length);
        }
    });
}

/// From the last cut to the first, since a cut stands before those below it: a box is what holds its two sides.
fn bound_tree(tree: &Tree, cols: usize, boxes: &mut [f32]) {
    let spans = spans(tree);
    for (cut, &(leaf, leaves)) in spans.iter().enumerate().rev() {
        let left = tree.left_leaves[cut] as usize;
        let (before, below) = boxes.split_at_mut((cut + 1) * 2 * cols);
        let side = |from: usize, count: usize, child: usize| match count {
            1 => {
                let point = &tree.points[from * cols..][..cols];
                (point, point)
            }
            _ => below[(child - cut - 1) * 2 * cols..][..2 * cols].split_at(cols),
        };
        let (left_lows, left_highs) = side(leaf, left, cut + 1);
        let (right_lows, right_highs) = side(leaf + left, leaves - left, cut + left);
        let (lows, highs) = before[cut * 2 * cols..].split_at_mut(cols);
        for (low, (&a, &b)) in lows.iter_mut().zip(left_lows.iter().zip(right_lows)) {
            *low = if b < a { b } else { a };
        }
        for (high, (&a, &b)) in highs.iter_mut().zip(left_highs.iter().zip(right_highs)) {
            *high = if b > a { b } else { a };
        }
    }
}

/// The first leaf below each cut and how many there are.
fn spans(tree: &Tree) -> Vec<(usize, usize)> {
    let mut spans = vec![(0, 0); tree.left_leaves.len()];
    if let Some(root) = spans.first_mut() {
        *root = (0, tree.leaves());
    }
    for cut in 0..spans.len() {
        let (leaf, leaves) = spans[cut];
        let left = tree.left_leaves[cut] as usize;
        let right = leaves - left;
        if left > 1 {
            spans[cut + 1] = (leaf, left);
        }
        if right > 1 {
            spans[cut + left] = (leaf + left, right);
        }
    }
    spans
}
