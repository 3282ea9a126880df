//! NEON, which every 64-bit Arm has.

use super::lanes::{Best, Kernel, Lanes};
use std::arch::aarch64::*;

/// # Safety
/// The processor must have NEON.
#[target_feature(enable = "neon")]
pub(super) unsafe fn neon<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(Neon(()))
}

// SAFETY of the body: a value of the type exists only inside the function above.

/// Proof of NEON.
#[derive(Clone, Copy)]
pub(crate) struct Neon(());

impl Lanes for Neon {
    const WIDTH: usize = 4;
    const TILE_ROWS: usize = 6;
    const TILE_VECTORS: usize = 4;
    type F32 = float32x4_t;
    type I32 = int32x4_t;

    #[inline(always)]
    fn splat(self, value: f32) -> float32x4_t {
        unsafe { vdupq_n_f32(value) }
    }
    #[inline(always)]
    fn splat_i32(self, value: i32) -> int32x4_t {
        unsafe { vdupq_n_s32(value) }
    }
    #[inline(always)]
    fn add(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vaddq_f32(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
        unsafe { vsubq_f32(a, b) }
    }
    #[inline(always)]
    fn mul_add(self, a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
        unsafe { vfmaq_f32(c, a, b) }
    }
    #[inline(always)]
    fn sum(self, a: float32x4_t) -> f32 {
        unsafe { vaddvq_f32(a) }
    }
    #[inline(always)]
    fn at_most(self, a: float32x4_t, limit: float32x4_t) -> u32 {
        const BITS: [u32; 4] = [1, 2, 4, 8];
        unsafe { vaddvq_u32(vandq_u32(vcleq_f32(a, limit), vld1q_u32(BITS.as_ptr()))) }
    }
    #[inline(always)]
    fn offer(self, best: &mut Best<Self>, score: float32x4_t, tag: int32x4_t) {
        unsafe {
            let lower = vcltq_f32(score, best.first);
            best.second = vminq_f32(vmaxq_f32(score, best.first), best.second);
            best.first = vminq_f32(score, best.first);
            best.tag = vbslq_s32(lower, tag, best.tag);
        }
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> float32x4_t {
        unsafe { vld1q_f32(from) }
    }
    #[inline(always)]
    fn to_f32(self, a: int32x4_t) -> float32x4_t {
        unsafe { vcvtq_f32_s32(a) }
    }
    #[inline(always)]
    fn add_pair_products(self, a: int32x4_t, b: int32x4_t, sum: int32x4_t) -> int32x4_t {
        unsafe {
            let (a, b) = (vreinterpretq_s16_s32(a), vreinterpretq_s16_s32(b));
            let low = vmull_s16(vget_low_s16(a), vget_low_s16(b));
            vaddq_s32(vpaddq_s32(low, vmull_high_s16(a, b)), sum)
        }
    }
    #[inline(always)]
    unsafe fn load_i32(self, from: *const i32) -> int32x4_t {
        unsafe { vld1q_s32(from) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: float32x4_t) {
        unsafe { vst1q_f32(to, value) }
    }
    #[inline(always)]
    unsafe fn store_i32(self, to: *mut i32, value: int32x4_t) {
        unsafe { vst1q_s32(to, value) }
    }
}
