//! The register tile that every distance here comes from: a few points against a few vectors of rows, one sum for each pair, all of them in
//! registers from the first feature to the last.

use super::lanes::Lanes;

/// Where the numbers of points and rows lie.
pub(crate) trait Layout {
    /// Of step `step` of vector `vector`, counted from the start of the panel.
    fn offset<L: Lanes, const VECTORS: usize>(steps: usize, step: usize, vector: usize) -> usize;

    /// Of step `step` of a point, counted from the first of the tile; row by row unless said otherwise.
    #[inline(always)]
    fn of_point<L: Lanes>(steps: usize, step: usize, point: usize) -> usize {
        point * steps + step
    }
}

/// What one step adds to a sum, and what the sum is worth.
pub(crate) trait Term {
    /// What points and rows consist of.
    type Number: Copy;
    /// As many of them as there are lanes.
    type Vector<L: Lanes>: Copy;

    /// # Safety
    /// `from` must be valid for reads of `WIDTH` numbers.
    unsafe fn load<L: Lanes>(lanes: L, from: *const Self::Number) -> Self::Vector<L>;
    fn splat<L: Lanes>(lanes: L, number: Self::Number) -> Self::Vector<L>;
    fn add<L: Lanes>(lanes: L, point: Self::Vector<L>, row: Self::Vector<L>, sum: Self::Vector<L>) -> Self::Vector<L>;
    /// The sum before the first step, where scores start at `start`.
    fn begin<L: Lanes>(lanes: L, start: L::F32) -> Self::Vector<L>;
    /// The score, from the sum, where scores start at `start` and a sum of this point counts `worth`.
    fn score<L: Lanes>(lanes: L, sum: Self::Vector<L>, start: L::F32, worth: f32) -> L::F32;
}

/// `sum(x y)`
pub(crate) struct Product;

/// `sum((x - y)^2)`
pub(crate) struct SquaredDifference;

/// `sum(x y)` of whole numbers of 16 bits, two at a step: twice as fast as [`Product`], for it does twice as much at a time.
pub(crate) struct PairProduct;

macro_rules! of_float32 {
    ($term:ty, |$lanes:ident, $point:ident, $row:ident, $sum:ident| $added:expr) => {
        impl Term for $term {
            type Number = f32;
            type Vector<L: Lanes> = L::F32;

            #[inline(always)]
            unsafe fn load<L: Lanes>(lanes: L, from: *const f32) -> L::F32 {
                unsafe { lanes.load(from) }
            }
            #[inline(always)]
            fn splat<L: Lanes>(lanes: L, number: f32) -> L::F32 {
                lanes.splat(number)
            }
            #[inline(always)]
            fn add<L: Lanes>($lanes: L, $point: L::F32, $row: L::F32, $sum: L::F32) -> L::F32 {
                $added
            }
            #[inline(always)]
            fn begin<L: Lanes>(_: L, start: L::F32) -> L::F32 {
                start
            }
            #[inline(always)]
            fn score<L: Lanes>(_: L, sum: L::F32, _: L::F32, _: f32) -> L::F32 {
                sum
            }
        }
    };
}

of_float32!(Product, |lanes, point, row, sum| lanes.mul_add(point, row, sum));
of_float32!(SquaredDifference, |lanes, point, row, sum| {
    let difference = lanes.sub(point, row);
    lanes.mul_add(difference, difference, sum)
});

/// Two whole numbers of 16 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Pair([i16; 2]);

impl Pair {
    pub fn of(first: i16, second: i16) -> Self {
        Self([first, second])
    }

    /// Numbers side by side, two and two.
    pub fn all(numbers: &[i16]) -> &[Pair] {
        assert!(numbers.len().is_multiple_of(2));
        // SAFETY: a pair is two such numbers, no more and not aligned to more.
        unsafe { std::slice::from_raw_parts(numbers.as_ptr().cast(), numbers.len() / 2) }
    }

    /// In the order of memory, in which rows are loaded too.
    fn bits(self) -> i32 {
        // SAFETY: as many bits, all of which mean something.
        unsafe { std::mem::transmute(self.0) }
    }
}

impl Term for PairProduct {
    type Number = Pair;
    type Vector<L: Lanes> = L::I32;

    #[inline(always)]
    unsafe fn load<L: Lanes>(lanes: L, from: *const Pair) -> L::I32 {
        unsafe { lanes.load_i32(from.cast()) }
    }
    #[inline(always)]
    fn splat<L: Lanes>(lanes: L, number: Pair) -> L::I32 {
        lanes.splat_i32(number.bits())
    }
    #[inline(always)]
    fn add<L: Lanes>(lanes: L, point: L::I32, row: L::I32, sum: L::I32) -> L::I32 {
        lanes.add_pair_products(point, row, sum)
    }
    #[inline(always)]
    fn begin<L: Lanes>(lanes: L, _: L::F32) -> L::I32 {
        lanes.splat_i32(0)
    }
    #[inline(always)]
    fn score<L: Lanes>(lanes: L, sum: L::I32, start: L::F32, worth: f32) -> L::F32 {
        lanes.mul_add(lanes.to_f32(sum), lanes.splat(worth), start)
    }
}

pub(crate) struct Tile<'a, T: Term> {
    /// Both as the layout has it.
    pub points: *const T::Number,
    pub panel: *const T::Number,
    /// Numbers of a point: its features, or pairs of them.
    pub steps: usize,
    /// What will be wanted next: fetched from memory along the way.
    pub upcoming: &'a [f32],
}

/// Steps between two requests for upcoming values, so that the traffic spreads over the whole tile.
const PREFETCH_STEPS: usize = 16;

impl<T: Term> Tile<'_, T> {
    /// The sums, which begin at `start`.
    ///
    /// # Safety
    /// The pointers must be valid for reads of the shapes they name.
    #[inline(always)]
    pub unsafe fn sums<L: Lanes, P: Layout, const ROWS: usize, const VECTORS: usize>(
        &self,
        lanes: L,
        start: [T::Vector<L>; VECTORS],
    ) -> [[T::Vector<L>; VECTORS]; ROWS] {
        let mut sums = [start; ROWS];
        let mut upcoming = self.upcoming.chunks(ROWS * PREFETCH_STEPS);
        let mut first = 0;
        while first < self.steps {
            let end = self.steps.min(first + PREFETCH_STEPS);
            if let Some(upcoming) = upcoming.next() {
                lanes.prefetch(upcoming);
            }
            for step in first..end {
                let mut rows = start;
                for (vector, row) in rows.iter_mut().enumerate() {
                    let offset = P::offset::<L, VECTORS>(self.steps, step, vector);
                    // SAFETY: the offset lies in the panel.
                    *row = unsafe { T::load(lanes, self.panel.add(offset)) };
                }
                for (point, sums) in sums.iter_mut().enumerate() {
                    let offset = P::of_point::<L>(self.steps, step, point);
                    // SAFETY: the offset lies in the points.
                    let value = T::splat(lanes, unsafe { *self.points.add(offset) });
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
