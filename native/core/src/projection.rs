//! Products of tall matrices with a few axes: onto the axes, and back.

#[cfg(test)]
mod tests;

use crate::parallel::map_items;
use crate::simd::{Factor, Kernel, Lanes, Level, Packed, Tile, multiply};

/// Rows, and what is taken from each of them beforehand.
#[derive(Clone, Copy)]
pub struct Points<'a> {
    /// `[rows, cols]`
    pub values: &'a [f32],
    pub cols: usize,
    /// `[cols]`
    pub origin: Option<&'a [f64]>,
}

impl Points<'_> {
    /// A row from column `from` on, less the origin, rounded once.
    #[inline(always)]
    fn move_into(&self, row: &[f32], from: usize, into: &mut [f32]) {
        match self.origin {
            None => into.copy_from_slice(&row[from..][..into.len()]),
            Some(origin) => {
                for ((into, &value), origin) in into.iter_mut().zip(&row[from..]).zip(&origin[from..]) {
                    *into = (f64::from(value) - origin) as f32;
                }
            }
        }
    }
}

/// Rows projected at once: their part stays in the innermost caches.
const PROJECT_ROWS: usize = 48;

/// Columns of a row that are worked on at once.
const DEPTH: usize = 512;

/// Room between the parts of rows that are worked on at once. Rows a power of two apart fall on the same lines of the cache.
const ROW_GAP: usize = 9;

/// Writes `(points - origin) axes^T` `[rows, count]`. `axes` are `[count, cols]`; both sizes at least 1.
pub fn project(level: Level, points: Points, axes: &[f32], projections: &mut [f32]) {
    let cols = points.cols;
    let count = axes.len() / cols;
    let depths = (0..cols).step_by(DEPTH).collect();
    let packed = map_items(depths, |from| level.run(PackAxes { axes, cols, from }));
    let parts = points.values.chunks(PROJECT_ROWS * cols);
    let items = parts.zip(projections.chunks_mut(PROJECT_ROWS * count)).collect();
    map_items(items, |(values, projections)| {
        level.run(Project {
            points: Points { values, ..points },
            axes: &packed,
            count,
            projections,
        });
    });
}

/// Lays [`DEPTH`] columns of the axes out for tiles, from `from` on.
struct PackAxes<'a> {
    axes: &'a [f32],
    cols: usize,
    from: usize,
}

impl Kernel for PackAxes<'_> {
    /// `[depth, count]`
    type Output = Packed;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> Packed {
        let depth = DEPTH.min(self.cols - self.from);
        let mut packed = Packed::new(lanes, depth, self.axes.len() / self.cols);
        for (vector, axes) in self.axes.chunks(L::WIDTH * self.cols).enumerate() {
            for row in 0..depth {
                let values = axes[self.from + row..].iter().step_by(self.cols);
                for (into, &value) in packed.vector_mut(vector, row).iter_mut().zip(values) {
                    *into = value;
                }
            }
        }
        packed
    }
}

struct Project<'a> {
    points: Points<'a>,
    axes: &'a [Packed],
    count: usize,
    projections: &'a mut [f32],
}

impl Kernel for Project<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { points, count, .. } = self;
        let cols = points.cols;
        let rows = points.values.len() / cols;
        let stride = DEPTH.min(cols) + ROW_GAP;
        let mut moved = vec![0.0; PROJECT_ROWS * stride];
        let mut tile = Tile::new();
        self.projections.fill(0.0);
        for (part, axes) in self.axes.iter().enumerate() {
            let from = part * DEPTH;
            let depth = DEPTH.min(cols - from);
            for (row, into) in points.values.chunks_exact(cols).zip(moved.chunks_exact_mut(stride)) {
                points.move_into(row, from, &mut into[..depth]);
            }
            // Each tile fetches a row of the part that comes next.
            let next = from + depth..cols.min(from + depth + DEPTH);
            let mut upcoming = points.values.chunks_exact(cols).map(|row| &row[next.clone()]);
            for vector in (0..axes.vectors).step_by(L::TILE_VECTORS) {
                for top in (0..rows).step_by(L::TILE_ROWS) {
                    let left = |row: usize| Factor {
                        values: &moved[(top + row).min(rows - 1) * stride..],
                        step: 1,
                    };
                    let next = upcoming.next().unwrap_or_default();
                    multiply(lanes, left, axes, vector, depth, &mut tile, next);
                    let outputs = self.projections[top * count..].chunks_exact_mut(count);
                    for (row, output) in outputs.take(L::TILE_ROWS).enumerate() {
                        for (output, sum) in output[vector * L::WIDTH..].iter_mut().zip(tile.row(row)) {
                            *output += sum;
                        }
                    }
                }
            }
        }
    }
}

/// Columns of the points that one item of work takes: whole vectors of every instruction set.
const CROSS_COLUMNS: usize = 128;

/// Rows whose products are added up in float32.
const CROSS_ROWS: usize = 256;

