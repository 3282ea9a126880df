//! Scaled rows added to rows. Products are rounded before they are added, so that every instruction set gives the same bits.

use super::lanes::Lanes;

/// Rows are padded to a multiple of this: the lanes of the widest instruction set.
pub(crate) const BLOCK: usize = super::lanes::MAX_WIDTH;

/// A row that is padded, block by block.
pub(crate) type Blocks = [[f32; BLOCK]];

/// Vectors of a block on the narrowest instruction set.
const MOST_VECTORS: usize = BLOCK / 4;

/// A block in registers.
pub(crate) struct BlockSum<L: Lanes>([L::F32; MOST_VECTORS]);

impl<L: Lanes> Clone for BlockSum<L> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<L: Lanes> Copy for BlockSum<L> {}

impl<L: Lanes> BlockSum<L> {
    #[inline(always)]
    pub fn zero(lanes: L) -> Self {
        Self([lanes.splat(0.0); MOST_VECTORS])
    }

    /// All lanes, in their order.
    #[inline(always)]
    pub fn total(&self, lanes: L) -> f64 {
        let mut values = [0.0; BLOCK];
        self.store(lanes, &mut values);
        values.into_iter().map(f64::from).sum()
    }

    #[inline(always)]
    fn store(&self, lanes: L, into: &mut [f32; BLOCK]) {
        for (vector, at) in self.0.iter().zip((0..BLOCK).step_by(L::WIDTH)) {
            // SAFETY: WIDTH divides BLOCK.
            unsafe { lanes.store(into.as_mut_ptr().add(at), *vector) }
        }
    }
}

/// As many blocks of a row as the registers of any instruction set but the narrowest hold; see [`over_panels`].
pub(crate) struct PanelSum<L: Lanes, const BLOCKS: usize>([BlockSum<L>; BLOCKS]);

impl<L: Lanes, const BLOCKS: usize> PanelSum<L, BLOCKS> {
    #[inline(always)]
    pub fn zero(lanes: L) -> Self {
        Self([BlockSum::zero(lanes); BLOCKS])
    }

    /// `self += scale * row`
    #[inline(always)]
    pub fn add_scaled(&mut self, lanes: L, scale: f32, row: &[[f32; BLOCK]; BLOCKS]) {
        let scale = lanes.splat(scale);
        for (sum, block) in self.0.iter_mut().zip(row) {
            for vector in 0..BLOCK / L::WIDTH {
                // SAFETY: WIDTH divides BLOCK.
                let value = unsafe { lanes.load(block.as_ptr().add(vector * L::WIDTH)) };
                sum.0[vector] = lanes.add(sum.0[vector], product(lanes, scale, value));
            }
        }
    }

    /// The same, and before it `products += self * scale * row`: every scaled row against the sum of those before it.
    #[inline(always)]
    pub fn add_scaled_and_products(
        &mut self,
        lanes: L,
        scale: f32,
        row: &[[f32; BLOCK]; BLOCKS],
        products: &mut BlockSum<L>,
    ) {
        let scale = lanes.splat(scale);
        for (sum, block) in self.0.iter_mut().zip(row) {
            for vector in 0..BLOCK / L::WIDTH {
                // SAFETY: WIDTH divides BLOCK.
                let value = unsafe { lanes.load(block.as_ptr().add(vector * L::WIDTH)) };
                let term = product(lanes, scale, value);
                products.0[vector] = lanes.add(products.0[vector], product(lanes, sum.0[vector], term));
                sum.0[vector] = lanes.add(sum.0[vector], term);
            }
        }
    }

    #[inline(always)]
    pub fn store(&self, lanes: L, into: &mut [[f32; BLOCK]; BLOCKS]) {
        for (sum, block) in self.0.iter().zip(into) {
            sum.store(lanes, block);
        }
    }
}

/// Work on `BLOCKS` blocks of rows, from block `first` on.
pub(crate) trait OnPanel {
    fn run<const BLOCKS: usize>(&mut self, first: usize);
}

/// Four blocks fill half of the sixteen registers of AVX2.
const PANEL_BLOCKS: usize = 4;

/// Walks over all blocks of a row, panel by panel.
#[inline(always)]
pub(crate) fn over_panels(blocks: usize, work: &mut impl OnPanel) {
    let whole = blocks - blocks % PANEL_BLOCKS;
    for first in (0..whole).step_by(PANEL_BLOCKS) {
        work.run::<PANEL_BLOCKS>(first);
    }
    match blocks - whole {
        1 => work.run::<1>(whole),
        2 => work.run::<2>(whole),
        3 => work.run::<3>(whole),
        _ => (),
    }
}

#[inline(always)]
fn product<L: Lanes>(lanes: L, a: L::F32, b: L::F32) -> L::F32 {
    lanes.mul_add(a, b, lanes.splat(0.0))
}
