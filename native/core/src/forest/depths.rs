//! How deep points would come to stand if they were inserted.

use super::{Forest, Tree};
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level};

/// Adds onto each point's sum, tree by tree, the expectation of 1 / (the depth at which it would stand by itself).
/// `boxes` and `extents` are those of [`super::bound_cuts`], `log_masses` is `[leaves]`, `points` `[rows, cols]`, `sums` `[rows]`.
pub fn add_inverse_depths(
    level: Level,
    forest: Forest,
    mut bounds: (&[f32], &[f64]),
    mut log_masses: &[f64],
    points: &[f32],
    sums: &mut [f64],
) {
    let cols = forest.cols;
    let trees: Vec<Bounded> = forest
        .trees()
        .map(|tree| {
            let (boxes, other_boxes) = bounds.0.split_at(tree.left_leaves.len() * 2 * cols);
            let (extents, other_extents) = bounds.1.split_at(tree.left_leaves.len());
            let (own_masses, other_masses) = log_masses.split_at(tree.leaves());
            bounds = (other_boxes, other_extents);
            log_masses = other_masses;
            Bounded {
                tree,
                boxes,
                extents,
                log_masses: own_masses,
            }
        })
        .collect();
    let deepest = trees.iter().map(|tree| tree.extents.len()).max().unwrap_or(0);
    let inverses: Vec<f64> = (1..=deepest + 1).map(|depth| 1.0 / depth as f64).collect();
    let rows = chunk_rows(cols);
    let chunks = points.chunks(rows * cols).zip(sums.chunks_mut(rows));
    map_items(chunks.collect(), |(points, sums)| {
        level.run(Chunk {
            trees: &trees,
            inverses: &inverses,
            cols,
            points,
            sums,
        });
    });
}

/// Points of a chunk: few enough to stay in the fastest cache beside a tree, which is used for all of them in turn.
fn chunk_rows(cols: usize) -> usize {
    (CHUNK_VALUES / cols).clamp(16, 256)
}

const CHUNK_VALUES: usize = 2048;

struct Bounded<'a> {
    tree: Tree<'a>,
    boxes: &'a [f32],
    extents: &'a [f64],
    log_masses: &'a [f64],
}

struct Chunk<'a> {
    trees: &'a [Bounded<'a>],
    /// 1, 1/2, 1/3 …
    inverses: &'a [f64],
    cols: usize,
    points: &'a [f32],
    sums: &'a mut [f64],
}

impl Kernel for Chunk<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        // A width that the compiler knows becomes straight code.
        match self.cols {
            1 => self.of_width::<1>(),
            2 => self.of_width::<2>(),
            3 => self.of_width::<3>(),
            4 => self.of_width::<4>(),
            5 => self.of_width::<5>(),
            6 => self.of_width::<6>(),
            7 => self.of_width::<7>(),
            8 => self.of_width::<8>(),
            cols => {
                for tree in self.trees {
                    let boxes = |cut: usize| &tree.boxes[cut * 2 * cols..][..2 * cols];
                    for (point, sum) in self.points.chunks_exact(cols).zip(self.sums.iter_mut()) {
                        *sum += in_tree(tree, self.inverses, point, |cut| outside(point, boxes(cut)));
                    }
                }
            }
        }
    }
}

impl Chunk<'_> {
    #[inline(always)]
    fn of_width<const COLS: usize>(self) {
        let (points, _) = self.points.as_chunks::<COLS>();
        for tree in self.trees {
            let (sides, _) = tree.boxes.as_chunks::<COLS>();
            let (boxes, _) = sides.as_chunks::<2>();
            let boxes = &boxes[..tree.extents.len()];
            for (point, sum) in points.iter().zip(self.sums.iter_mut()) {
                *sum += in_tree(tree, self.inverses, point, |cut| {
                    let [lows, highs] = &boxes[cut];
                    outside_fixed(point, lows, highs)
                });
            }
        }
    }
}

/// Walks the point down. At every cut it may be set apart: if it were inserted there, its own cut would fall outside the
/// box with the probability (what the box would have to grow) / (the grown box). The rest of the chance goes on.
#[inline(always)]
fn in_tree(bounded: &Bounded, inverses: &[f64], point: &[f32], outside: impl Fn(usize) -> f64) -> f64 {
    let tree = &bounded.tree;
    let extents = bounded.extents;
    // One check for all four.
    let cuts = extents.len();
    let (left_leaves, cut_columns, cut_values) = (
        &tree.left_leaves[..cuts],
        &tree.cut_columns[..cuts],
        &tree.cut_values[..cuts],
    );
    let (mut cut, mut leaf, mut count) = (0, 0, cuts + 1);
    let (mut depth, mut expected, mut still_in) = (0, 0.0, 1.0);
    while count > 1 {
        let grown = outside(cut);
        let apart = grown / (extents[cut] + grown);
        expected += still_in * apart * inverses[depth];
        still_in *= 1.0 - apart;
        let left = left_leaves[cut] as usize;
        // Which way a point goes cannot be foreseen, so there is no branch: all ones to the right, zero to the left.
        let is_right = point[cut_columns[cut] as usize] > cut_values[cut];
        let right = (is_right as usize).wrapping_neg();
        cut += 1 + ((left - 1) & right);
        leaf += left & right;
        count = left.wrapping_add(count.wrapping_sub(2 * left) & right);
        depth += 1;
    }
    let seen = *point == tree.points[leaf * point.len()..][..point.len()];
    let last = if seen {
        1.0 / (depth as f64 + bounded.log_masses[leaf]).max(1.0)
    } else {
        inverses[depth]
    };
    expected + still_in * last
}

/// How much the sides of the box must grow, taken together, to hold the point.
#[inline(always)]
fn outside(point: &[f32], sides: &[f32]) -> f64 {
    let (lows, highs) = sides.split_at(point.len());
    let (points, rest) = point.as_chunks::<8>();
    let ((lows, low_rest), (highs, high_rest)) = (lows.as_chunks::<8>(), highs.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for ((point, low), high) in points.iter().zip(lows).zip(highs) {
        for lane in 0..8 {
            sums[lane] += beyond(point[lane], low[lane], high[lane]);
        }
    }
    let rest = rest.iter().zip(low_rest).zip(high_rest);
    let tail = rest.fold(0.0, |sum, ((&value, &low), &high)| sum + beyond(value, low, high));
    tree_sum(sums) + tail
}

#[inline(always)]
fn outside_fixed<const COLS: usize>(point: &[f32; COLS], lows: &[f32; COLS], highs: &[f32; COLS]) -> f64 {
    let mut sums = [0.0; 8];
    for column in 0..COLS {
        sums[column] = beyond(point[column], lows[column], highs[column]);
    }
    tree_sum(sums)
}

#[inline(always)]
fn tree_sum([a, b, c, d, e, f, g, h]: [f64; 8]) -> f64 {
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[inline(always)]
fn beyond(value: f32, low: f32, high: f32) -> f64 {
    let (value, low, high) = (f64::from(value), f64::from(low), f64::from(high));
    let (below, above) = (low - value, value - high);
    let larger = if below > above { below } else { above };
    if larger > 0.0 { larger } else { 0.0 }
}
