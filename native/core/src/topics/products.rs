use super::tile::{AddOuterProducts, Rows};
use super::{add_scaled, pairs};
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level};
use crate::sparse::Rows as Sparse;

/// Chunks enough for many threads to share evenly.
const CHUNKS: usize = 64;
/// Rows of the result of [`add_cross_product`] in one chunk.
const CROSS_ROWS: usize = 32;
/// Pairs in one chunk of [`add_triple_product`].
const PAIRS: usize = 128;

/// `product[row] = scale[row] * (matrix[row] . factor)`; `factor` is `[cols, k]`, `product` `[rows, k]`.
pub fn sparse_product(
    level: Level,
    matrix: Sparse,
    factor: &[f64],
    scale: Option<&[f64]>,
    k: usize,
    product: &mut [f64],
) {
    let chunk = matrix.count().div_ceil(CHUNKS).max(1);
    let items = product.chunks_mut(chunk * k).enumerate();
    map_items(items.collect(), |(index, product)| {
        level.run(SparseChunk {
            matrix,
            first: index * chunk,
            factor,
            scale,
            k,
            product,
        });
    });
}

struct SparseChunk<'a> {
    matrix: Sparse<'a>,
    first: usize,
    factor: &'a [f64],
    scale: Option<&'a [f64]>,
    k: usize,
    product: &'a mut [f64],
}

impl Kernel for SparseChunk<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Self { matrix, factor, k, .. } = self;
        for (row, product) in (self.first..).zip(self.product.chunks_exact_mut(k)) {
            product.fill(0.0);
            for (column, value) in matrix.entries(row) {
                add_scaled(product, value, &factor[column * k..][..k]);
            }
            if let Some(scale) = self.scale {
                for value in product {
                    *value *= scale[row];
                }
            }
        }
    }
}

/// `product = left . right`; `left` is `[rows, inner]`, `right` `[inner, k]`, `product` `[rows, k]`.
pub fn dense_product(level: Level, left: &[f64], right: &[f64], k: usize, product: &mut [f64]) {
    let inner = right.len() / k;
    let chunk = (product.len() / k).div_ceil(CHUNKS).max(1);
    let items = left.chunks(chunk * inner).zip(product.chunks_mut(chunk * k));
    map_items(items.collect(), |(left, product)| {
        level.run(DenseChunk {
            left,
            right,
            k,
            product,
        });
    });
}

struct DenseChunk<'a> {
    left: &'a [f64],
    right: &'a [f64],
    k: usize,
    product: &'a mut [f64],
}

impl Kernel for DenseChunk<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let inner = self.right.len() / self.k;
        let rows = self.left.chunks_exact(inner).zip(self.product.chunks_exact_mut(self.k));
        for (left, product) in rows {
            product.fill(0.0);
            for (&value, right) in left.iter().zip(self.right.chunks_exact(self.k)) {
                add_scaled(product, value, right);
            }
        }
    }
}

/// Adds `leftᵀ . right` onto `sum` `[m, n]`; `left` is `[rows, m]`, `right` `[rows, n]`.
pub fn add_cross_product(level: Level, left: &[f64], right: &[f64], n: usize, sum: &mut [f64]) {
    let m = sum.len() / n;
    let rows = right.len() / n;
    let items = sum.chunks_mut(CROSS_ROWS * n).enumerate();
    map_items(items.collect(), |(index, sum)| {
        let first = index * CROSS_ROWS;
        let input = CrossRows {
            left,
            right,
            first,
            m,
            n,
        };
        level.run(AddOuterProducts { input, rows, n, sum });
    });
}

struct CrossRows<'a> {
    left: &'a [f64],
    right: &'a [f64],
    /// Column of `left` where the chunk begins.
    first: usize,
    m: usize,
    n: usize,
}

impl Rows for CrossRows<'_> {
    #[inline(always)]
    fn left(&self, row: usize, into: &mut [f64]) {
        into.copy_from_slice(&self.left[row * self.m + self.first..][..into.len()]);
    }

    #[inline(always)]
    fn right(&self, row: usize, into: &mut [f64]) {
        into.copy_from_slice(&self.right[row * self.n..][..self.n]);
    }
}

/// Adds `left[row, i] left[row, j] right[row, l]` over all rows onto `sum` `[pairs (i, j), k]`; both are `[rows, k]`.
pub fn add_triple_product(level: Level, left: &[f64], right: &[f64], k: usize, sum: &mut [f64]) {
    let rows = right.len() / k;
    let pairs = pairs(k);
    let items = pairs.chunks(PAIRS).zip(sum.chunks_mut(PAIRS * k));
    map_items(items.collect(), |(pairs, sum)| {
        let input = TripleRows { left, right, pairs, k };
        level.run(AddOuterProducts { input, rows, n: k, sum });
    });
}

struct TripleRows<'a> {
    left: &'a [f64],
    right: &'a [f64],
    pairs: &'a [(usize, usize)],
    k: usize,
}

impl Rows for TripleRows<'_> {
    #[inline(always)]
    fn left(&self, row: usize, into: &mut [f64]) {
        let left = &self.left[row * self.k..][..self.k];
        for (into, &(i, j)) in into.iter_mut().zip(self.pairs) {
            *into = left[i] * left[j];
        }
    }

    #[inline(always)]
    fn right(&self, row: usize, into: &mut [f64]) {
        into.copy_from_slice(&self.right[row * self.k..][..self.k]);
    }
}
