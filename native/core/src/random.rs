//! The seeded generator of `src/data/random.ts`, draw for draw: xoshiro128** (Blackman and Vigna 2018), filled by SplitMix32.

pub struct Random([u32; 4]);

impl Random {
    /// The same numbers as `new Random(seed)` in TypeScript.
    pub fn new(seed: u32) -> Self {
        let state = std::array::from_fn(|at| split_mix(if at < 2 { seed } else { 0 }, at as u32));
        let mut random = Self(state);
        // The first draws would show one half of the seed only.
        for _ in 0..8 {
            random.bits();
        }
        random
    }

    pub fn bits(&mut self) -> u32 {
        let [a, b, c, d] = self.0;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        self.0 = [a ^ d ^ b, b ^ c ^ a, c ^ a ^ (b << 9), (d ^ b).rotate_left(11)];
        result
    }

    /// Uniform in [0, 1), with all 53 bits of a double.
    pub fn uniform(&mut self) -> f64 {
        let high = f64::from(self.bits() >> 5);
        let low = f64::from(self.bits() >> 6);
        (high * (1u64 << 26) as f64 + low) / (1u64 << 53) as f64
    }
}

fn split_mix(half: u32, at: u32) -> u32 {
    let counter = half.wrapping_add((at + 1).wrapping_mul(0x9e37_79b9));
    let mut word = counter ^ (counter >> 16);
    word = word.wrapping_mul(0x21f0_aaad);
    word = (word ^ (word >> 15)).wrapping_mul(0x735a_2d97);
    word ^ (word >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `new Random(seed).bits()` gives first.
    #[test]
    fn the_draws_are_those_of_typescript() {
        for (seed, expected) in [
            (0, [3_629_653_958, 19_166_872, 1_711_213_692]),
            (1, [1_149_468_601, 892_817_394, 1_140_888_729]),
            (0xffff_fff0, [1_092_362_905, 3_084_019_791, 746_709_588]),
        ] {
            let mut random = Random::new(seed);
            assert_eq!(expected.map(|_| random.bits()), expected);
        }
    }
}
