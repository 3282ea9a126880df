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

/// Room between the parts of rows that are worked on at once. Rows a power of two apart would wait for the same bank of the cache.
const ROW_GAP: usize = 9;

/// Writes `(points - origin) axes^T` `[rows, count]`. `axes` are `[count, cols]`; both sizes at least 1.
pub fn project(level: Level, points: Points, axes: &[f32], projections: &mut [f32]) {
    let cols = points.cols;
    let count = axes.len() / cols;
    let packed = level.run(PackAxes { axes, cols, count });
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

struct PackAxes<'a> {
    axes: &'a [f32],
    cols: usize,
    count: usize,
}

impl Kernel for PackAxes<'_> {
    /// One for each part of the columns: `[depth, count]`
    type Output = Vec<Packed>;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> Vec<Packed> {
        let parts = (0..self.cols).step_by(DEPTH).map(|from| {
            let depth = DEPTH.min(self.cols - from);
            let mut packed = Packed::new(lanes, depth, self.count);
            for (index, axis) in self.axes.chunks_exact(self.cols).enumerate() {
                for (row, &value) in axis[from..][..depth].iter().enumerate() {
                    packed.vector_mut(index / L::WIDTH, row)[index % L::WIDTH] = value;
                }
            }
            packed
        });
        parts.collect()
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
            for vector in (0..axes.vectors).step_by(L::TILE_VECTORS) {
                for top in (0..rows).step_by(L::TILE_ROWS) {
                    let left = |row: usize| Factor {
                        values: &moved[(top + row).min(rows - 1) * stride..],
                        step: 1,
                    };
                    multiply(lanes, left, axes, vector, depth, &mut tile, &[]);
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

/// Columns of the points that one item of work takes.
const CROSS_COLUMNS: usize = 128;

/// Rows whose products are added up in float32.
const CROSS_ROWS: usize = 256;

/// Adds `weights^T (points - origin)` to `products` `[count, cols]`. `weights` are `[rows, count]`.
pub fn add_cross_products(level: Level, weights: &[f32], count: usize, points: Points, products: &mut [f64]) {
    let cols = points.cols;
    let starts: Vec<usize> = (0..cols).step_by(CROSS_COLUMNS).collect();
    let parts = map_items(starts, |from| {
        let width = CROSS_COLUMNS.min(cols - from);
        let part = level.run(CrossColumns {
            weights,
            count,
            points,
            from,
            width,
        });
        (from, width, part)
    });
    for (from, width, part) in parts {
        for (row, part) in products.chunks_exact_mut(cols).zip(part.chunks_exact(width)) {
            for (product, sum) in row[from..].iter_mut().zip(part) {
                *product += sum;
            }
        }
    }
}

/// The products with `width` columns from `from` on: `[count, width]`.
struct CrossColumns<'a> {
    weights: &'a [f32],
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
        // The weights of a few axes side by side: rows of all of them would push each other out of the innermost cache.
        let mut turned = vec![0.0; CROSS_ROWS * L::TILE_ROWS];
        let mut tile = Tile::new();
        let blocks = points.values.chunks(CROSS_ROWS * points.cols);
        for (block, weights) in blocks.zip(self.weights.chunks(CROSS_ROWS * count)) {
            for (index, row) in block.chunks_exact(points.cols).enumerate() {
                for vector in 0..packed.vectors {
                    let first = vector * L::WIDTH;
                    let into = packed.vector_mut(vector, index);
                    if first + L::WIDTH <= width {
                        points.move_into(row, self.from + first, &mut into[..L::WIDTH]);
                    } else {
                        points.move_into(row, self.from + first, &mut into[..width - first]);
                    }
                }
            }
            for (index, totals) in products.chunks_mut(L::TILE_ROWS * width).enumerate() {
                for (row, into) in weights.chunks_exact(count).zip(turned.chunks_exact_mut(L::TILE_ROWS)) {
                    for (axis, into) in into.iter_mut().enumerate() {
                        *into = row[(index * L::TILE_ROWS + axis).min(count - 1)];
                    }
                }
                let left = |axis: usize| Factor {
                    values: &turned[axis..],
                    step: L::TILE_ROWS,
                };
                for vector in (0..packed.vectors).step_by(L::TILE_VECTORS) {
                    multiply(lanes, left, &packed, vector, weights.len() / count, &mut tile, &[]);
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
