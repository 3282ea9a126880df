//! The kernels of topic models by the method of moments: thin matrix products, a symmetric third moment that is built and taken apart, and
//! the mixture of a document.
//!
//! Sums run in the order of the TypeScript twins, and nothing is fused: the results are theirs on every instruction set.

mod components;
mod mixtures;
mod products;
#[cfg(test)]
mod tests;
mod tile;

pub use components::{Components, fit, update};
pub use mixtures::{Mixing, mixtures};
pub use products::{add_cross_product, add_triple_product, dense_product, jacobi_sweep, sparse_product};

/// A sparse matrix; row `i` owns the entries `row_starts[i]..row_starts[i + 1]`.
#[derive(Clone, Copy)]
pub struct Sparse<'a> {
    /// `[rows + 1]`
    pub row_starts: &'a [u32],
    pub columns: &'a [u32],
    pub values: &'a [f32],
}

impl<'a> Sparse<'a> {
    fn rows(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// Columns and values of a row.
    #[inline(always)]
    fn entries(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + 'a {
        let range = self.row_starts[row] as usize..self.row_starts[row + 1] as usize;
        let columns = self.columns[range.clone()].iter().map(|&column| column as usize);
        columns.zip(self.values[range].iter().map(|&value| f64::from(value)))
    }
}

/// Pairs i <= j of k, in the order in which tensors store them.
fn pairs(k: usize) -> Vec<(usize, usize)> {
    (0..k).flat_map(|i| (i..k).map(move |j| (i, j))).collect()
}

/// `into += factor * from`
#[inline(always)]
fn add_scaled(into: &mut [f64], factor: f64, from: &[f64]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into += factor * from;
    }
}
