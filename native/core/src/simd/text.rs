//! Text by the block: 64 bytes to bit masks, up to 16 characters to an integer.
//!
//! A [`TextTask`] is written once, generic over [`Text`]; [`dispatch`] runs it as compiled for an instruction set. Mark `run` and
//! whatever it calls in the hot loop `#[inline(always)]`, so that it is compiled inside the level's own function.

use super::Level;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod x86;

/// Where a block of 64 bytes has the characters that matter; bit i stands for byte i.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marks {
    pub commas: u64,
    /// LF and CR
    pub line_ends: u64,
    pub quotes: u64,
}

/// `digits / 10^scale`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub digits: u64,
    pub scale: usize,
}

/// One level of instructions. A value of such a type is the proof that the processor has them.
pub(crate) trait Text: Copy {
    fn marks(self, block: &[u8; 64]) -> Marks;

    /// Reads the first `length` (0 to 16) bytes as digits with at most one point among them and at least one digit.
    /// Digits are exact; what follows `length` is ignored.
    fn decimal(self, text: &[u8; 16], length: usize) -> Option<Decimal>;
}

/// Work on text that wants to be compiled once per level.
pub(crate) trait TextTask {
    type Output;

    fn run<T: Text>(self, text: T) -> Self::Output;
}

/// Runs `task` as compiled for `level`, which only a processor that has its instructions can name.
pub(crate) fn dispatch<K: TextTask>(level: Level, task: K) -> K::Output {
    match level.name() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: both levels include AVX2 and the bit instructions of its time.
        "avx2" | "avx512" => unsafe { x86::avx2(task) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: just detected; SSE2 alone cannot move single bytes.
        "sse2" if is_x86_feature_detected!("ssse3") => unsafe { x86::ssse3(task) },
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        "simd128" => task.run(simd128::Simd128),
        _ => task.run(Plain),
    }
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
