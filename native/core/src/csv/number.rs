//! One cell's text to a float32.

/// Why a text is no number; the codes are the host's.
pub const NOT_A_NUMBER: &str = "not-a-number";
pub const EMPTY_CELL: &str = "empty-cell";
pub const INFINITE: &str = "infinite";
pub const NOT_UTF8: &str = "not-utf8";
pub const NUL_BYTE: &str = "nul-byte";

/// Reads a decimal number or `nan` with ASCII white space around it: nearest float64 first, then nearest float32.
pub fn parse(text: &[u8]) -> Result<f32, &'static str> {
    let number = trim(text);
    let (negative, magnitude) = match number {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, number),
    };
    if magnitude
        .first()
        .is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.')
    {
        if let Ok(value) = fast_float2::parse::<f64, _>(magnitude) {
            let value = if negative { -value } else { value } as f32;
            return if value.is_finite() { Ok(value) } else { Err(INFINITE) };
        }
    } else if magnitude.eq_ignore_ascii_case(b"nan") {
        return Ok(f32::NAN);
    }
    Err(refusal(text, magnitude))
}

#[cold]
fn refusal(text: &[u8], magnitude: &[u8]) -> &'static str {
    if text.contains(&0) {
        NUL_BYTE
    } else if std::str::from_utf8(text).is_err() {
        NOT_UTF8
    } else if trim(text).is_empty() {
        EMPTY_CELL
    } else if magnitude.eq_ignore_ascii_case(b"inf") || magnitude.eq_ignore_ascii_case(b"infinity") {
        INFINITE
    } else {
        NOT_A_NUMBER
    }
}

/// Without the white space of C's `isspace`, which knows the vertical tab.
fn trim(text: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let Some(first) = text.iter().position(|byte| !is_space(byte)) else {
        return &[];
    };
    let last = text.iter().rposition(|byte| !is_space(byte)).unwrap_or(first);
    &text[first..=last]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(text: &str) -> u32 {
        parse(text.as_bytes()).unwrap().to_bits()
    }

    #[test]
    fn reads_numbers_as_float64_rounded_to_float32() {
        for text in [
            "0", "1", "1.", ".5", "+1", "1e5", "1E-5", "1.5e+3", "\t 2 \r", "00012", "1e-400", "-0",
        ] {
            let expected = text.trim().trim_start_matches('+').parse::<f64>().unwrap() as f32;
            assert_eq!(bits(text), expected.to_bits(), "{text:?}");
        }
        // The nearest float32 of this text is 1 + 2^-23; by way of float64 it is a tie and goes to even.
        assert_eq!(bits("1.000000059604644775390626"), 1f32.to_bits());
        assert_eq!(bits("1.401298464324817e-45"), 1);
        assert_eq!(bits("3.4028235e38"), f32::MAX.to_bits());
    }

    #[test]
    fn reads_nan_in_any_case() {
        for text in ["nan", "NaN", " NAN", "-nan", "+nan"] {
            assert_eq!(bits(text), f32::NAN.to_bits(), "{text:?}");
        }
    }

    #[test]
    fn refuses_everything_else_and_says_why() {
        let words = [
            "abc", "1x", "0x10", "1_000", "--1", "+-1", "-", ".", "e5", "1e", "1e+", "1 2", "1.2.3", "NA", "null",
            "1:2", "nan(1)", "1d5", "1f", "٣",
        ];
        for text in words {
            assert_eq!(parse(text.as_bytes()), Err(NOT_A_NUMBER), "{text:?}");
        }
        for text in ["inf", "-Infinity", "+INF", "1e39", "-1e400", "3.4028236e38"] {
            assert_eq!(parse(text.as_bytes()), Err(INFINITE), "{text:?}");
        }
        for text in ["", " ", "\t\r"] {
            assert_eq!(parse(text.as_bytes()), Err(EMPTY_CELL), "{text:?}");
        }
        assert_eq!(parse(b"2\0"), Err(NUL_BYTE));
        assert_eq!(parse(b"caf\xe9"), Err(NOT_UTF8));
        assert_eq!(parse(b"\0\xe9"), Err(NUL_BYTE));
    }
}
