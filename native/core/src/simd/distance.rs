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
    let mut even = lanes.splat(0.0);
    let mut odd = lanes.splat(0.0);
    let mut at = 0;
    // SAFETY: the loops stop before len.
    unsafe {
        while at + 2 * L::WIDTH <= len {
            let x = lanes.sub(lanes.load(a.add(at)), lanes.load(b.add(at)));
            let y = lanes.sub(lanes.load(a.add(at + L::WIDTH)), lanes.load(b.add(at + L::WIDTH)));
            even = lanes.mul_add(x, x, even);
            odd = lanes.mul_add(y, y, odd);
            at += 2 * L::WIDTH;
        }
        if at + L::WIDTH <= len {
            let x = lanes.sub(lanes.load(a.add(at)), lanes.load(b.add(at)));
            even = lanes.mul_add(x, x, even);
            at += L::WIDTH;
        }
        let mut rest = 0.0;
        while at < len {
            let x = *a.add(at) - *b.add(at);
            rest += x * x;
            at += 1;
        }
        f64::from(lanes.sum(lanes.add(even, odd)) + rest)
    }
}
