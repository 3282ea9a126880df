use super::*;

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
    dispatch(level, DecimalOf(padded, text.len()))
}

#[test]
fn marks_every_position_at_every_level() {
    for level in Level::available() {
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
                assert_eq!(dispatch(level, MarksOf(block)), expected, "{level:?} {at}");
            }
        }
    }
}

#[test]
fn reads_every_length_and_point_at_every_level() {
    let all = "1234567890123456";
    for level in Level::available() {
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
    for level in Level::available() {
        for text in [
            "", ".", "1.2.3", "-1", "1e5", "1 ", " 1", "1:", "/", "1\u{0}", "é", "..", "1.2.",
        ] {
            assert_eq!(decimal(level, text), None, "{level:?} {text:?}");
        }
    }
}
