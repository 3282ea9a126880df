//! Text by the block: 64 bytes to bit masks, up to 16 characters to an integer.
//!
//! A [`TextTask`] is written once, generic over [`Text`]; [`dispatch`] runs it with the widest instructions at hand. Mark
//! `run` and whatever it calls in the hot loop `#[inline(always)]`, so that it is compiled inside the level's own function.
#![allow(unsafe_code)]

/// Where a block of 64 bytes has the characters that matter; bit i stands for byte i.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    pub commas: u64,
    /// LF and CR
    pub line_ends: u64,
    pub quotes: u64,
}

/// `digits / 10^scale`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    pub digits: u64,
    pub scale: usize,
}

/// One level of instructions. A value of such a type is the proof that the processor has them.
pub trait Text: Copy {
    fn marks(self, block: &[u8; 64]) -> Marks;

    /// Reads the first `length` (0 to 16) bytes as digits with at most one point among them and at least one digit.
    /// Digits are exact; what follows `length` is ignored.
    fn decimal(self, text: &[u8; 16], length: usize) -> Option<Decimal>;
}

/// Work on text that wants to be compiled once per level.
pub trait TextTask {
    type Output;

    fn run<T: Text>(self, text: T) -> Self::Output;
}

/// The levels [`dispatch_at`] knows; a higher one is faster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Plain,
    /// 128-bit: SSSE3 or WebAssembly's simd128
    Bits128,
    /// 256-bit: AVX2
    Bits256,
}

