//! Alternating least squares on a symmetric tensor.

use super::tile::{AddOuterProducts, Rows};
use super::{add_scaled, pairs};
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level};

/// What is added to the diagonal of the normal equations, whose diagonal is 1 where the factors have unit columns.
const RIDGE: f64 = 1e-12;
/// Rows of the contracted tensor in one chunk.
const CONTRACTED_ROWS: usize = 32;

/// A symmetric tensor, packed by pairs of its first two places, and two factors of its components.
#[derive(Clone, Copy)]
pub struct Components<'a> {
    /// `[pairs, k]`
    pub tensor: &'a [f64],
    /// `[k, rank]`
    pub first: &'a [f64],
    /// `[k, rank]`
    pub second: &'a [f64],
    pub rank: usize,
}

impl Components<'_> {
    fn k(&self) -> usize {
        self.first.len() / self.rank
    }
}

/// The third factor `[k, rank]` that fits best, its columns of length 1, their lengths as `weights` `[rank]`. Returns the inner product of
/// the tensor with the sum of the components, and the squared norm of that sum.
pub fn update(level: Level, input: Components, third: &mut [f64], weights: &mut [f64]) -> [f64; 2] {
    let contracted = contract(level, input);
    level.run(Update {
        input,
        contracted: &contracted,
        third,
        weights,
    })
}

/// The same two numbers for components as they are.
pub fn fit(level: Level, input: Components, third: &[f64]) -> [f64; 2] {
    let contracted = contract(level, input);
    level.run(Fit {
        input,
        contracted: &contracted,
        third,
    })
}

struct Update<'a> {
    input: Components<'a>,
    /// `[k, rank]`
    contracted: &'a [f64],
    third: &'a mut [f64],
    weights: &'a mut [f64],
}

impl Kernel for Update<'_> {
    type Output = [f64; 2];

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> [f64; 2] {
        let Self {
            input,
            contracted,
            third,
            weights,
        } = self;
        let (k, rank) = (input.k(), input.rank);
        let grams = grams(&input);
        let factor = cholesky(&grams, rank);
        let mut columns = transposed(contracted, rank);
        solve(&factor, &mut columns, k);
        for (row, third) in third.chunks_exact_mut(rank).enumerate() {
            for (value, column) in third.iter_mut().zip(columns.chunks_exact(k)) {
                *value = column[row];
            }
        }
        let fit = fit_of(contracted, &grams, third, rank);
        for (weight, column) in weights.iter_mut().zip(columns.chunks_exact(k)) {
            *weight = column.iter().map(|value| value * value).sum::<f64>().sqrt();
        }
        for third in third.chunks_exact_mut(rank) {
            for (value, &weight) in third.iter_mut().zip(weights.iter()) {
                if weight != 0.0 {
                    *value /= weight;
                }
            }
        }
        fit
    }
}

struct Fit<'a> {
    input: Components<'a>,
    contracted: &'a [f64],
    third: &'a [f64],
}

impl Kernel for Fit<'_> {
    type Output = [f64; 2];

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> [f64; 2] {
        fit_of(self.contracted, &grams(&self.input), self.third, self.input.rank)
    }
}

#[inline(always)]
fn fit_of(contracted: &[f64], grams: &[f64], third: &[f64], rank: usize) -> [f64; 2] {
    let inner = contracted.iter().zip(third).map(|(a, b)| a * b).sum();
    let squared = grams.iter().zip(&gram(third, rank)).map(|(a, b)| a * b).sum();
    [inner, squared]
}

/// `[k, rank]`: the tensor applied to column r of both factors, in the place that is left.
fn contract(level: Level, input: Components) -> Vec<f64> {
    let (k, rank) = (input.k(), input.rank);
    let pairs = pairs(k);
    let mut contracted = vec![0.0; k * rank];
    let items = contracted.chunks_mut(CONTRACTED_ROWS * rank).enumerate();
    map_items(items.collect(), |(index, sum)| {
        let input = Contraction {
            input,
            pairs: &pairs,
            first_row: index * CONTRACTED_ROWS,
        };
        level.run(AddOuterProducts {
            input,
            rows: pairs.len(),
            n: rank,
            sum,
        });
    });
    contracted
}

