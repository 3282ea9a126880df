//! Sums of products by register tiles: the inner loop of every matrix product of the house.

use super::lanes::{Lanes, MAX_WIDTH};
use crate::dense::Rows;

/// The most rows and vectors that a tile of any instruction set has.
const MAX_TILE: usize = 6 * 4 * MAX_WIDTH;

/// Rows that are packed together, so that sums are fetched and put back once for all of them.
const ROWS_AT_ONCE: usize = 4;

/// A matrix `[depth, cols]` laid out for tiles: vectors of `WIDTH` columns side by side, each from the first row to the last.
pub(crate) struct Packed {
    values: Vec<f32>,
    /// From one vector of columns to the next. Not a power of two, or all would fall on the same lines of the cache.
    stride: usize,
    pub vectors: usize,
    width: usize,
    capacity: usize,
}

impl Packed {
    /// Room for `capacity` rows of `cols` columns.
    pub fn new<L: Lanes>(lanes: L, capacity: usize, cols: usize) -> Self {
        Self::within(lanes, capacity, cols, Vec::new())
    }

    /// The same in an array that was used before.
    pub fn within<L: Lanes>(_: L, capacity: usize, cols: usize, mut values: Vec<f32>) -> Self {
        let vectors = cols.div_ceil(L::WIDTH);
        let stride = capacity * L::WIDTH + MAX_WIDTH;
        values.resize(vectors * stride, 0.0);
        Self {
            values,
            stride,
            vectors,
            width: L::WIDTH,
            capacity,
        }
    }

    /// The array, for another time.
    pub fn into_values(self) -> Vec<f32> {
        self.values
    }

    /// Lays the rows less the origin out as the first rows, and adds them to `sums`, which are padded to whole vectors.
    /// What stands in the padding, in `sums` too, means nothing.
    #[inline(always)]
    pub fn pack<L: Lanes>(&mut self, lanes: L, rows: Rows, origin: &[f32], sums: &mut [f32]) {
        let (cols, stride, count, values) = (rows.cols(), rows.stride(), rows.count(), rows.span());
        assert!(count <= self.capacity && cols == origin.len() && self.width == L::WIDTH);
        assert!(cols.div_ceil(L::WIDTH) == self.vectors && sums.len() == self.vectors * L::WIDTH);
        let origin = Origin::new(lanes, origin);
        // Whole vectors reach beyond their row, so that those of the last rows may reach too far.
        let within = (values.len() + stride).saturating_sub(sums.len()) / stride;
        let grouped = within.min(count) / ROWS_AT_ONCE * ROWS_AT_ONCE;
        for first in (0..grouped).step_by(ROWS_AT_ONCE) {
            // SAFETY: the asserts above; the vectors of `within` rows end within them.
            unsafe {
                self.pack_rows::<L, ROWS_AT_ONCE>(lanes, first, &values[first * stride..], stride, &origin, sums)
            };
        }
        let mut padded = vec![0.0; if grouped < count { sums.len() } else { 0 }];
        for (row, values) in rows.iter().enumerate().skip(grouped) {
            padded[..cols].copy_from_slice(values);
            // SAFETY: the asserts above; the row is as long as its vectors.
            unsafe { self.pack_rows::<L, 1>(lanes, row, &padded, 0, &origin, sums) };
        }
    }

    /// # Safety
    /// `rows` are `ROWS` rows `stride` apart, the last of which goes on for all its vectors; `first + ROWS` is within the capacity; the other
    /// shapes are as [`Packed::pack`] asserts.
    #[inline(always)]
    unsafe fn pack_rows<L: Lanes, const ROWS: usize>(
        &mut self,
        lanes: L,
        first: usize,
        rows: &[f32],
        stride: usize,
        origin: &Origin,
        sums: &mut [f32],
    ) {
        for vector in 0..self.vectors {
            let at = vector * L::WIDTH;
            // SAFETY: the caller's promise.
            unsafe {
                let from = rows.as_ptr().add(at);
                let into = self.values.as_mut_ptr().add(vector * self.stride + first * L::WIDTH);
                let start = lanes.load(origin.vector::<L>(vector));
                let mut sum = lanes.load(sums.as_ptr().add(at));
                for row in 0..ROWS {
                    let moved = lanes.sub(lanes.load(from.add(row * stride)), start);
                    lanes.store(into.add(row * L::WIDTH), moved);
                    sum = lanes.add(sum, moved);
                }
                lanes.store(sums.as_mut_ptr().add(at), sum);
            }
        }
    }

    /// Where row `row` of vector `vector` stands.
    #[inline(always)]
    pub fn vector_mut(&mut self, vector: usize, row: usize) -> &mut [f32] {
        assert!(row < self.capacity);
        &mut self.values[vector * self.stride + row * self.width..][..self.width]
    }

    /// Column `col` as the left factor of a product.
    #[inline(always)]
    pub fn column(&self, col: usize) -> Factor<'_> {
        let from = col / self.width * self.stride + col % self.width;
        Factor {
            values: &self.values[from..],
            step: self.width,
        }
    }
}

