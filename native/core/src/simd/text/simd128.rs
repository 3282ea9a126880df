//! WebAssembly's 128-bit vectors.

use super::{ALIGN, Decimal, Marks, Text, decimal_shape, join_halves};
use std::arch::wasm32::*;

#[derive(Clone, Copy)]
pub struct Simd128;

#[inline(always)]
fn load(bytes: &[u8; 16]) -> v128 {
    // SAFETY: the array has the 16 bytes of a vector; v128_load asks for no alignment.
    unsafe { v128_load(bytes.as_ptr().cast()) }
}

impl Text for Simd128 {
    #[inline(always)]
    fn marks(self, block: &[u8; 64]) -> Marks {
        let mut marks = Marks {
            commas: 0,
            line_ends: 0,
            quotes: 0,
        };
        for (index, part) in block.as_chunks::<16>().0.iter().enumerate() {
            let part = load(part);
            let equal = |wanted: u8| u8x16_eq(part, u8x16_splat(wanted));
            let mask = |equal| u64::from(u8x16_bitmask(equal)) << (16 * index);
            marks.commas |= mask(equal(b','));
            marks.line_ends |= mask(v128_or(equal(b'\n'), equal(b'\r')));
            marks.quotes |= mask(equal(b'"'));
        }
        marks
    }

    #[inline(always)]
    fn decimal(self, text: &[u8; 16], length: usize) -> Option<Decimal> {
        let characters = load(text);
        let values = u8x16_sub(characters, u8x16_splat(b'0'));
        let is_digit = u8x16_le(values, u8x16_splat(9));
        let is_point = u8x16_eq(characters, u8x16_splat(b'.'));
        let (point, has_point) = decimal_shape(
            u32::from(u8x16_bitmask(is_digit)),
            u32::from(u8x16_bitmask(is_point)),
            length,
        )?;
        let aligned = u8x16_swizzle(values, load(&ALIGN[point][length]));
        // The first digit of a pair lies in the low byte of its 16-bit lane.
        let first = v128_and(aligned, u16x8_splat(0xff));
        let pairs = u16x8_add(u16x8_mul(first, u16x8_splat(10)), u16x8_shr(aligned, 8));
        let fours = i32x4_dot_i16x8(pairs, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
        let packed = i16x8_narrow_i32x4(fours, fours);
        let eights = i32x4_dot_i16x8(packed, i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
        Some(Decimal {
            digits: join_halves(i64x2_extract_lane::<0>(eights) as u64),
            scale: if has_point { length - point - 1 } else { 0 },
        })
    }
}
