//! Products of sparse rows, in float64 and without writing a zero.

#[cfg(test)]
mod tests;

use crate::parallel::{map_chunks, map_items};

/// Rows in compressed form. Columns are in any order; a column that occurs twice counts as the sum of both.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// `[rows + 1]`, from 0 to the number of entries, never falling
    pub row_starts: &'a [u32],
    /// `[entries]`, each below `cols`
    pub columns: &'a [u32],
    /// `[entries]`
    pub values: &'a [f32],
    pub cols: usize,
}

impl Rows<'_> {
    pub(crate) fn count(&self) -> usize {
        self.row_starts.len() - 1
    }

    #[inline(always)]
    pub(crate) fn entries(&self, row: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = self.row_starts[row] as usize..self.row_starts[row + 1] as usize;
        let columns = self.columns[range.clone()].iter().map(|&column| column as usize);
        columns.zip(self.values[range].iter().map(|&value| f64::from(value)))
    }

    /// What [`Rows`] says of its arrays.
    pub fn are_sound(&self) -> bool {
        let ends = (self.row_starts.first(), self.row_starts.last());
        ends.0 == Some(&0)
            && ends.1.is_some_and(|&end| end as usize == self.columns.len())
            && self.columns.len() == self.values.len()
            && self.row_starts.is_sorted()
            && self.columns.iter().all(|&column| (column as usize) < self.cols)
    }
}

/// Rows of the products that one item of work adds to.
const STRIP_ROWS: usize = 16;

/// Adds the rows to `sums` `[cols]` and their outer products to `products` `[cols, cols]`, both triangles.
pub fn add_products(rows: Rows, sums: &mut [f64], products: &mut [f64]) {
    let by_column = ByColumn::new(rows);
    for row in 0..rows.count() {
        for (column, value) in rows.entries(row) {
            sums[column] += value;
        }
    }
    let strips = products.chunks_mut(STRIP_ROWS * rows.cols).enumerate();
    map_items(strips.collect(), |(index, strip)| {
        for (offset, products) in strip.chunks_exact_mut(rows.cols).enumerate() {
            for &(row, factor) in by_column.entries(index * STRIP_ROWS + offset) {
                for (column, value) in rows.entries(row as usize) {
                    products[column] += factor * value;
                }
            }
        }
    });
}

/// The same entries column by column, in each by row.
struct ByColumn {
    starts: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl ByColumn {
    fn new(rows: Rows) -> Self {
        let mut starts = vec![0; rows.cols + 1];
        for &column in rows.columns {
            starts[column as usize + 1] += 1;
        }
        for column in 0..rows.cols {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); rows.columns.len()];
        for row in 0..rows.count() {
            for (column, value) in rows.entries(row) {
                entries[next[column]] = (row as u32, value);
                next[column] += 1;
            }
        }
        Self { starts, entries }
    }

    fn entries(&self, column: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[column]..self.starts[column + 1]]
    }
}

/// Rows that one item of work projects.
const PROJECT_ROWS: usize = 64;

/// Writes `rows axes^T` `[rows, count]`; `axes` are `[count, cols]`.
pub fn project(rows: Rows, axes: &[f32], projections: &mut [f32]) {
    let count = axes.len() / rows.cols;
    let turned = turn(axes, rows.cols);
    let items = projections.chunks_mut(PROJECT_ROWS * count).enumerate().collect();
    map_items(items, |(index, projections)| {
        let mut sums = vec![0.0; count];
        for (offset, projections) in projections.chunks_exact_mut(count).enumerate() {
            sums.fill(0.0);
            for (column, value) in rows.entries(index * PROJECT_ROWS + offset) {
                for (sum, &axis) in sums.iter_mut().zip(&turned[column * count..][..count]) {
                    *sum += value * f64::from(axis);
                }
            }
            for (projection, sum) in projections.iter_mut().zip(&sums) {
                *projection = *sum as f32;
            }
        }
    });
}

/// `[count, cols]` to `[cols, count]`
fn turn(axes: &[f32], cols: usize) -> Vec<f32> {
    let count = axes.len() / cols;
    let mut turned = vec![0.0; axes.len()];
    for (index, axis) in axes.chunks_exact(cols).enumerate() {
        for (column, &value) in axis.iter().enumerate() {
            turned[column * count + index] = value;
        }
    }
    turned
}

/// Columns of the weights that one item of work takes.
const WEIGHT_COLUMNS: usize = 16;

/// Adds `weights^T rows` to `products` `[count, cols]`. `weights` are `[rows, count]`.
pub fn add_cross_products(rows: Rows, weights: &[f32], count: usize, products: &mut [f64]) {
    let parts = map_chunks(count, WEIGHT_COLUMNS, |range| {
        let width = range.len();
        let mut sums = vec![0.0; rows.cols * width];
        for (row, weights) in weights.chunks_exact(count).enumerate() {
            let weights = &weights[range.clone()];
            for (column, value) in rows.entries(row) {
                for (sum, &weight) in sums[column * width..][..width].iter_mut().zip(weights) {
                    *sum += value * f64::from(weight);
                }
            }
        }
        (width, sums)
    });
    let mut products = products.chunks_exact_mut(rows.cols);
    for (width, sums) in parts {
        for index in 0..width {
            let product = products.next().into_iter().flatten();
            for (product, sum) in product.zip(sums.iter().skip(index).step_by(width)) {
                *product += sum;
            }
        }
    }
}
