//! exp and ln for float32 that the compiler turns into vectors: no branch, no call, no fused operation, hence the same bits on
//! every instruction set. Wrong by at most two units in the last place within the range named; NaN stays NaN.

/// `1.5 * 2^23`: adding it rounds to a whole number, which then stands in the lowest bits.
const ROUND: f32 = 12_582_912.0;

/// Exponents beyond -87 and 88 count as those.
#[inline(always)]
#[allow(clippy::excessive_precision)]
pub(super) fn exp(x: f32) -> f32 {
    let x = if x > 88.0 { 88.0 } else { x };
    let x = if x < -87.0 { -87.0 } else { x };
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    // ln 2 in two parts, of which the first times n is exact.
    let r = (x - n * 0.693_359_375) - n * -2.121_944_4e-4;
    let mut sum = 1.987_569_2e-4;
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_65, 0.5] {
        sum = sum * r + coefficient;
    }
    let power = f32::from_bits((rounded.to_bits() << 23).wrapping_add(127 << 23));
    (sum * (r * r) + r + 1.0) * power
}

/// Of normal positive numbers.
#[inline(always)]
#[allow(clippy::excessive_precision)]
pub(super) fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    // Mantissa from sqrt(1/2) to sqrt(2).
    let shifted = bits.wrapping_sub(0x3f35_04f3);
    let exponent = ((shifted as i32) >> 23) as f32;
    let m = f32::from_bits((shifted & 0x007f_ffff).wrapping_add(0x3f35_04f3)) - 1.0;
    let square = m * m;
    let mut sum = 7.037_683_6e-2;
    for coefficient in [
        -0.115_146_1,
        0.116_769_98,
        -0.124_201_41,
        0.142_493_23,
        -0.166_680_58,
        0.200_007_15,
        -0.249_999_94,
        0.333_333_31,
    ] {
        sum = sum * m + coefficient;
    }
    let correction = sum * m * square - exponent * 2.121_944_4e-4 - 0.5 * square;
    let not_a_number = if x.is_nan() { x } else { 0.0 };
    (m + correction) + exponent * 0.693_359_375 + not_a_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_close_over_its_whole_range() {
        for step in 0..=1_750_000 {
            let x = -87.0 + step as f32 * 1e-4;
            let expected = f64::from(x).exp();
            assert!((f64::from(exp(x)) - expected).abs() <= 2.0e-7 * expected, "{x}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(1e30), exp(88.0));
        assert_eq!(exp(f32::NEG_INFINITY), exp(-87.0));
        assert!(exp(f32::NAN).is_nan());
    }

    #[test]
    fn ln_is_close_from_the_smallest_normal_number_to_the_largest() {
        for step in 0..4_000_000u32 {
            let x = f32::from_bits(0x0080_0000 + step * 530);
            let expected = f64::from(x).ln();
            assert!(
                (f64::from(ln(x)) - expected).abs() <= 2.0e-7 * expected.abs().max(0.1),
                "{x}"
            );
        }
        assert_eq!(ln(1.0), 0.0);
        assert!(ln(f32::NAN).is_nan());
    }
}
