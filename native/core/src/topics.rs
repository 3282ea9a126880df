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
pub use products::{add_cross_product, add_triple_product, dense_product, sparse_product};

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
