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
        for tree in self.trees {
            for (point, sum) in self.points.chunks_exact(self.cols).zip(self.sums.iter_mut()) {
                *sum += in_tree(tree, self.inverses, point);
            }
        }
    }
}

/// Walks the point down. At every cut it may be set apart: if it were inserted there, its own cut would fall outside the
/// box with the probability (what the box would have to grow) / (the grown box). The rest of the chance goes on.
#[inline(always)]
fn in_tree(bounded: &Bounded, inverses: &[f64], point: &[f32]) -> f64 {
    let tree = &bounded.tree;
    let cols = point.len();
    let (mut cut, mut leaf, mut count) = (0, 0, tree.leaves());
    let (mut depth, mut expected, mut still_in) = (0, 0.0, 1.0);
    while count > 1 {
        let grown = outside(point, &bounded.boxes[cut * 2 * cols..][..2 * cols]);
        let apart = grown / (bounded.extents[cut] + grown);
        expected += still_in * apart * inverses[depth];
        still_in *= 1.0 - apart;
        let left = tree.left_leaves[cut] as usize;
        if point[tree.cut_columns[cut] as usize] <= tree.cut_values[cut] {
            count = left;
            cut += 1;
        } else {
            count -= left;
            cut += left;
            leaf += left;
        }
        depth += 1;
    }
    let seen = *point == tree.points[leaf * cols..][..cols];
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
    let mut sums = [0.0; 4];
    let mut values = point.chunks_exact(4);
    let mut lows = lows.chunks_exact(4);
    let mut highs = highs.chunks_exact(4);
    for ((value, low), high) in (&mut values).zip(&mut lows).zip(&mut highs) {
        for lane in 0..4 {
            sums[lane] += beyond(value[lane], low[lane], high[lane]);
        }
    }
    let rest = values.remainder().iter().zip(lows.remainder()).zip(highs.remainder());
    let tail = rest.fold(0.0, |sum, ((&value, &low), &high)| sum + beyond(value, low, high));
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + tail
}

#[inline(always)]
fn beyond(value: f32, low: f32, high: f32) -> f64 {
    let (value, low, high) = (f64::from(value), f64::from(low), f64::from(high));
    let (below, above) = (low - value, value - high);
    let larger = if below > above { below } else { above };
    if larger > 0.0 { larger } else { 0.0 }
}
