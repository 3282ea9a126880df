//! Where the first value lies that is not a number one can compute with.

use crate::parallel::map_chunks;
use crate::simd::{Kernel, Lanes, Level};

/// Values in one chunk: about 20 microseconds of work.
const CHUNK: usize = 1 << 17;

/// Values tested between two looks at the outcome.
const SPAN: usize = 512;

/// Index of the first NaN or infinity.
pub fn find_non_finite(level: Level, values: &[f32]) -> Option<usize> {
    let chunks = map_chunks(values.len(), CHUNK, |range| {
        let start = range.start;
        level.run(Find { values: &values[range] }).map(|index| start + index)
    });
    chunks.into_iter().flatten().next()
}

struct Find<'a> {
    values: &'a [f32],
}

impl Kernel for Find<'_> {
    type Output = Option<usize>;

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> Option<usize> {
        for (index, span) in self.values.chunks(SPAN).enumerate() {
            // No early exit inside the span: that is what lets the compiler use vectors.
            if span.iter().fold(false, |found, value| found | !value.is_finite()) {
                let within = span.iter().position(|value| !value.is_finite());
                return within.map(|within| index * SPAN + within);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_one_is_found_wherever_it_lies() {
        let length = 2 * CHUNK + 77;
        for level in Level::available() {
            let mut values = vec![f32::MAX; length];
            assert_eq!(find_non_finite(level, &values), None);
            for (at, value) in [
                (length - 1, f32::NAN),
                (CHUNK, f32::INFINITY),
                (700, f32::NEG_INFINITY),
                (0, f32::NAN),
            ] {
                values[at] = value;
                assert_eq!(find_non_finite(level, &values), Some(at));
            }
            assert_eq!(find_non_finite(level, &[]), None);
        }
    }
}
