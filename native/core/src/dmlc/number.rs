//! The number at the front of a text.

/// `nan(` that is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NanLiteral;

const MOST_FRACTION_DIGITS: usize = 19;
const MAX_EXPONENT: u32 = 38;
/// Beyond these a significand at the last exponent is cut.
const LARGEST_SIGNIFICAND: f32 = 3.402_823_466_f64 as f32;
const SMALLEST_SIGNIFICAND: f32 = 1.175_494_351_f64 as f32;

/// As many as a fraction has digits; float64 holds them exactly.
const POWERS_OF_TEN: [f64; MOST_FRACTION_DIGITS + 1] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
];

/// Behind the last byte stands NUL.
#[inline(always)]
pub fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

#[inline(always)]
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// The number at `from` and where it ends: whole digits as 64 bits that wrap, up to 19 decimals as an integer over a power of ten, the
/// exponent by repeated multiplication, one `f` behind it swallowed. Where nothing is a number the value is 0, and the end tells how much
/// was taken, white space included.
#[inline(always)]
pub fn parse(bytes: &[u8], from: usize) -> Result<(f32, usize), NanLiteral> {
    let mut at = from;
    while is_space(byte_at(bytes, at)) {
        at += 1;
    }
    let negative = byte_at(bytes, at) == b'-';
    at += usize::from(negative || byte_at(bytes, at) == b'+');
    if byte_at(bytes, at).is_ascii_alphabetic()
        && let Some((value, end)) = word(bytes, at)?
    {
        return Ok((signed(value, negative), end));
    }
    let (whole, end) = digits(bytes, at);
    at = end;
    let mut value = to_float(whole);
    if byte_at(bytes, at) == b'.' {
        let (fraction, end) = fraction(bytes, at + 1);
        value += fraction;
        at = end;
    }
    if byte_at(bytes, at) | 0x20 == b'e' {
        (value, at) = exponent(bytes, at + 1, value);
    }
    at += usize::from(byte_at(bytes, at) | 0x20 == b'f');
    Ok((signed(value, negative), at))
}

#[inline(always)]
fn signed(value: f32, negative: bool) -> f32 {
    if value.is_nan() {
        f32::NAN
    } else if negative {
        -value
    } else {
        value
    }
}

/// One rounding. Signed integers have an instruction for it.
#[inline(always)]
fn to_float(integer: u64) -> f32 {
    match i64::try_from(integer) {
        Ok(small) => small as f32,
        Err(_) => integer as f32,
    }
}

#[inline(always)]
fn fraction(bytes: &[u8], from: usize) -> (f32, usize) {
    let (value, end) = digits(bytes, from);
    let length = end - from;
    if length <= MOST_FRACTION_DIGITS {
        return ((value as f64 / POWERS_OF_TEN[length]) as f32, end);
    }
    let (value, _) = digits(&bytes[..from + MOST_FRACTION_DIGITS], from);
    ((value as f64 / POWERS_OF_TEN[MOST_FRACTION_DIGITS]) as f32, end)
}

/// `inf`, `infinity`, `nan` or `nan(…)`, in any case. `infin` is no number, and neither is `in`.
#[cold]
fn word(bytes: &[u8], at: usize) -> Result<Option<(f32, usize)>, NanLiteral> {
    let infinity = prefix_length(bytes, at, b"infinity");
    if infinity == 3 || infinity == 8 {
        return Ok(Some((f32::INFINITY, at + infinity)));
    }
    if prefix_length(bytes, at, b"nan") < 3 {
        return Ok(None);
    }
    let mut end = at + 3;
    if byte_at(bytes, end) == b'(' {
        end += 1;
        while byte_at(bytes, end).is_ascii_alphanumeric() || byte_at(bytes, end) == b'_' {
            end += 1;
        }
        if byte_at(bytes, end) != b')' {
            return Err(NanLiteral);
        }
        end += 1;
    }
    Ok(Some((f32::NAN, end)))
}

fn prefix_length(bytes: &[u8], at: usize, word: &[u8]) -> usize {
    (0..word.len())
        .take_while(|index| byte_at(bytes, at + index) | 0x20 == word[*index])
        .count()
}

fn exponent(bytes: &[u8], from: usize, value: f32) -> (f32, usize) {
    let negative = byte_at(bytes, from) == b'-';
    let mut at = from + usize::from(negative || byte_at(bytes, from) == b'+');
    let mut exponent = 0u32;
    while byte_at(bytes, at).is_ascii_digit() {
        exponent = exponent.wrapping_mul(10).wrapping_add(u32::from(bytes[at] - b'0'));
        at += 1;
    }
    let mut left = exponent.min(MAX_EXPONENT);
    let mut significand = value;
    if left == MAX_EXPONENT && !negative && value > LARGEST_SIGNIFICAND {
        significand = LARGEST_SIGNIFICAND;
    } else if left == MAX_EXPONENT && negative && value < SMALLEST_SIGNIFICAND {
        significand = SMALLEST_SIGNIFICAND;
    }
    let mut scale = 1f32;
    while left >= 8 {
        scale *= 1e8;
        left -= 8;
    }
    while left > 0 {
        scale *= 10.0;
        left -= 1;
    }
    (
        if negative {
            significand / scale
        } else {
            significand * scale
        },
        at,
    )
}

/// Digits from `from` on as an integer that wraps at 64 bits, eight at a time where there are so many bytes.
#[inline(always)]
pub fn digits(bytes: &[u8], from: usize) -> (u64, usize) {
    const SMALL_POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    let mut value = 0u64;
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk) ^ 0x3030_3030_3030_3030;
        let not_digits = (word.wrapping_add(0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080;
        if not_digits == 0 {
            value = value.wrapping_mul(100_000_000).wrapping_add(eight_digits(word));
            at += 8;
            continue;
        }
        let count = (not_digits.trailing_zeros() >> 3) as usize;
        // The digits move to the far end, zeros in front of them; for none of them in two steps.
        let aligned = (word << 8) << (56 - 8 * count);
        value = value
            .wrapping_mul(SMALL_POWERS[count])
            .wrapping_add(eight_digits(aligned));
        return (value, at + count);
    }
    while byte_at(bytes, at).is_ascii_digit() {
        value = value.wrapping_mul(10).wrapping_add(u64::from(bytes[at] - b'0'));
        at += 1;
    }
    (value, at)
}

/// Eight digits, one a byte, the first in the lowest.
#[inline(always)]
fn eight_digits(word: u64) -> u64 {
    let pairs = word.wrapping_mul(10).wrapping_add(word >> 8);
    let low = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let high = (pairs >> 16 & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    low.wrapping_add(high) >> 32
}
