//! Squared Euclidean distance between two rows.

use super::lanes::Lanes;

/// Features that are added up in float32 before the sum moves to float64: enough to hide that step, few enough that
/// the rounding error stays near 1e-6 however wide a row is.
const SPAN: usize = 1024;

/// `sum((a - b)^2)` over the shorter of the two.
#[inline(always)]
pub(crate) fn squared_distance<L: Lanes>(lanes: L, a: &[f32], b: &[f32]) -> f64 {
    let len = a.len().min(b.len());
    let mut total = 0.0;
    let mut start = 0;
    while start < len {
        let end = len.min(start + SPAN);
        // SAFETY: end <= len, which neither slice falls short of.
        total += unsafe { span(lanes, a.as_ptr().add(start), b.as_ptr().add(start), end - start) };
        start = end;
    }
    total
}

/// # Safety
/// Both pointers must be valid for reads of `len` values.
#[inline(always)]
unsafe fn span<L: Lanes>(lanes: L, a: *const f32, b: *const f32, len: usize) -> f64 {
    // Four sums, since one would wait for its own last addition.
    let mut sums = [lanes.splat(0.0); 4];
    let mut at = 0;
    // SAFETY: the loops stop before len.
    unsafe {
        while at + 4 * L::WIDTH <= len {
            for (index, sum) in sums.iter_mut().enumerate() {
                *sum = add_square(lanes, a.add(at + index * L::WIDTH), b.add(at + index * L::WIDTH), *sum);
            }
            at += 4 * L::WIDTH;
        }
        while at + L::WIDTH <= len {
            sums[0] = add_square(lanes, a.add(at), b.add(at), sums[0]);
            at += L::WIDTH;
        }
        let mut rest = 0.0;
        while at < len {
            let difference = *a.add(at) - *b.add(at);
            rest += difference * difference;
            at += 1;
        }
        let sum = lanes.add(lanes.add(sums[0], sums[1]), lanes.add(sums[2], sums[3]));
        f64::from(lanes.sum(sum) + rest)
    }
}

/// # Safety
/// Both pointers must be valid for reads of `WIDTH` values.
#[inline(always)]
unsafe fn add_square<L: Lanes>(lanes: L, a: *const f32, b: *const f32, sum: L::F32) -> L::F32 {
    let difference = unsafe { lanes.sub(lanes.load(a), lanes.load(b)) };
    lanes.mul_add(difference, difference, sum)
}