/// Adds `weights^T (points - origin)` to `products` `[count, cols]`. `weights` are `[rows, count]`.
pub fn add_cross_products(level: Level, weights: &[f32], count: usize, points: Points, products: &mut [f64]) {
    let cols = points.cols;
    let blocks: Vec<&[f32]> = weights.chunks(CROSS_ROWS * count).collect();
    let turned = map_items(blocks, |weights| level.run(TurnWeights { weights, count }));
    let starts: Vec<usize> = (0..cols).step_by(CROSS_COLUMNS).collect();
    let parts = map_items(starts, |from| {
        let width = CROSS_COLUMNS.min(cols - from);
        let part = level.run(CrossColumns {
            weights: &turned,
            count,
            points,
            from,
            width,
        });
        (from, width, part)
    });
    map_items(products.chunks_mut(cols).enumerate().collect(), |(axis, products)| {
        for (from, width, part) in &parts {
            let sums = &part[axis * width..][..*width];
            for (product, sum) in products[*from..].iter_mut().zip(sums) {
                *product += sum;
            }
        }
    });
}

/// Lays the weights of a block of rows out for tiles, once for all columns: the rows of as many axes as a tile has, then those of the next.
/// The last axis stands in for those that a tile lacks.
struct TurnWeights<'a> {
    weights: &'a [f32],
    count: usize,
}

impl Kernel for TurnWeights<'_> {
    /// `[groups, rows, TILE_ROWS]`
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> Vec<f32> {
        let Self { weights, count } = self;
        let mut turned = Vec::with_capacity((weights.len() / count) * count.next_multiple_of(L::TILE_ROWS));
        for first in (0..count).step_by(L::TILE_ROWS) {
            let whole = first + L::TILE_ROWS <= count;
            for row in weights.chunks_exact(count) {
                let group = &row[first..];
                turned.extend_from_slice(&group[..L::TILE_ROWS.min(group.len())]);
                if !whole {
                    turned.extend((group.len()..L::TILE_ROWS).map(|_| row[count - 1]));
                }
            }
        }
        turned
    }
}

/// The products with `width` columns from `from` on: `[count, width]`.
struct CrossColumns<'a> {
    /// For each block of rows, as [`TurnWeights`] has them.
    weights: &'a [Vec<f32>],
    count: usize,
    points: Points<'a>,
    from: usize,
    width: usize,
}

impl Kernel for CrossColumns<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> Vec<f64> {
        let Self {
            count, points, width, ..
        } = self;
        let mut products = vec![0.0; count * width];
        let mut packed = Packed::new(lanes, CROSS_ROWS, width);
        let mut tile = Tile::new();
        let mut blocks = points.values.chunks(CROSS_ROWS * points.cols).peekable();
        for weights in self.weights {
            let Some(block) = blocks.next() else { break };
            self.pack(lanes, block, &mut packed);
            let rows = block.len() / points.cols;
            // Each tile fetches some of the rows that come next: these columns of each lie on a page of their own.
            let tiles = packed.vectors.div_ceil(L::TILE_VECTORS) * count.div_ceil(L::TILE_ROWS);
            let upcoming = blocks.peek().copied().unwrap_or_default();
            let mut upcoming = upcoming.chunks_exact(points.cols).map(|row| &row[self.from..][..width]);
            // The vectors stay in the innermost cache while all axes pass by.
            for vector in (0..packed.vectors).step_by(L::TILE_VECTORS) {
                let groups = weights.chunks_exact(rows * L::TILE_ROWS);
                for (group, totals) in groups.zip(products.chunks_mut(L::TILE_ROWS * width)) {
                    let left = |axis: usize| Factor {
                        values: &group[axis..],
                        step: L::TILE_ROWS,
                    };
                    for row in upcoming.by_ref().take(CROSS_ROWS.div_ceil(tiles)) {
                        lanes.prefetch(row);
                    }
                    multiply(lanes, left, &packed, vector, rows, &mut tile, &[]);
                    for (row, total) in totals.chunks_exact_mut(width).enumerate() {
                        for (total, &sum) in total[vector * L::WIDTH..].iter_mut().zip(tile.row(row)) {
                            *total += f64::from(sum);
                        }
                    }
                }
            }
        }
        products
    }
}

impl CrossColumns<'_> {
    /// Lays its columns of a block of rows out, less the origin.
    #[inline(always)]
    fn pack<L: Lanes>(&self, _: L, block: &[f32], packed: &mut Packed) {
        let mut moved = [0.0; CROSS_COLUMNS];
        for (index, row) in block.chunks_exact(self.points.cols).enumerate() {
            self.points.move_into(row, self.from, &mut moved[..self.width]);
            for (vector, values) in moved.chunks_exact(L::WIDTH).take(packed.vectors).enumerate() {
                packed.vector_mut(vector, index)[..L::WIDTH].copy_from_slice(values);
            }
        }
    }
}
