//! Growing random cut trees.

use crate::parallel::map_items;
use crate::random::Random;

/// Where grown trees are written; see `growTrees` in `src/kernels/interface/forest.ts`.
pub struct Grown<'a> {
    /// `[trees]`
    pub leaf_counts: &'a mut [i32],
    /// `[trees, size - 1]`
    pub cut_columns: &'a mut [i32],
    /// `[trees, size - 1]`
    pub cut_values: &'a mut [f32],
    /// `[trees, size - 1]`
    pub left_leaves: &'a mut [i32],
    /// `[trees, size]`
    pub leaf_rows: &'a mut [i32],
    /// `[trees, size]`
    pub masses: &'a mut [i32],
}

/// A tree over each sample of `size` rows. `samples` is `[trees, size, cols]`, `seeds` is `[trees]`.
pub fn grow_trees(samples: &[f32], seeds: &[u32], size: usize, cols: usize, grown: Grown) {
    let cuts = size - 1;
    let mut rest = (grown.cut_columns, grown.cut_values, grown.left_leaves);
    let leaves = grown.leaf_rows.chunks_mut(size).zip(grown.masses.chunks_mut(size));
    let inputs = samples.chunks(size * cols).zip(seeds);
    let trees = inputs.zip(leaves).zip(grown.leaf_counts);
    let growing = trees.map(|(((sample, &seed), (leaf_rows, masses)), leaf_count)| {
        let grower = Grower {
            sample,
            cols,
            random: Random::new(seed),
            cut_columns: super::take(&mut rest.0, cuts),
            cut_values: super::take(&mut rest.1, cuts),
            left_leaves: super::take(&mut rest.2, cuts),
            leaf_rows,
            masses,
        };
        (grower, leaf_count)
    });
    map_items(growing.collect(), |(mut grower, leaf_count)| {
        *leaf_count = grower.grow() as i32;
    });
}

struct Grower<'a> {
    /// `[size, cols]`
    sample: &'a [f32],
    cols: usize,
    random: Random,
    cut_columns: &'a mut [i32],
    cut_values: &'a mut [f32],
    left_leaves: &'a mut [i32],
    leaf_rows: &'a mut [i32],
    masses: &'a mut [i32],
}

/// A subtree that is still to be grown.
struct Pending {
    from: usize,
    to: usize,
    /// Where it is the right side of a cut: that cut, and the first leaf to its left.
    right_of: Option<(usize, usize)>,
}

struct Cut {
    column: usize,
    value: f32,
}

impl Grower<'_> {
    /// Grows the whole tree and returns its leaves.
    fn grow(&mut self) -> usize {
        let size = self.leaf_rows.len();
        let mut rows: Vec<u32> = (0..size as u32).collect();
        let mut scratch = Vec::with_capacity(size);
        let mut sides = vec![(0.0, 0.0); self.cols];
        let (mut cut, mut leaf) = (0, 0);
        let mut pending = vec![Pending {
            from: 0,
            to: size,
            right_of: None,
        }];
        while let Some(Pending { from, to, right_of }) = pending.pop() {
            if let Some((parent, first_leaf)) = right_of {
                self.left_leaves[parent] = (leaf - first_leaf) as i32;
            }
            let rows = &mut rows[from..to];
            let Some(Cut { column, value }) = self.choose(rows, &mut sides) else {
                self.leaf_rows[leaf] = rows[0] as i32;
                self.masses[leaf] = rows.len() as i32;
                leaf += 1;
                continue;
            };
            self.cut_columns[cut] = column as i32;
            self.cut_values[cut] = value;
            let is_below = |row: u32| self.sample[row as usize * self.cols + column] <= value;
            let middle = from + partition(rows, &mut scratch, is_below);
            pending.push(Pending {
                from: middle,
                to,
                right_of: Some((cut, leaf)),
            });
            pending.push(Pending {
                from,
                to: middle,
                right_of: None,
            });
            cut += 1;
        }
        leaf
    }

    /// A place drawn evenly from all sides of the bounding box, laid end to end; nothing where the rows are equal.
    fn choose(&mut self, rows: &[u32], sides: &mut [(f32, f32)]) -> Option<Cut> {
        sides.fill((f32::INFINITY, f32::NEG_INFINITY));
        for &row in rows {
            let values = &self.sample[row as usize * self.cols..][..self.cols];
            for (side, &value) in sides.iter_mut().zip(values) {
                side.0 = if value < side.0 { value } else { side.0 };
                side.1 = if value > side.1 { value } else { side.1 };
            }
        }
        let length = |(low, high): (f32, f32)| f64::from(high) - f64::from(low);
        let extent = sides.iter().fold(0.0, |sum, &side| sum + length(side));
        if extent == 0.0 {
            return None;
        }
        let mut place = self.random.uniform() * extent;
        let mut last = None;
        for (column, &(low, high)) in sides.iter().enumerate() {
            if high == low {
                continue;
            }
            // Rounded, the cut could meet the upper end, and leave no row to its right.
            let value = (f64::from(low) + place) as f32;
            let value = if value < high { value } else { low };
            last = Some(Cut { column, value });
            if place < length((low, high)) {
                break;
            }
            place -= length((low, high));
        }
        last
    }
}

/// Rows below first; both sides keep their order. Returns how many are below.
fn partition(rows: &mut [u32], above: &mut Vec<u32>, is_below: impl Fn(u32) -> bool) -> usize {
    above.clear();
    let mut below = 0;
    for at in 0..rows.len() {
        let row = rows[at];
        if is_below(row) {
            rows[below] = row;
            below += 1;
        } else {
            above.push(row);
        }
    }
    rows[below..].copy_from_slice(above);
    below
}
