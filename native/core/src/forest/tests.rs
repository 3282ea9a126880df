use super::*;
use crate::random::Random;
use crate::simd::Level;

struct Arrays {
    leaf_counts: Vec<i32>,
    cut_columns: Vec<i32>,
    cut_values: Vec<f32>,
    left_leaves: Vec<i32>,
    points: Vec<f32>,
    masses: Vec<i32>,
}

/// One tree over these rows.
fn grow(sample: &[f32], cols: usize, seed: u32) -> Arrays {
    let size = sample.len() / cols;
    let mut arrays = Arrays {
        leaf_counts: vec![0],
        cut_columns: vec![0; size - 1],
        cut_values: vec![0.0; size - 1],
        left_leaves: vec![0; size - 1],
        points: vec![],
        masses: vec![0; size],
    };
    let mut leaf_rows = vec![0; size];
    let grown = Grown {
        leaf_counts: &mut arrays.leaf_counts,
        cut_columns: &mut arrays.cut_columns,
        cut_values: &mut arrays.cut_values,
        left_leaves: &mut arrays.left_leaves,
        leaf_rows: &mut leaf_rows,
        masses: &mut arrays.masses,
    };
    grow_trees(sample, &[seed], size, cols, grown);
    let leaves = arrays.leaf_counts[0] as usize;
    for cuts in [&mut arrays.cut_columns, &mut arrays.left_leaves] {
        cuts.truncate(leaves - 1);
    }
    arrays.cut_values.truncate(leaves - 1);
    arrays.masses.truncate(leaves);
    for &row in &leaf_rows[..leaves] {
        arrays.points.extend(&sample[row as usize * cols..][..cols]);
    }
    arrays
}

impl Arrays {
    fn forest(&self, cols: usize) -> Forest<'_> {
        Forest {
            cols,
            leaf_counts: &self.leaf_counts,
            cut_columns: &self.cut_columns,
            cut_values: &self.cut_values,
            left_leaves: &self.left_leaves,
            points: &self.points,
        }
    }

    fn inverse_depths(&self, level: Level, cols: usize, points: &[f32]) -> Vec<f64> {
        let forest = self.forest(cols);
        let mut boxes = vec![0.0; self.cut_values.len() * 2 * cols];
        let mut extents = vec![0.0; self.cut_values.len()];
        bound_cuts(forest, &mut boxes, &mut extents);
        let logs: Vec<f64> = self.masses.iter().map(|&mass| f64::from(mass).log2()).collect();
        let mut sums = vec![0.0; points.len() / cols];
        add_inverse_depths(level, forest, (&boxes, &extents), &logs, points, &mut sums);
        sums
    }
}

fn noise(length: usize, seed: u32) -> Vec<f32> {
    let mut random = Random::new(seed);
    (0..length).map(|_| random.uniform() as f32).collect()
}

#[test]
fn equal_rows_share_a_leaf() {
    let tree = grow(&[1.0, 2.0, 1.0, 1.0], 1, 7);
    assert_eq!(tree.leaf_counts, [2]);
    assert_eq!((tree.points, tree.masses), (vec![1.0, 2.0], vec![3, 1]));
    assert_eq!(tree.left_leaves, [1]);
    assert!((1.0..2.0).contains(&tree.cut_values[0]));
    assert_eq!(grow(&[3.0, 4.0, 3.0, 4.0], 2, 7).masses, [2]);
}

#[test]
fn a_cut_between_neighbouring_floats_parts_them() {
    let (low, high) = (1.0f32, 1.0f32.next_up());
    for seed in 0..20 {
        assert_eq!(grow(&[low, high], 1, seed).cut_values, [low]);
    }
}

#[test]
fn two_points_and_one_between_or_beyond() {
    let tree = grow(&[0.0, 10.0], 1, 3);
    let found = tree.inverse_depths(Level::NONE, 1, &[0.0, 4.0, 30.0]);
    // Seen at depth 1; inside the box, hence at depth 1 beside a leaf; set apart at the root in 2 of 3 cases.
    let expected = [1.0, 0.5, 2.0 / 3.0 + 1.0 / 3.0 / 2.0];
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }
}

#[test]
fn a_box_holds_every_row_that_comes_to_its_cut() {
    let sample = noise(200 * 5, 1);
    let tree = grow(&sample, 5, 2);
    let mut boxes = vec![0.0; tree.cut_values.len() * 10];
    let mut extents = vec![0.0; tree.cut_values.len()];
    bound_cuts(tree.forest(5), &mut boxes, &mut extents);
    let lowest = |column: usize| {
        sample
            .iter()
            .skip(column)
            .step_by(5)
            .copied()
            .fold(f32::INFINITY, f32::min)
    };
    assert_eq!(boxes[..5], [0, 1, 2, 3, 4].map(lowest));
    // The box of the left side of the root ends at the root's cut.
    let (column, left) = (tree.cut_columns[0] as usize, tree.left_leaves[0]);
    assert!(left > 1 && boxes[10 + 5 + column] <= tree.cut_values[0]);
    assert!(extents.iter().all(|&extent| extent > 0.0));
}

#[test]
fn every_level_finds_the_same_bits() {
    for cols in [1, 2, 3, 4, 7, 8, 9, 16, 33] {
        let tree = grow(&noise(100 * cols, 1), cols, 5);
        let points: Vec<f32> = noise(50 * cols, 9).iter().map(|value| 2.0 * value - 0.5).collect();
        let expected = tree.inverse_depths(Level::NONE, cols, &points);
        for level in Level::available() {
            assert_eq!(
                tree.inverse_depths(level, cols, &points),
                expected,
                "{} {cols}",
                level.name()
            );
        }
    }
}
