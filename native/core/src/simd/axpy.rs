//! Scaled rows added to rows. Products are rounded before they are added, so that every instruction set gives the same bits.

use super::lanes::Lanes;

/// Rows are padded to a multiple of this: the lanes of the widest instruction set.
pub(crate) const BLOCK: usize = super::lanes::MAX_WIDTH;

/// Vectors of a block on the narrowest instruction set.
const MOST_VECTORS: usize = BLOCK / 4;

/// Lane `i` sums what the values `i`, `i + BLOCK` … contribute.
pub(crate) struct BlockSum<L: Lanes>([L::F32; MOST_VECTORS]);

impl<L: Lanes> BlockSum<L> {
    #[inline(always)]
    pub fn zero(lanes: L) -> Self {
        Self([lanes.splat(0.0); MOST_VECTORS])
    }

    /// All lanes, in their order.
    #[inline(always)]
    pub fn total(&self, lanes: L) -> f64 {
        let mut values = [0.0; BLOCK];
        for (vector, at) in self.0.iter().zip((0..BLOCK).step_by(L::WIDTH)) {
            // SAFETY: WIDTH divides BLOCK.
            unsafe { lanes.store(values.as_mut_ptr().add(at), *vector) }
        }
        values.into_iter().map(f64::from).sum()
    }
}

/// `into += scale * row`. The length is a multiple of [`BLOCK`].
#[inline(always)]
pub(crate) fn add_scaled<L: Lanes>(lanes: L, scale: f32, row: &[f32], into: &mut [f32]) {
    assert!(row.len() == into.len() && row.len().is_multiple_of(BLOCK));
    let scale = lanes.splat(scale);
    for at in (0..row.len()).step_by(L::WIDTH) {
        // SAFETY: the assert above; WIDTH divides BLOCK.
        unsafe {
            let term = product(lanes, scale, lanes.load(row.as_ptr().add(at)));
            let place = into.as_mut_ptr().add(at);
            lanes.store(place, lanes.add(lanes.load(place), term));
        }
    }
}

/// The same, and before it `products += into * scale * row`: every scaled row against the sum of those before it.
#[inline(always)]
pub(crate) fn add_scaled_and_products<L: Lanes>(
    lanes: L,
    scale: f32,
    row: &[f32],
    into: &mut [f32],
    products: &mut BlockSum<L>,
) {
    assert!(row.len() == into.len() && row.len().is_multiple_of(BLOCK));
    let scale = lanes.splat(scale);
    for block in (0..row.len()).step_by(BLOCK) {
        for vector in 0..BLOCK / L::WIDTH {
            let at = block + vector * L::WIDTH;
            // SAFETY: the assert above; WIDTH divides BLOCK.
            unsafe {
                let term = product(lanes, scale, lanes.load(row.as_ptr().add(at)));
                let place = into.as_mut_ptr().add(at);
                let sum = lanes.load(place);
                products.0[vector] = lanes.add(products.0[vector], product(lanes, sum, term));
                lanes.store(place, lanes.add(sum, term));
            }
        }
    }
}

#[inline(always)]
fn product<L: Lanes>(lanes: L, a: L::F32, b: L::F32) -> L::F32 {
    lanes.mul_add(a, b, lanes.splat(0.0))
}