/// A row that can be read by whole vectors.
struct Origin<'a> {
    values: &'a [f32],
    /// The last values, where they fill no vector, and ones: what lies between two rows can be anything, and less one it is at least nothing so
    /// close to zero that products of it take a processor a hundred times as long.
    rest: [f32; MAX_WIDTH],
}

impl<'a> Origin<'a> {
    #[inline(always)]
    fn new<L: Lanes>(_: L, values: &'a [f32]) -> Self {
        let mut rest = [1.0; MAX_WIDTH];
        let whole = values.len() / L::WIDTH * L::WIDTH;
        rest[..values.len() - whole].copy_from_slice(&values[whole..]);
        Self { values, rest }
    }

    /// Where a vector's `WIDTH` values stand.
    #[inline(always)]
    fn vector<L: Lanes>(&self, vector: usize) -> *const f32 {
        match self.values.get(vector * L::WIDTH..(vector + 1) * L::WIDTH) {
            Some(values) => values.as_ptr(),
            None => self.rest.as_ptr(),
        }
    }
}

/// A column of numbers, `step` apart.
#[derive(Clone, Copy)]
pub(crate) struct Factor<'a> {
    pub values: &'a [f32],
    pub step: usize,
}

/// What a tile yields: `[rows, lanes]`, of which the caller takes as much as it asked for.
pub(crate) struct Tile {
    sums: [f32; MAX_TILE],
    lanes: usize,
}

impl Tile {
    pub fn new() -> Self {
        Self {
            sums: [0.0; MAX_TILE],
            lanes: 0,
        }
    }

    #[inline(always)]
    pub fn row(&self, row: usize) -> &[f32] {
        &self.sums[row * self.lanes..][..self.lanes]
    }
}

/// For each of `TILE_ROWS` left columns and each lane of up to `TILE_VECTORS` vectors from `vector` on: the sum over the first
/// `depth` rows of left times right. `left(row)` gives the columns. `upcoming` are values that will be wanted soon.
#[inline(always)]
pub(crate) fn multiply<'a, L: Lanes>(
    lanes: L,
    left: impl Fn(usize) -> Factor<'a>,
    right: &Packed,
    vector: usize,
    depth: usize,
    tile: &mut Tile,
    upcoming: &[f32],
) {
    let vectors = (right.vectors - vector).min(L::TILE_VECTORS);
    assert!(depth <= right.capacity && right.width == L::WIDTH);
    tile.lanes = vectors * L::WIDTH;
    lanes.prefetch(upcoming);
    macro_rules! run {
        ($rows:literal, $vectors:literal) => {{
            let factors: [Factor; $rows] = std::array::from_fn(&left);
            for factor in &factors {
                assert!(depth == 0 || (depth - 1) * factor.step < factor.values.len());
            }
            // SAFETY: the asserts above; the vectors lie within `right`, and the tile has room for the widest.
            unsafe {
                sum::<L, $rows, $vectors>(
                    lanes,
                    factors.map(|factor| factor.values.as_ptr()),
                    factors[0].step,
                    right.values.as_ptr().add(vector * right.stride),
                    right.stride,
                    depth,
                    tile.sums.as_mut_ptr(),
                )
            }
        }};
    }
    match (L::TILE_ROWS, vectors) {
        (6, 4) => run!(6, 4),
        (6, 3) => run!(6, 3),
        (6, 2) => run!(6, 2),
        (6, 1) => run!(6, 1),
        (4, 2) => run!(4, 2),
        (4, 1) => run!(4, 1),
        _ => unreachable!("no tile of that shape"),
    }
}

/// # Safety
/// Every left pointer must be valid for reads of `depth` values `step` apart, `right` for `VECTORS` vectors of `depth` rows
/// `stride` apart, `into` for writes of `ROWS * VECTORS * WIDTH` values.
#[inline(always)]
unsafe fn sum<L: Lanes, const ROWS: usize, const VECTORS: usize>(
    lanes: L,
    left: [*const f32; ROWS],
    step: usize,
    right: *const f32,
    stride: usize,
    depth: usize,
    into: *mut f32,
) {
    let mut sums = [[lanes.splat(0.0); VECTORS]; ROWS];
    // SAFETY: every address below lies in its shape.
    unsafe {
        for row in 0..depth {
            let mut vectors = [lanes.splat(0.0); VECTORS];
            for (index, vector) in vectors.iter_mut().enumerate() {
                *vector = lanes.load(right.add(index * stride + row * L::WIDTH));
            }
            for (sums, left) in sums.iter_mut().zip(left) {
                let value = lanes.splat(*left.add(row * step));
                for (sum, &vector) in sums.iter_mut().zip(&vectors) {
                    *sum = lanes.mul_add(value, vector, *sum);
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            for (index, &sum) in sums.iter().enumerate() {
                lanes.store(into.add((row * VECTORS + index) * L::WIDTH), sum);
            }
        }
    }
}
