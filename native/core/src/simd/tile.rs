//! The register tile that every distance here comes from: a few points against a few vectors of rows, one sum for each pair, all of them in
//! registers from the first feature to the last.

use super::lanes::Lanes;

/// Where in a panel the values of a vector lie.
pub(crate) trait Layout {
    /// Of feature `feature` of vector `vector`, counted from the start of the panel.
    fn offset<L: Lanes, const VECTORS: usize>(cols: usize, feature: usize, vector: usize) -> usize;
}

/// What one feature adds to a sum.
pub(crate) trait Term {
    /// What points are multiplied with beforehand, so that less is nearer.
    const POINT_SIGN: f32;

    fn add<L: Lanes>(lanes: L, point: L::F32, row: L::F32, sum: L::F32) -> L::F32;
}

/// `sum(x y)`
pub(crate) struct Product;

impl Term for Product {
    const POINT_SIGN: f32 = -1.0;

    #[inline(always)]
    fn add<L: Lanes>(lanes: L, point: L::F32, row: L::F32, sum: L::F32) -> L::F32 {
        lanes.mul_add(point, row, sum)
    }
}

/// `sum((x - y)^2)`
pub(crate) struct SquaredDifference;

impl Term for SquaredDifference {
    const POINT_SIGN: f32 = 1.0;

    #[inline(always)]
    fn add<L: Lanes>(lanes: L, point: L::F32, row: L::F32, sum: L::F32) -> L::F32 {
        let difference = lanes.sub(point, row);
        lanes.mul_add(difference, difference, sum)
    }
}

/// How a row is stored.
pub(crate) trait Element: Copy {
    /// # Safety
    /// `from` must be valid for reads of `WIDTH` elements.
    unsafe fn load<L: Lanes>(lanes: L, from: *const Self) -> L::F32;
}

impl Element for f32 {
    #[inline(always)]
    unsafe fn load<L: Lanes>(lanes: L, from: *const f32) -> L::F32 {
        unsafe { lanes.load(from) }
    }
}

/// The upper half of a float32.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Bfloat16(u16);

impl Bfloat16 {
    pub fn all(bits: &[u16]) -> &[Bfloat16] {
        // SAFETY: the same bits in the same place.
        unsafe { std::slice::from_raw_parts(bits.as_ptr().cast(), bits.len()) }
    }
}

impl Element for Bfloat16 {
    #[inline(always)]
    unsafe fn load<L: Lanes>(lanes: L, from: *const Bfloat16) -> L::F32 {
        unsafe { lanes.load_upper_halves(from.cast()) }
    }
}

pub(crate) struct Tile<'a, E> {
    /// `[ROWS, cols]`
    pub points: *const f32,
    /// As the layout has it.
    pub panel: *const E,
    pub cols: usize,
    /// What will be wanted next: fetched from memory along the way.
    pub upcoming: &'a [f32],
}

/// Features between two requests for upcoming values, so that the traffic spreads over the whole tile.
const PREFETCH_FEATURES: usize = 16;

impl<E: Element> Tile<'_, E> {
    /// The sums, which begin at `start`.
    ///
    /// # Safety
    /// The pointers must be valid for reads of the shapes they name.
    #[inline(always)]
    pub unsafe fn sums<L: Lanes, T: Term, P: Layout, const ROWS: usize, const VECTORS: usize>(
        &self,
        lanes: L,
        start: [L::F32; VECTORS],
    ) -> [[L::F32; VECTORS]; ROWS] {
        let mut sums = [start; ROWS];
        let mut upcoming = self.upcoming.chunks(ROWS * PREFETCH_FEATURES);
        let mut first = 0;
        while first < self.cols {
            let end = self.cols.min(first + PREFETCH_FEATURES);
            if let Some(upcoming) = upcoming.next() {
                lanes.prefetch(upcoming);
            }
            for feature in first..end {
                let mut rows = [lanes.splat(0.0); VECTORS];
                for (vector, row) in rows.iter_mut().enumerate() {
                    let offset = P::offset::<L, VECTORS>(self.cols, feature, vector);
                    // SAFETY: the offset lies in the panel.
                    *row = unsafe { E::load(lanes, self.panel.add(offset)) };
                }
                for (point, sums) in sums.iter_mut().enumerate() {
                    // SAFETY: points are `[ROWS, cols]`.
                    let value = lanes.splat(unsafe { *self.points.add(point * self.cols + feature) });
                    for (sum, &row) in sums.iter_mut().zip(&rows) {
                        *sum = T::add(lanes, value, row, *sum);
                    }
                }
            }
            first = end;
        }
        sums
    }
}
