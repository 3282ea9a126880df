//! Distances of one vector to all codewords of a product quantizer.

use super::lanes::Lanes;

/// What one byte can name.
pub const CODEWORDS: usize = 256;

/// Codewords laid out for vectors: `[m, width, 256]`.
pub(crate) struct Table {
    codewords: Vec<f32>,
    width: usize,
}

impl Table {
    /// `codewords` are `[m, 256, width]`.
    pub fn new(codewords: &[f32], width: usize) -> Self {
        let mut turned = vec![0.0; codewords.len()];
        let parts = codewords.chunks_exact(CODEWORDS * width);
        for (part, turned) in parts.zip(turned.chunks_exact_mut(CODEWORDS * width)) {
            for (word, values) in part.chunks_exact(width).enumerate() {
                for (feature, &value) in values.iter().enumerate() {
                    turned[feature * CODEWORDS + word] = value;
                }
            }
        }
        Self {
            codewords: turned,
            width,
        }
    }

    /// Squared distances of `[m, width]` to the codewords, one line for each of the m stretches.
    #[inline(always)]
    pub fn fill<L: Lanes>(&self, lanes: L, vector: &[f32], lines: &mut [[f32; CODEWORDS]]) {
        let words = self.codewords.chunks_exact(self.width * CODEWORDS);
        assert!(words.len() == lines.len() && vector.len() == lines.len() * self.width);
        for ((words, values), line) in words.zip(vector.chunks_exact(self.width)).zip(lines) {
            for word in (0..CODEWORDS).step_by(4 * L::WIDTH) {
                let mut sums = [lanes.splat(0.0); 4];
                for (words, &value) in words.chunks_exact(CODEWORDS).zip(values) {
                    let value = lanes.splat(value);
                    for (index, sum) in sums.iter_mut().enumerate() {
                        // SAFETY: four vectors from `word` on end with the 256 at most, since their width divides 64.
                        let words = unsafe { lanes.load(words.as_ptr().add(word + index * L::WIDTH)) };
                        let difference = lanes.sub(value, words);
                        *sum = lanes.mul_add(difference, difference, *sum);
                    }
                }
                for (index, &sum) in sums.iter().enumerate() {
                    // SAFETY: as above.
                    unsafe { lanes.store(line.as_mut_ptr().add(word + index * L::WIDTH), sum) };
                }
            }
        }
    }
}