/// The highest level of this processor.
pub fn best_level() -> Level {
    #[cfg(target_arch = "x86_64")]
    {
        if x86::has_avx2() {
            return Level::Bits256;
        }
        if x86::has_ssse3() {
            return Level::Bits128;
        }
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    return Level::Bits128;
    #[allow(unreachable_code)]
    Level::Plain
}

/// Runs `task` at the highest level of this processor.
pub fn dispatch<K: TextTask>(task: K) -> K::Output {
    dispatch_at(Level::Bits256, task)
}

/// Runs `task` at `level`, or at the highest one below it that this processor has.
pub fn dispatch_at<K: TextTask>(level: Level, task: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    {
        if level >= Level::Bits256 && x86::has_avx2() {
            // SAFETY: just detected.
            return unsafe { x86::run_avx2(task) };
        }
        if level >= Level::Bits128 && x86::has_ssse3() {
            // SAFETY: just detected.
            return unsafe { x86::run_ssse3(task) };
        }
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    if level >= Level::Bits128 {
        return task.run(wasm::Simd128);
    }
    let _ = level;
    task.run(Plain)
}

#[derive(Clone, Copy)]
struct Plain;

impl Text for Plain {
    #[inline(always)]
    fn marks(self, block: &[u8; 64]) -> Marks {
        let mask = |wanted: [u8; 2]| {
            block.iter().enumerate().fold(0, |mask, (index, byte)| {
                mask | u64::from(*byte == wanted[0] || *byte == wanted[1]) << index
            })
        };
        Marks {
            commas: mask([b','; 2]),
            line_ends: mask([b'\n', b'\r']),
            quotes: mask([b'"'; 2]),
        }
    }

    #[inline(always)]
    fn decimal(self, text: &[u8; 16], length: usize) -> Option<Decimal> {
        let mut digits = 0u64;
        let mut point = None;
        for (index, byte) in text[..length].iter().enumerate() {
            match byte {
                b'0'..=b'9' => digits = digits * 10 + u64::from(byte - b'0'),
                b'.' if point.is_none() => point = Some(index),
                _ => return None,
            }
        }
        (length > usize::from(point.is_some())).then(|| Decimal {
            digits,
            scale: point.map_or(0, |at| length - at - 1),
        })
    }
}

/// `ALIGN[point][length]` moves the digits of a number of `length` characters with its point at `point` (`length`: none)
/// to the right end of 16 bytes and fills up with zeros.
#[cfg(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))]
static ALIGN: [[[u8; 16]; 17]; 17] = {
    const ZERO: u8 = 0x80;
    let mut table = [[[ZERO; 16]; 17]; 17];
    let mut point = 0;
    while point < 17 {
        let mut length = point;
        while length < 17 {
            let digits = if point < length { length - 1 } else { length };
            let mut index = 0;
            while index < digits {
                let from = if index < point { index } else { index + 1 };
                table[point][length][16 - digits + index] = from as u8;
                index += 1;
            }
            length += 1;
        }
        point += 1;
    }
    table
};

/// Checks the shape of a number from the masks of its digits and points: `Some((point, has_point))`.
#[cfg(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn decimal_shape(digit_mask: u32, point_mask: u32, length: usize) -> Option<(usize, bool)> {
    let whole = (1u32 << length) - 1;
    let points = point_mask & whole;
    let point = (points | 1 << length).trailing_zeros() as usize;
    let has_point = points != 0;
    let covered = (digit_mask | 1 << point) & whole == whole;
    (covered && length > usize::from(has_point)).then_some((point, has_point))
}

/// Joins the two halves of eight digits each that a conversion leaves in one word.
#[cfg(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn join_halves(halves: u64) -> u64 {
    (halves & 0xffff_ffff) * 100_000_000 + (halves >> 32)
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{ALIGN, Decimal, Marks, Text, TextTask, decimal_shape, join_halves};
    use std::arch::x86_64::*;

    pub fn has_avx2() -> bool {
        is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("popcnt")
    }

    pub fn has_ssse3() -> bool {
        is_x86_feature_detected!("ssse3") && is_x86_feature_detected!("popcnt")
    }

    #[target_feature(enable = "avx2,bmi1,popcnt")]
    pub fn run_avx2<K: TextTask>(task: K) -> K::Output {
        task.run(Avx2(()))
    }

    #[target_feature(enable = "ssse3,popcnt")]
    pub fn run_ssse3<K: TextTask>(task: K) -> K::Output {
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
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: [Level; 3] = [Level::Plain, Level::Bits128, Level::Bits256];

    struct MarksOf([u8; 64]);

    impl TextTask for MarksOf {
        type Output = Marks;

        #[inline(always)]
        fn run<T: Text>(self, text: T) -> Marks {
            text.marks(&self.0)
        }
    }

    struct DecimalOf([u8; 16], usize);

    impl TextTask for DecimalOf {
        type Output = Option<Decimal>;

        #[inline(always)]
        fn run<T: Text>(self, text: T) -> Option<Decimal> {
            text.decimal(&self.0, self.1)
        }
    }

    fn decimal(level: Level, text: &str) -> Option<Decimal> {
        let mut padded = *b"7777777777777777";
        padded[..text.len()].copy_from_slice(text.as_bytes());
        dispatch_at(level, DecimalOf(padded, text.len()))
    }

    #[test]
    fn marks_every_position_at_every_level() {
        for level in LEVELS {
            for at in 0..64 {
                for (byte, marks) in [
                    (b',', [1, 0, 0]),
                    (b'\n', [0, 1, 0]),
                    (b'\r', [0, 1, 0]),
                    (b'"', [0, 0, 1]),
                ] {
                    let mut block = [b'x'; 64];
                    block[at] = byte;
                    let [commas, line_ends, quotes] = marks.map(|bit: u64| bit << at);
                    let expected = Marks {
                        commas,
                        line_ends,
                        quotes,
                    };
                    assert_eq!(dispatch_at(level, MarksOf(block)), expected, "{level:?} {at}");
                }
            }
        }
    }

    #[test]
    fn reads_every_length_and_point_at_every_level() {
        let all = "1234567890123456";
        for level in LEVELS {
            for length in 1..=16 {
                let digits = &all[..length];
                let expected = digits.parse().unwrap();
                assert_eq!(
                    decimal(level, digits),
                    Some(Decimal {
                        digits: expected,
                        scale: 0
                    })
                );
                if length == 16 {
                    continue;
                }
                for point in 0..=length {
                    let text = format!("{}.{}", &digits[..point], &digits[point..]);
                    let scale = length - point;
                    assert_eq!(
                        decimal(level, &text),
                        Some(Decimal {
                            digits: expected,
                            scale
                        }),
                        "{text}"
                    );
                }
            }
        }
    }

    #[test]
    fn refuses_what_is_no_plain_decimal() {
        for level in LEVELS {
            for text in [
                "", ".", "1.2.3", "-1", "1e5", "1 ", " 1", "1:", "/", "1\u{0}", "é", "..", "1.2.",
            ] {
                assert_eq!(decimal(level, text), None, "{level:?} {text:?}");
            }
        }
    }
}
