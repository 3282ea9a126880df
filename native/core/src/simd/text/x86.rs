//! AVX2 and SSSE3.

use super::{ALIGN, Decimal, Marks, Text, TextTask, decimal_shape, join_halves};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub fn avx2<K: TextTask>(task: K) -> K::Output {
    task.run(Avx2(()))
}

#[target_feature(enable = "ssse3")]
pub fn ssse3<K: TextTask>(task: K) -> K::Output {
    task.run(Ssse3(()))
}

#[derive(Clone, Copy)]
struct Avx2(());

impl Text for Avx2 {
    #[inline(always)]
    fn marks(self, block: &[u8; 64]) -> Marks {
        // SAFETY: `self` proves AVX2; both loads lie within the block.
        unsafe {
            let low = _mm256_loadu_si256(block.as_ptr().cast());
            let high = _mm256_loadu_si256(block.as_ptr().add(32).cast());
            let mask = |low, high| {
                u64::from(_mm256_movemask_epi8(low) as u32) | u64::from(_mm256_movemask_epi8(high) as u32) << 32
            };
            let equal = |wanted: u8| {
                let wanted = _mm256_set1_epi8(wanted as i8);
                (_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted))
            };
            let (comma, quote, feed, carriage) = (equal(b','), equal(b'"'), equal(b'\n'), equal(b'\r'));
            Marks {
                commas: mask(comma.0, comma.1),
                line_ends: mask(_mm256_or_si256(feed.0, carriage.0), _mm256_or_si256(feed.1, carriage.1)),
                quotes: mask(quote.0, quote.1),
            }
        }
    }

    #[inline(always)]
    fn decimal(self, text: &[u8; 16], length: usize) -> Option<Decimal> {
        // AVX2 includes SSSE3.
        Ssse3(()).decimal(text, length)
    }
}

#[derive(Clone, Copy)]
struct Ssse3(());

impl Text for Ssse3 {
    #[inline(always)]
    fn marks(self, block: &[u8; 64]) -> Marks {
        let mut marks = Marks {
            commas: 0,
            line_ends: 0,
            quotes: 0,
        };
        for (index, part) in block.as_chunks::<16>().0.iter().enumerate() {
            // SAFETY: SSE2 belongs to every x86-64; the load lies within the part.
            unsafe {
                let part = _mm_loadu_si128(part.as_ptr().cast());
                let equal = |wanted: u8| _mm_cmpeq_epi8(part, _mm_set1_epi8(wanted as i8));
                let mask = |equal| u64::from(_mm_movemask_epi8(equal) as u32) << (16 * index);
                marks.commas |= mask(equal(b','));
                marks.line_ends |= mask(_mm_or_si128(equal(b'\n'), equal(b'\r')));
                marks.quotes |= mask(equal(b'"'));
            }
        }
        marks
    }

    #[inline(always)]
    fn decimal(self, text: &[u8; 16], length: usize) -> Option<Decimal> {
        // SAFETY: `self` proves SSSE3; the loads lie within `text` and the table's entry.
        unsafe {
            let characters = _mm_loadu_si128(text.as_ptr().cast());
            let values = _mm_sub_epi8(characters, _mm_set1_epi8(b'0' as i8));
            let is_digit = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
            let is_point = _mm_cmpeq_epi8(characters, _mm_set1_epi8(b'.' as i8));
            let (point, has_point) = decimal_shape(
                _mm_movemask_epi8(is_digit) as u32,
                _mm_movemask_epi8(is_point) as u32,
                length,
            )?;
            let aligned = _mm_shuffle_epi8(values, _mm_loadu_si128(ALIGN[point][length].as_ptr().cast()));
            let tens = _mm_setr_epi8(10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1);
            let pairs = _mm_maddubs_epi16(aligned, tens);
            let fours = _mm_madd_epi16(pairs, _mm_setr_epi16(100, 1, 100, 1, 100, 1, 100, 1));
            let packed = _mm_packs_epi32(fours, fours);
            let eights = _mm_madd_epi16(packed, _mm_setr_epi16(10000, 1, 10000, 1, 10000, 1, 10000, 1));
            Some(Decimal {
                digits: join_halves(_mm_cvtsi128_si64(eights) as u64),
                scale: if has_point { length - point - 1 } else { 0 },
            })
        }
    }
}
