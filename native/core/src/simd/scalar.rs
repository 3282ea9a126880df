//! Four lanes in plain Rust, for processors without a body of their own and as the yardstick of the others.

use super::lanes::{Best, Lanes};
use std::array::from_fn;

#[derive(Clone, Copy)]
pub(crate) struct Scalar;

impl Lanes for Scalar {
    const WIDTH: usize = 4;
    const TILE_ROWS: usize = 4;
    const TILE_VECTORS: usize = 2;
    type F32 = [f32; 4];
    type I32 = [i32; 4];

    #[inline(always)]
    fn splat(self, value: f32) -> [f32; 4] {
        [value; 4]
    }
    #[inline(always)]
    fn splat_i32(self, value: i32) -> [i32; 4] {
        [value; 4]
    }
    #[inline(always)]
    fn add(self, a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        from_fn(|lane| a[lane] + b[lane])
    }
    #[inline(always)]
    fn sub(self, a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        from_fn(|lane| a[lane] - b[lane])
    }
    #[inline(always)]
    fn mul_add(self, a: [f32; 4], b: [f32; 4], c: [f32; 4]) -> [f32; 4] {
        // Not f32::mul_add: without the instruction that is a slow library call.
        from_fn(|lane| a[lane] * b[lane] + c[lane])
    }
    #[inline(always)]
    fn sum(self, a: [f32; 4]) -> f32 {
        (a[0] + a[2]) + (a[1] + a[3])
    }
    #[inline(always)]
    fn at_most(self, a: [f32; 4], limit: [f32; 4]) -> u32 {
        (0..4).fold(0, |mask, lane| mask | (u32::from(a[lane] <= limit[lane]) << lane))
    }
    #[inline(always)]
    fn offer(self, best: &mut Best<Self>, score: [f32; 4], tag: [i32; 4]) {
        for lane in 0..4 {
            let lower = score[lane] < best.first[lane];
            let loser = if lower { best.first[lane] } else { score[lane] };
            if loser < best.second[lane] {
                best.second[lane] = loser;
            }
            if lower {
                best.first[lane] = score[lane];
                best.tag[lane] = tag[lane];
            }
        }
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> [f32; 4] {
        unsafe { from.cast::<[f32; 4]>().read_unaligned() }
    }
    #[inline(always)]
    fn to_f32(self, a: [i32; 4]) -> [f32; 4] {
        a.map(|lane| lane as f32)
    }
    #[inline(always)]
    fn add_pair_products(self, a: [i32; 4], b: [i32; 4], sum: [i32; 4]) -> [i32; 4] {
        let product = |a: i32, b: i32| i32::from(a as i16) * i32::from(b as i16) + (a >> 16) * (b >> 16);
        from_fn(|lane| product(a[lane], b[lane]) + sum[lane])
    }
    #[inline(always)]
    unsafe fn load_i32(self, from: *const i32) -> [i32; 4] {
        unsafe { from.cast::<[i32; 4]>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: [f32; 4]) {
        unsafe { to.cast::<[f32; 4]>().write_unaligned(value) }
    }
    #[inline(always)]
    unsafe fn store_i32(self, to: *mut i32, value: [i32; 4]) {
        unsafe { to.cast::<[i32; 4]>().write_unaligned(value) }
    }
}
