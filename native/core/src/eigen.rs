//! Parts of the eigen-decomposition of a symmetric matrix: to tridiagonal form by Householder reflections, and from rotations of
//! the tridiagonal matrix back to eigenvectors of the whole. And orthonormal vectors by Gram and Schmidt. All in float64.

#[cfg(test)]
mod tests;

use crate::parallel::{map_items, within_pool};
use crate::simd::{Kernel, Lanes, Level};

/// A symmetric matrix on its way to tridiagonal form.
pub struct Reduction<'a> {
    /// `[n, n]`, of which the triangle on and above the diagonal counts. A row that is done holds the vector of its reflection
    /// right of the diagonal.
    pub matrix: &'a mut [f64],
    /// `[n]`
    pub diagonal: &'a mut [f64],
    /// `[n]`, the last of which is 0
    pub off_diagonal: &'a mut [f64],
    /// `[n]`, reflection j is `I - scale v v^T`
    pub scales: &'a mut [f64],
    /// `[n]`, what the rows below the last one done still lack: `v pending^T + pending v^T` is to be taken away
    pub pending: &'a mut [f64],
}

/// Rows of the matrix that one item of work takes.
const STRIP_ROWS: usize = 64;

/// Takes steps `from..to` of the n that lead to tridiagonal form. Steps follow one another; the first call starts at 0.
pub fn tridiagonalise(level: Level, from: usize, to: usize, reduction: Reduction) {
    let Reduction {
        matrix,
        diagonal,
        off_diagonal,
        scales,
        pending,
    } = reduction;
    let n = diagonal.len();
    for step in from..to {
        let (done, below) = matrix.split_at_mut((step + 1) * n);
        let (above, row) = done.split_at_mut(step * n);
        let earlier = Earlier {
            vector: step.checked_sub(1).map_or(&[][..], |last| &above[last * n + step..]),
            pending: &pending[step..],
        };
        let row = &mut row[step..];
        earlier.take_from(0, row);
        diagonal[step] = row[0];
        let (scale, off) = reflect(&mut row[1..]);
        (scales[step], off_diagonal[step]) = (scale, off);
        let vector = &row[1..];
        let is_worth_sharing = below.len() >= MIN_SHARED_VALUES;
        let strips = below.chunks_mut(STRIP_ROWS * n).enumerate();
        let reduce = |(index, strip)| {
            level.run(ReduceStrip {
                strip,
                n,
                step,
                first: index * STRIP_ROWS,
                earlier: &earlier,
                vector,
            })
        };
        let parts: Vec<_> = if is_worth_sharing {
            map_items(strips.collect(), reduce)
        } else {
            strips.map(reduce).collect()
        };
        let mut product = vec![0.0; vector.len()];
        for (index, part) in parts.iter().enumerate() {
            for (sum, part) in product[index * STRIP_ROWS..].iter_mut().zip(part) {
                *sum += part;
            }
        }
        // Not scale * scale: where the matrix lacks rank, what is left of a row is as small as 1e-80, and its square beyond what float64 holds.
        let along = 0.5 * scale * (scale * product.iter().zip(vector).map(|(a, b)| a * b).sum::<f64>());
        for ((pending, product), v) in pending[step + 1..].iter_mut().zip(product).zip(vector) {
            *pending = scale * product - along * v;
        }
    }
}

/// A sum of squares below this has no reciprocal in float64: what it is of is rounding of rounding.
const NOTHING: f64 = 1e-290;

/// Turns `x` into the vector of the reflection that maps it onto its first axis. Returns the scale of the reflection and
/// what is left on the axis.
fn reflect(x: &mut [f64]) -> (f64, f64) {
    let Some((&mut first, rest)) = x.split_first_mut() else {
        return (0.0, 0.0);
    };
    let others: f64 = rest.iter().map(|value| value * value).sum();
    if others < NOTHING {
        x.fill(0.0);
        return (0.0, first);
    }
    let norm = (first * first + others).sqrt();
    let left = if first > 0.0 { -norm } else { norm };
    x[0] = first - left;
    (1.0 / (norm * (norm + first.abs())), left)
}

/// The reflection before this one, which the rows from the current one on still lack. Both start at the current row.
struct Earlier<'a> {
    /// Empty before the first step.
    vector: &'a [f64],
    pending: &'a [f64],
}

impl Earlier<'_> {
    /// `row` starts on the diagonal, `offset` rows below the current one.
    #[inline(always)]
    fn take_from(&self, offset: usize, row: &mut [f64]) {
        if self.vector.is_empty() {
            return;
        }
        let (vector, pending) = (&self.vector[offset..], &self.pending[offset..]);
        let (v, w) = (vector[0], pending[0]);
        for ((value, vector), pending) in row.iter_mut().zip(vector).zip(pending) {
            *value -= v * pending + w * vector;
        }
    }
}

