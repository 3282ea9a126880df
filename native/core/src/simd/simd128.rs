//! WebAssembly's 128-bit SIMD: no fused multiply-add, no run-time detection.

use super::lanes::{Best, Kernel, Lanes};
use std::arch::wasm32::*;

#[inline]
pub(super) fn simd128<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(Simd128(()))
}

/// Proof of simd128: the module exists only where the build enables it.
#[derive(Clone, Copy)]
pub(crate) struct Simd128(());

impl Lanes for Simd128 {
    const WIDTH: usize = 4;
    const TILE_ROWS: usize = 4;
    const TILE_VECTORS: usize = 2;
    type F32 = v128;
    type I32 = v128;

    #[inline(always)]
    fn splat(self, value: f32) -> v128 {
        f32x4_splat(value)
    }
    #[inline(always)]
    fn splat_i32(self, value: i32) -> v128 {
        i32x4_splat(value)
    }
    #[inline(always)]
    fn add(self, a: v128, b: v128) -> v128 {
        f32x4_add(a, b)
    }
    #[inline(always)]
    fn sub(self, a: v128, b: v128) -> v128 {
        f32x4_sub(a, b)
    }
    #[inline(always)]
    fn mul_add(self, a: v128, b: v128, c: v128) -> v128 {
        f32x4_add(f32x4_mul(a, b), c)
    }
    #[inline(always)]
    fn sum(self, a: v128) -> f32 {
        (f32x4_extract_lane::<0>(a) + f32x4_extract_lane::<2>(a))
            + (f32x4_extract_lane::<1>(a) + f32x4_extract_lane::<3>(a))
    }
    #[inline(always)]
    fn at_most(self, a: v128, limit: v128) -> u32 {
        u32::from(i32x4_bitmask(f32x4_le(a, limit)))
    }
    #[inline(always)]
    fn offer(self, best: &mut Best<Self>, score: v128, tag: v128) {
        let lower = f32x4_lt(score, best.first);
        // The pseudo-minimum is one machine instruction, f32x4_min is seven.
        let loser = f32x4_pmax(score, best.first);
        best.second = f32x4_pmin(best.second, loser);
        best.first = f32x4_pmin(best.first, score);
        best.tag = v128_bitselect(tag, best.tag, lower);
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> v128 {
        unsafe { v128_load(from.cast()) }
    }
    #[inline(always)]
    fn to_f32(self, a: v128) -> v128 {
        f32x4_convert_i32x4(a)
    }
    #[inline(always)]
    fn add_pair_products(self, a: v128, b: v128, sum: v128) -> v128 {
        i32x4_add(i32x4_dot_i16x8(a, b), sum)
    }
    #[inline(always)]
    unsafe fn load_i32(self, from: *const i32) -> v128 {
        unsafe { v128_load(from.cast()) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: v128) {
        unsafe { v128_store(to.cast(), value) }
    }
    #[inline(always)]
    unsafe fn store_i32(self, to: *mut i32, value: v128) {
        unsafe { v128_store(to.cast(), value) }
    }
}
