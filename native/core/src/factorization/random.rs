//! Random numbers that are a function of a seed and of their place alone, so that any thread may draw any of them.

use crate::parallel::map_items;

#[derive(Clone, Copy, Debug)]
pub enum Distribution {
    /// With that standard deviation, around 0.
    Normal(f64),
    /// Between minus that and that.
    Uniform(f64),
}

/// Rows in one chunk times their width: about 20 microseconds of work.
const CHUNK_VALUES: usize = 1 << 12;

/// Fills the first `width` of every `stride` values; the others stay. The value of row `r`, column `c` is draw number
/// `from + r * width + c` of the seed.
pub fn fill_random(
    seed: [u32; 2],
    from: u64,
    distribution: Distribution,
    width: usize,
    stride: usize,
    values: &mut [f32],
) {
    let rows = CHUNK_VALUES.div_ceil(width);
    let chunks = values.chunks_mut(rows * stride).enumerate();
    map_items(chunks.collect(), |(chunk, values)| {
        for (row, values) in values.chunks_mut(stride).enumerate() {
            let first = (chunk * rows + row) * width;
            for (column, value) in values[..width].iter_mut().enumerate() {
                *value = draw(seed, distribution, from + (first + column) as u64) as f32;
            }
        }
    });
}

fn draw(seed: [u32; 2], distribution: Distribution, index: u64) -> f64 {
    let uniform = (f64::from(bits(seed, index)) + 0.5) / 4_294_967_296.0;
    match distribution {
        Distribution::Normal(sigma) => sigma * normal_quantile(uniform),
        Distribution::Uniform(scale) => scale * (2.0 * uniform - 1.0),
    }
}

fn bits(seed: [u32; 2], index: u64) -> u32 {
    let low = mix(index as u32 ^ seed[0]);
    mix(low ^ seed[1] ^ ((index >> 32) as u32).wrapping_mul(0x9e37_79b9))
}

/// Wellons' `lowbias32`: every bit of the input moves every bit of the output, about half of the time.
fn mix(mut word: u32) -> u32 {
    word = (word ^ (word >> 16)).wrapping_mul(0x7feb_352d);
    word = (word ^ (word >> 15)).wrapping_mul(0x846c_a68b);
    word ^ (word >> 16)
}

/// The standard normal number that a share of `p` lies below, within 1.2e-9 of it. See P. J. Acklam, _An algorithm for
/// computing the inverse normal cumulative distribution function_.
fn normal_quantile(p: f64) -> f64 {
    if p < TAIL {
        tail(p)
    } else if p > 1.0 - TAIL {
        -tail(1.0 - p)
    } else {
        let q = p - 0.5;
        let r = q * q;
        q * polynomial(&A, r) / (polynomial(&B, r) * r + 1.0)
    }
}

fn tail(p: f64) -> f64 {
    let q = (-2.0 * p.ln()).sqrt();
    polynomial(&C, q) / (polynomial(&D, q) * q + 1.0)
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

const TAIL: f64 = 0.02425;
#[rustfmt::skip]
const A: [f64; 6] = [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239,
];
const B: [f64; 5] = [
    -5.447609879822406e1,
    1.615858368580409e2,
    -1.556989798598866e2,
    6.680131188771972e1,
    -1.328068155288572e1,
];
#[rustfmt::skip]
const C: [f64; 6] = [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783,
];
const D: [f64; 4] = [
    7.784695709041462e-3,
    3.224671290700398e-1,
    2.445134137142996,
    3.754408661907416,
];