/// Brings rows below the current one up to date and multiplies them with the new vector, in one pass.
struct ReduceStrip<'a> {
    strip: &'a mut [f64],
    n: usize,
    step: usize,
    /// The first row of the strip, counted from the one below the current.
    first: usize,
    earlier: &'a Earlier<'a>,
    vector: &'a [f64],
}

impl Kernel for ReduceStrip<'_> {
    /// Its part of the product, from the strip's first row on.
    type Output = Vec<f64>;

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> Vec<f64> {
        let mut product = vec![0.0; self.vector.len() - self.first];
        for (index, row) in self.strip.chunks_exact_mut(self.n).enumerate() {
            let offset = self.first + index;
            let row = &mut row[self.step + 1 + offset..];
            self.earlier.take_from(offset + 1, row);
            let vector = &self.vector[offset..];
            let products = &mut product[index..];
            for (product, value) in products.iter_mut().zip(&*row) {
                *product += vector[0] * value;
            }
            products[0] += dot(&row[1..], &vector[1..]);
        }
        product
    }
}

/// Sums that run side by side, since one would wait for its own last addition.
const SUMS: usize = 8;

#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; SUMS];
    let (parts, others) = (a.chunks_exact(SUMS), b.chunks_exact(SUMS));
    let rest = parts.remainder().iter().zip(others.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    for (a, b) in parts.zip(others) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.into_iter().sum::<f64>() + rest
}

/// What is known of a matrix after its reduction and the diagonalisation of its tridiagonal form.
#[derive(Clone, Copy)]
pub struct Diagonalised<'a> {
    /// `[n, n]` and `[n]`, as [`tridiagonalise`] left them
    pub matrix: &'a [f64],
    pub scales: &'a [f64],
    /// `[rotations, 2]`: cosine and sine, in the order in which they were made
    pub rotations: &'a [f64],
    /// `[sweeps, 2]`: each sweep rotates the pairs (i, i + 1) from `high - 1` down to `low`
    pub sweeps: &'a [i32],
}

impl Diagonalised<'_> {
    /// Every sweep stays within the matrix, and there is one rotation for each of its pairs.
    pub fn is_sound(&self) -> bool {
        let n = self.scales.len() as i32;
        let mut sweeps = self.sweeps.chunks_exact(2);
        sweeps.all(|ends| 0 <= ends[1] && ends[1] <= ends[0] && ends[0] < n) && {
            let count = |ends: &[i32]| (ends[0] - ends[1]) as usize;
            let total: usize = self.sweeps.chunks_exact(2).map(count).sum();
            2 * total == self.rotations.len()
        }
    }
}

/// Eigenvectors that are made side by side.
const SIDE_BY_SIDE: usize = 8;

/// Writes the eigenvectors `[count, n]` of the columns `wanted` `[count]` of the diagonalised form, each below n.
pub fn eigenvectors(level: Level, diagonalised: Diagonalised, wanted: &[i32], vectors: &mut [f64]) {
    let n = diagonalised.scales.len();
    let items = wanted.chunks(SIDE_BY_SIDE).zip(vectors.chunks_mut(SIDE_BY_SIDE * n));
    map_items(items.collect(), |(wanted, vectors)| {
        level.run(BackToVectors {
            diagonalised,
            wanted,
            vectors,
        });
    });
}

struct BackToVectors<'a> {
    diagonalised: Diagonalised<'a>,
    wanted: &'a [i32],
    vectors: &'a mut [f64],
}

impl Kernel for BackToVectors<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let n = self.diagonalised.scales.len();
        let mut rows = vec![[0.0; SIDE_BY_SIDE]; n];
        for (lane, &index) in self.wanted.iter().enumerate() {
            rows[index as usize][lane] = 1.0;
        }
        self.diagonalised.rotate_back(&mut rows);
        self.diagonalised.reflect_back(&mut rows);
        for (lane, vector) in self.vectors.chunks_exact_mut(n).enumerate() {
            for (value, row) in vector.iter_mut().zip(&rows) {
                *value = row[lane];
            }
        }
    }
}

