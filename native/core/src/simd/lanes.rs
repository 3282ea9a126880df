//! What a kernel may ask of an instruction set.

use super::part::{ByteSplit, Parted};

/// Work that is compiled once per instruction set; see [`super::Level::run`].
pub(crate) trait Kernel {
    type Output;

    /// Must be `#[inline(always)]`, and so must everything hot that it calls.
    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

/// Vectors of `WIDTH` float32 lanes. A value of the implementing type proves that the processor has the instructions.
pub(crate) trait Lanes: Copy {
    const WIDTH: usize;

    /// Shape of the register tile of distance computations: points by vectors of centroids. The product plus one row of
    /// vectors plus one must fit the registers.
    const TILE_ROWS: usize;
    const TILE_VECTORS: usize;

    type F32: Copy;
    type I32: Copy;

    fn splat(self, value: f32) -> Self::F32;
    fn splat_i32(self, value: i32) -> Self::I32;
    fn add(self, a: Self::F32, b: Self::F32) -> Self::F32;
    fn sub(self, a: Self::F32, b: Self::F32) -> Self::F32;
    /// `a * b + c`, rounded once where the processor can and twice where it cannot.
    fn mul_add(self, a: Self::F32, b: Self::F32, c: Self::F32) -> Self::F32;
    fn sum(self, a: Self::F32) -> f32;
    fn to_f32(self, a: Self::I32) -> Self::F32;
    /// Every lane holds two whole numbers of 16 bits: `a.0 * b.0 + a.1 * b.1 + sum`, which must not overflow.
    fn add_pair_products(self, a: Self::I32, b: Self::I32, sum: Self::I32) -> Self::I32;

    /// Bit by bit, lowest lane first: `a <= limit`.
    fn at_most(self, a: Self::F32, limit: Self::F32) -> u32;

    /// Offers `score` to every lane, which keeps its two smallest scores and the tag of the smallest.
    fn offer(self, best: &mut Best<Self>, score: Self::F32, tag: Self::I32);

    /// Fetches `values`, which will be wanted soon, into the cache, where the processor can be told so.
    #[inline(always)]
    fn prefetch(self, _values: &[f32]) {}

    /// Copies the first rows of `rows`, as many as this instruction set is good at, to `room`, which is as long: those that go left to its front, the others
    /// backwards from its end.
    #[inline(always)]
    fn part(self, _split: ByteSplit, _rows: &[u32], _room: &mut [u32]) -> Parted {
        Parted::default()
    }

    /// # Safety
    /// `from` must be valid for reads of `WIDTH` values.
    unsafe fn load(self, from: *const f32) -> Self::F32;
    /// # Safety
    /// `from` must be valid for reads of `WIDTH` values.
    unsafe fn load_i32(self, from: *const i32) -> Self::I32;
    /// # Safety
    /// `to` must be valid for writes of `WIDTH` values.
    unsafe fn store(self, to: *mut f32, value: Self::F32);
    /// # Safety
    /// `to` must be valid for writes of `WIDTH` values.
    unsafe fn store_i32(self, to: *mut i32, value: Self::I32);

    /// The winner over all lanes.
    #[inline(always)]
    fn winner(self, best: &Best<Self>) -> Winner {
        let (mut first, mut second, mut tags) = ([0.0; MAX_WIDTH], [0.0; MAX_WIDTH], [0; MAX_WIDTH]);
        // SAFETY: WIDTH <= MAX_WIDTH.
        unsafe {
            self.store(first.as_mut_ptr(), best.first);
            self.store(second.as_mut_ptr(), best.second);
            self.store_i32(tags.as_mut_ptr(), best.tag);
        }
        let mut lane = 0;
        let mut runner_up = f32::INFINITY;
        for other in 1..Self::WIDTH {
            if first[other] < first[lane] {
                runner_up = runner_up.min(first[lane]);
                lane = other;
            } else {
                runner_up = runner_up.min(first[other]);
            }
        }
        Winner {
            score: first[lane],
            runner_up: runner_up.min(second[lane]),
            tag: tags[lane],
            lane,
        }
    }
}

/// Lanes of the widest instruction set.
pub(crate) const MAX_WIDTH: usize = 16;

/// Per lane the two smallest scores so far and the tag that came with the smallest.
pub(crate) struct Best<L: Lanes> {
    pub first: L::F32,
    pub second: L::F32,
    pub tag: L::I32,
}

impl<L: Lanes> Clone for Best<L> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<L: Lanes> Copy for Best<L> {}

impl<L: Lanes> Best<L> {
    #[inline(always)]
    pub fn none(lanes: L) -> Self {
        let infinity = lanes.splat(f32::INFINITY);
        Self {
            first: infinity,
            second: infinity,
            tag: lanes.splat_i32(0),
        }
    }
}

/// The smallest score of all lanes and the second smallest, equal where two tie.
pub(crate) struct Winner {
    pub score: f32,
    pub runner_up: f32,
    pub tag: i32,
    pub lane: usize,
}
