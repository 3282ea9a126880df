//! SSE2, AVX2 and AVX-512.

use super::lanes::{Best, Kernel, Lanes, Winner};
use super::part::{ByteSplit, Parted, part_avx2};
use std::arch::x86_64::*;

/// # Safety
/// The processor must have SSE2, as every x86-64 does.
#[target_feature(enable = "sse2")]
pub(super) unsafe fn sse2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(Sse2(()))
}

/// # Safety
/// The processor must have the features named.
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(Avx2(()))
}

/// # Safety
/// The processor must have the features named.
#[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run(Avx512(()))
}

// SAFETY of all three bodies: a value of the type exists only inside the function above that enables its features.

/// Proof of SSE2.
#[derive(Clone, Copy)]
pub(crate) struct Sse2(());

impl Lanes for Sse2 {
    const WIDTH: usize = 4;
    // Without fused multiply-add the product takes a register of its own.
    const TILE_ROWS: usize = 4;
    const TILE_VECTORS: usize = 2;
    type F32 = __m128;
    type I32 = __m128i;

    #[inline(always)]
    fn splat(self, value: f32) -> __m128 {
        unsafe { _mm_set1_ps(value) }
    }
    #[inline(always)]
    fn splat_i32(self, value: i32) -> __m128i {
        unsafe { _mm_set1_epi32(value) }
    }
    #[inline(always)]
    fn add(self, a: __m128, b: __m128) -> __m128 {
        unsafe { _mm_add_ps(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m128, b: __m128) -> __m128 {
        unsafe { _mm_sub_ps(a, b) }
    }
    #[inline(always)]
    fn mul_add(self, a: __m128, b: __m128, c: __m128) -> __m128 {
        unsafe { _mm_add_ps(_mm_mul_ps(a, b), c) }
    }
    #[inline(always)]
    fn sum(self, a: __m128) -> f32 {
        unsafe {
            let pairs = _mm_add_ps(a, _mm_movehl_ps(a, a));
            _mm_cvtss_f32(_mm_add_ss(pairs, _mm_shuffle_ps::<1>(pairs, pairs)))
        }
    }
    #[inline(always)]
    fn at_most(self, a: __m128, limit: __m128) -> u32 {
        unsafe { _mm_movemask_ps(_mm_cmple_ps(a, limit)) as u32 }
    }
    #[inline(always)]
    fn offer(self, best: &mut Best<Self>, score: __m128, tag: __m128i) {
        unsafe {
            let lower = _mm_castps_si128(_mm_cmplt_ps(score, best.first));
            best.second = _mm_min_ps(_mm_max_ps(score, best.first), best.second);
            best.first = _mm_min_ps(score, best.first);
            best.tag = _mm_or_si128(_mm_and_si128(lower, tag), _mm_andnot_si128(lower, best.tag));
        }
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> __m128 {
        unsafe { _mm_loadu_ps(from) }
    }
    #[inline(always)]
    fn to_f32(self, a: __m128i) -> __m128 {
        unsafe { _mm_cvtepi32_ps(a) }
    }
    #[inline(always)]
    fn add_pair_products(self, a: __m128i, b: __m128i, sum: __m128i) -> __m128i {
        unsafe { _mm_add_epi32(_mm_madd_epi16(a, b), sum) }
    }
    #[inline(always)]
    unsafe fn load_i32(self, from: *const i32) -> __m128i {
        unsafe { _mm_loadu_si128(from.cast()) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: __m128) {
        unsafe { _mm_storeu_ps(to, value) }
    }
    #[inline(always)]
    unsafe fn store_i32(self, to: *mut i32, value: __m128i) {
        unsafe { _mm_storeu_si128(to.cast(), value) }
    }
}

/// Proof of AVX2 and FMA.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(());

impl Lanes for Avx2 {
    const WIDTH: usize = 8;
    const TILE_ROWS: usize = 6;
    const TILE_VECTORS: usize = 2;
    type F32 = __m256;
    type I32 = __m256i;

    #[inline(always)]
    fn splat(self, value: f32) -> __m256 {
        unsafe { _mm256_set1_ps(value) }
    }
    #[inline(always)]
    fn splat_i32(self, value: i32) -> __m256i {
        unsafe { _mm256_set1_epi32(value) }
    }
    #[inline(always)]
    fn add(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_add_ps(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_sub_ps(a, b) }
    }
    #[inline(always)]
    fn mul_add(self, a: __m256, b: __m256, c: __m256) -> __m256 {
        unsafe { _mm256_fmadd_ps(a, b, c) }
    }
    #[inline(always)]
    fn sum(self, a: __m256) -> f32 {
        unsafe {
            let quads = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps::<1>(a));
            let pairs = _mm_add_ps(quads, _mm_movehl_ps(quads, quads));
            _mm_cvtss_f32(_mm_add_ss(pairs, _mm_shuffle_ps::<1>(pairs, pairs)))
        }
    }
    #[inline(always)]
    fn at_most(self, a: __m256, limit: __m256) -> u32 {
        unsafe { _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_LE_OQ>(a, limit)) as u32 }
    }
    #[inline(always)]
    fn part(self, split: ByteSplit, rows: &[u32], room: &mut [u32]) -> Parted {
        unsafe { part_avx2(split, rows, room) }
    }
    #[inline(always)]
    fn offer(self, best: &mut Best<Self>, score: __m256, tag: __m256i) {
        unsafe {
            let lower = _mm256_cmp_ps::<_CMP_LT_OQ>(score, best.first);
            best.second = _mm256_min_ps(_mm256_max_ps(score, best.first), best.second);
            best.first = _mm256_min_ps(score, best.first);
            best.tag = _mm256_blendv_epi8(best.tag, tag, _mm256_castps_si256(lower));
        }
    }
    #[inline(always)]
    fn prefetch(self, values: &[f32]) {
        prefetch(values)
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> __m256 {
        unsafe { _mm256_loadu_ps(from) }
    }
    #[inline(always)]
    fn to_f32(self, a: __m256i) -> __m256 {
        unsafe { _mm256_cvtepi32_ps(a) }
    }
    #[inline(always)]
    fn add_pair_products(self, a: __m256i, b: __m256i, sum: __m256i) -> __m256i {
        unsafe { _mm256_add_epi32(_mm256_madd_epi16(a, b), sum) }
    }
    #[inline(always)]
    unsafe fn load_i32(self, from: *const i32) -> __m256i {
        unsafe { _mm256_loadu_si256(from.cast()) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: __m256) {
        unsafe { _mm256_storeu_ps(to, value) }
    }
    #[inline(always)]
    unsafe fn store_i32(self, to: *mut i32, value: __m256i) {
        unsafe { _mm256_storeu_si256(to.cast(), value) }
    }
    #[inline(always)]
    fn winner(self, best: &Best<Self>) -> Winner {
        unsafe {
            let score = minimum(best.first);
            let winners = _mm256_cmp_ps::<_CMP_EQ_OQ>(best.first, score);
            let mask = _mm256_movemask_ps(winners) as u32;
            let score = _mm256_cvtss_f32(score);
            let runner_up = minimum(_mm256_blendv_ps(best.first, best.second, winners));
            // Two lanes that tie would hide each other; NaN finds no winner at all.
            let runner_up = if mask.count_ones() == 1 {
                _mm256_cvtss_f32(runner_up)
            } else {
                score
            };
            let lane = mask.trailing_zeros() as usize % Self::WIDTH;
            let mut tags = [0; 8];
            self.store_i32(tags.as_mut_ptr(), best.tag);
            Winner {
                score,
                runner_up,
                tag: tags[lane],
                lane,
            }
        }
    }
}

/// The minimum of all lanes, in every lane.
///
/// # Safety
/// The processor must have AVX2.
#[inline(always)]
unsafe fn minimum(a: __m256) -> __m256 {
    unsafe {
        let a = _mm256_min_ps(a, _mm256_permute2f128_ps::<1>(a, a));
        let a = _mm256_min_ps(a, _mm256_shuffle_ps::<0b01_00_11_10>(a, a));
        _mm256_min_ps(a, _mm256_shuffle_ps::<0b10_11_00_01>(a, a))
    }
}

#[inline(always)]
fn prefetch(values: &[f32]) {
    for line in values.chunks(16) {
        // SAFETY: every x86-64 has the instruction, and it never faults.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) }
    }
}

/// Proof of AVX-512 F, VL, BW and DQ.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(());

impl Lanes for Avx512 {
    const WIDTH: usize = 16;
    const TILE_ROWS: usize = 6;
    const TILE_VECTORS: usize = 4;
    type F32 = __m512;
    type I32 = __m512i;

    #[inline(always)]
    fn splat(self, value: f32) -> __m512 {
        unsafe { _mm512_set1_ps(value) }
    }
    #[inline(always)]
    fn splat_i32(self, value: i32) -> __m512i {
        unsafe { _mm512_set1_epi32(value) }
    }
    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_add_ps(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_sub_ps(a, b) }
    }
    #[inline(always)]
    fn mul_add(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }
    #[inline(always)]
    fn sum(self, a: __m512) -> f32 {
        unsafe { _mm512_reduce_add_ps(a) }
    }
    #[inline(always)]
    fn at_most(self, a: __m512, limit: __m512) -> u32 {
        unsafe { u32::from(_mm512_cmp_ps_mask::<_CMP_LE_OQ>(a, limit)) }
    }
    #[inline(always)]
    fn part(self, split: ByteSplit, rows: &[u32], room: &mut [u32]) -> Parted {
        unsafe { part_avx2(split, rows, room) }
    }
    #[inline(always)]
    fn offer(self, best: &mut Best<Self>, score: __m512, tag: __m512i) {
        unsafe {
            let lower = _mm512_cmp_ps_mask::<_CMP_LT_OQ>(score, best.first);
            best.second = _mm512_min_ps(_mm512_max_ps(score, best.first), best.second);
            best.first = _mm512_min_ps(score, best.first);
            best.tag = _mm512_mask_blend_epi32(lower, best.tag, tag);
        }
    }
    #[inline(always)]
    fn prefetch(self, values: &[f32]) {
        prefetch(values)
    }
    #[inline(always)]
    unsafe fn load(self, from: *const f32) -> __m512 {
        unsafe { _mm512_loadu_ps(from) }
    }
    #[inline(always)]
    fn to_f32(self, a: __m512i) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(a) }
    }
    #[inline(always)]
    fn add_pair_products(self, a: __m512i, b: __m512i, sum: __m512i) -> __m512i {
        unsafe { _mm512_dpwssd_epi32(sum, a, b) }
    }
    #[inline(always)]
    unsafe fn load_i32(self, from: *const i32) -> __m512i {
        unsafe { _mm512_loadu_si512(from.cast()) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32, value: __m512) {
        unsafe { _mm512_storeu_ps(to, value) }
    }
    #[inline(always)]
    unsafe fn store_i32(self, to: *mut i32, value: __m512i) {
        unsafe { _mm512_storeu_si512(to.cast(), value) }
    }
    #[inline(always)]
    fn winner(self, best: &Best<Self>) -> Winner {
        unsafe {
            let score = _mm512_reduce_min_ps(best.first);
            let mask = _mm512_cmp_ps_mask::<_CMP_EQ_OQ>(best.first, _mm512_set1_ps(score));
            let runner_up = _mm512_reduce_min_ps(_mm512_mask_blend_ps(mask, best.first, best.second));
            // Two lanes that tie would hide each other; NaN finds no winner at all.
            let runner_up = if mask.count_ones() == 1 { runner_up } else { score };
            let lane = mask.trailing_zeros() as usize % Self::WIDTH;
            let mut tags = [0; 16];
            self.store_i32(tags.as_mut_ptr(), best.tag);
            Winner {
                score,
                runner_up,
                tag: tags[lane],
                lane,
            }
        }
    }
}