impl Diagonalised<'_> {
    /// The last rotation first.
    #[inline(always)]
    fn rotate_back(&self, rows: &mut [[f64; SIDE_BY_SIDE]]) {
        let mut rotations = self.rotations.chunks_exact(2).rev();
        for ends in self.sweeps.chunks_exact(2).rev() {
            let (high, low) = (ends[0] as usize, ends[1] as usize);
            let mut carried = rows[low];
            for pair in low..high {
                let Some([cosine, sine]) = rotations.next() else {
                    return;
                };
                let next = rows[pair + 1];
                for ((turned, carried), next) in rows[pair].iter_mut().zip(&mut carried).zip(next) {
                    *turned = cosine * *carried + sine * next;
                    *carried = cosine * next - sine * *carried;
                }
            }
            rows[high] = carried;
        }
    }

    /// The last reflection first.
    #[inline(always)]
    fn reflect_back(&self, rows: &mut [[f64; SIDE_BY_SIDE]]) {
        let n = rows.len();
        for (step, &scale) in self.scales.iter().enumerate().rev() {
            if scale == 0.0 {
                continue;
            }
            let vector = &self.matrix[step * n + step + 1..(step + 1) * n];
            let rows = &mut rows[step + 1..];
            let mut along = [0.0; SIDE_BY_SIDE];
            for (v, row) in vector.iter().zip(&*rows) {
                for (along, value) in along.iter_mut().zip(row) {
                    *along += v * value;
                }
            }
            for (v, row) in vector.iter().zip(rows) {
                for (value, along) in row.iter_mut().zip(&along) {
                    *value -= scale * v * along;
                }
            }
        }
    }
}

/// A vector that shrinks to this share of itself was in the space of those before it.
const DEPENDENT: f64 = 1e-12;

/// Values that are worth being shared among threads.
const MIN_SHARED_VALUES: usize = 1 << 15;

/// Vectors that become axes before all that follow are rid of them: each is fetched and put back once for so many.
const AXES_AT_ONCE: usize = 8;

/// Makes the vectors `[count, cols]` orthonormal, in order. Those that depend on others are dropped, the rest move up and zeros
/// follow. Returns how many are left.
pub fn orthonormalise(level: Level, cols: usize, vectors: &mut [f64]) -> usize {
    within_pool(|| orthonormalise_in_pool(level, cols, vectors))
}

fn orthonormalise_in_pool(level: Level, cols: usize, vectors: &mut [f64]) -> usize {
    let norms: Vec<f64> = vectors.chunks_exact(cols).map(|vector| dot(vector, vector)).collect();
    let mut kept = 0;
    for (index, norms) in norms.chunks(AXES_AT_ONCE).enumerate() {
        let first = index * AXES_AT_ONCE;
        let (done, rest) = vectors.split_at_mut((first + norms.len()) * cols);
        let group = &mut done[first * cols..];
        let found = level.run(MakeAxes { cols, norms, group });
        let axes: &[f64] = &group[..found * cols];
        let items = if rest.len() < MIN_SHARED_VALUES {
            vec![rest]
        } else {
            rest.chunks_mut(cols).collect()
        };
        map_items(items, |vectors| level.run(TakeAway { cols, axes, vectors }));
        if kept < first {
            done.copy_within(first * cols..(first + found) * cols, kept * cols);
            done[(kept + found) * cols..].fill(0.0);
        }
        kept += found;
    }
    kept
}

/// Makes the vectors of a group, which are rid of all axes before, axes themselves.
struct MakeAxes<'a> {
    cols: usize,
    /// Squared, of each vector as it was
    norms: &'a [f64],
    group: &'a mut [f64],
}

impl Kernel for MakeAxes<'_> {
    /// How many there are; they stand in front, and zeros follow.
    type Output = usize;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> usize {
        let Self { cols, norms, group } = self;
        let mut kept = 0;
        for (index, before) in norms.iter().enumerate() {
            let (done, rest) = group.split_at_mut((index + 1) * cols);
            let (kept_before, last) = done.split_at_mut(index * cols);
            let norm = dot(last, last);
            // Also false for NaN.
            let independent = norm > DEPENDENT * DEPENDENT * before && norm.is_finite();
            if !independent {
                last.fill(0.0);
                continue;
            }
            let scale = 1.0 / norm.sqrt();
            last.iter_mut().for_each(|value| *value *= scale);
            TakeAway {
                cols,
                axes: last,
                vectors: rest,
            }
            .run(lanes);
            if kept < index {
                kept_before[kept * cols..][..cols].copy_from_slice(last);
                last.fill(0.0);
            }
            kept += 1;
        }
        kept
    }
}

/// Takes what lies along the axes from each vector, axis by axis.
struct TakeAway<'a> {
    cols: usize,
    axes: &'a [f64],
    vectors: &'a mut [f64],
}

impl Kernel for TakeAway<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        for vector in self.vectors.chunks_exact_mut(self.cols) {
            for axis in self.axes.chunks_exact(self.cols) {
                let along = dot(vector, axis);
                for (value, axis) in vector.iter_mut().zip(axis) {
                    *value -= along * axis;
                }
            }
        }
    }
}