struct Contraction<'a> {
    input: Components<'a>,
    pairs: &'a [(usize, usize)],
    first_row: usize,
}

impl Rows for Contraction<'_> {
    #[inline(always)]
    fn left(&self, pair: usize, into: &mut [f64]) {
        let k = self.input.k();
        into.copy_from_slice(&self.input.tensor[pair * k + self.first_row..][..into.len()]);
    }

    #[inline(always)]
    fn right(&self, pair: usize, into: &mut [f64]) {
        let Components {
            first, second, rank, ..
        } = self.input;
        let row = |factor: &'_ [f64], row: usize| -> std::ops::Range<usize> {
            debug_assert!(factor.len() >= (row + 1) * rank);
            row * rank..(row + 1) * rank
        };
        let (i, j) = self.pairs[pair];
        let straight = first[row(first, i)].iter().zip(&second[row(second, j)]);
        if i == j {
            for (into, (a, b)) in into.iter_mut().zip(straight) {
                *into = a * b;
            }
            return;
        }
        let crossed = first[row(first, j)].iter().zip(&second[row(second, i)]);
        for (into, ((a, b), (c, d))) in into.iter_mut().zip(straight.zip(crossed)) {
            *into = a * b + c * d;
        }
    }
}

/// `[rank, rank]`: inner products of the columns, of both factors multiplied.
#[inline(always)]
fn grams(input: &Components) -> Vec<f64> {
    let mut product = gram(input.first, input.rank);
    for (value, other) in product.iter_mut().zip(&gram(input.second, input.rank)) {
        *value *= other;
    }
    product
}

#[inline(always)]
fn gram(factor: &[f64], rank: usize) -> Vec<f64> {
    let mut gram = vec![0.0; rank * rank];
    for row in factor.chunks_exact(rank) {
        for (&value, gram) in row.iter().zip(gram.chunks_exact_mut(rank)) {
            add_scaled(gram, value, row);
        }
    }
    gram
}

/// The upper triangle R of a positive matrix plus the ridge: Rᵀ R.
#[inline(always)]
fn cholesky(matrix: &[f64], n: usize) -> Vec<f64> {
    let mut factor = vec![0.0; n * n];
    for j in 0..n {
        let (done, rest) = factor.split_at_mut(j * n);
        let row = &mut rest[..n];
        row[j..].copy_from_slice(&matrix[j * n + j..(j + 1) * n]);
        row[j] += RIDGE;
        for done in done.chunks_exact(n) {
            add_scaled(&mut row[j..], -done[j], &done[j..]);
        }
        row[j] = row[j].max(RIDGE).sqrt();
        let diagonal = row[j];
        for value in &mut row[j + 1..] {
            *value /= diagonal;
        }
    }
    factor
}

/// Solves Rᵀ R x = column for k right sides at once; `columns` are `[n, k]`.
#[inline(always)]
fn solve(factor: &[f64], columns: &mut [f64], k: usize) {
    let n = columns.len() / k;
    for i in 0..n {
        let (done, rest) = columns.split_at_mut(i * k);
        for (j, done) in done.chunks_exact(k).enumerate() {
            add_scaled(&mut rest[..k], -factor[j * n + i], done);
        }
        rest[..k].iter_mut().for_each(|value| *value /= factor[i * n + i]);
    }
    for i in (0..n).rev() {
        let (before, rest) = columns.split_at_mut(i * k);
        rest[..k].iter_mut().for_each(|value| *value /= factor[i * n + i]);
        for (j, before) in before.chunks_exact_mut(k).enumerate() {
            add_scaled(before, -factor[j * n + i], &rest[..k]);
        }
    }
}

#[inline(always)]
fn transposed(matrix: &[f64], cols: usize) -> Vec<f64> {
    let rows = matrix.len() / cols;
    let mut turned = vec![0.0; matrix.len()];
    for (row, values) in matrix.chunks_exact(cols).enumerate() {
        for (value, column) in values.iter().zip(turned.chunks_exact_mut(rows)) {
            column[row] = *value;
        }
    }
    turned
}
