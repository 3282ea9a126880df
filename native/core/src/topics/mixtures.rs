//! The most likely mixture of topics for each document.

use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level};
use crate::sparse::Rows;

/// A topic with less than this share of a mixture is dropped from it.
const DROPPED: f64 = 1e-4;
/// Documents in one chunk.
const CHUNK_ROWS: usize = 16;

#[derive(Clone, Copy)]
pub struct Mixing<'a> {
    pub counts: Rows<'a>,
    /// `[cols, k]`
    pub topics: &'a [f32],
    /// `[k]`
    pub start: &'a [f64],
    pub max_iterations: usize,
    pub tolerance: f64,
}

/// `mixtures` are `[rows, k]`, `log_likelihoods` `[rows]`.
pub fn mixtures(level: Level, input: Mixing, mixtures: &mut [f32], log_likelihoods: &mut [f64]) {
    let outputs = mixtures
        .chunks_mut(CHUNK_ROWS * input.start.len())
        .zip(log_likelihoods.chunks_mut(CHUNK_ROWS));
    map_items(outputs.enumerate().collect(), |(index, (mixtures, log_likelihoods))| {
        level.run(Chunk {
            input,
            first: index * CHUNK_ROWS,
            mixtures,
            log_likelihoods,
        });
    });
}

struct Chunk<'a> {
    input: Mixing<'a>,
    first: usize,
    mixtures: &'a mut [f32],
    log_likelihoods: &'a mut [f64],
}

impl Kernel for Chunk<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let mut document = Document::new(self.input);
        let rows = self.mixtures.chunks_exact_mut(self.input.start.len());
        for (row, (mixture, log_likelihood)) in (self.first..).zip(rows.zip(self.log_likelihoods)) {
            document.read(row);
            *log_likelihood = document.explain();
            for (share, &found) in mixture.iter_mut().zip(&document.mixture) {
                *share = found as f32;
            }
        }
    }
}

/// The words of one document that some topic of the start knows, and the mixture that is sought for them.
struct Document<'a> {
    input: Mixing<'a>,
    /// `[words, k]`
    words: Vec<f64>,
    counts: Vec<f64>,
    total: f64,
    mixture: Vec<f64>,
    gains: Vec<f64>,
}

impl<'a> Document<'a> {
    fn new(input: Mixing<'a>) -> Self {
        Self {
            input,
            words: Vec::new(),
            counts: Vec::new(),
            total: 0.0,
            mixture: Vec::new(),
            gains: vec![0.0; input.start.len()],
        }
    }

    #[inline(always)]
    fn read(&mut self, row: usize) {
        let Mixing { topics, start, .. } = self.input;
        self.words.clear();
        self.counts.clear();
        self.mixture.clear();
        self.mixture.extend_from_slice(start);
        for (column, count) in self.input.counts.entries(row) {
            let word = &topics[column * start.len()..][..start.len()];
            let known = word
                .iter()
                .zip(start)
                .any(|(&share, &start)| f64::from(share) * start > 0.0);
            if count != 0.0 && known {
                self.words.extend(word.iter().map(|&share| f64::from(share)));
                self.counts.push(count);
            }
        }
        self.total = self.counts.iter().sum();
    }

    /// Expectation maximisation; returns the log-likelihood.
    #[inline(always)]
    fn explain(&mut self) -> f64 {
        if self.total == 0.0 {
            return 0.0;
        }
        for iteration in 0.. {
            let log_likelihood = self.weigh();
            // By concavity no mixture of these topics is better by more than the best gain tells.
            let alive = self.gains.iter().zip(&self.mixture).filter(|&(_, &share)| share != 0.0);
            let best = alive.fold(0.0_f64, |most, (&gain, _)| most.max(gain));
            if best - 1.0 <= self.input.tolerance || iteration == self.input.max_iterations {
                return log_likelihood;
            }
            self.improve();
        }
        unreachable!("the iterations are limited")
    }

    /// How much more, or less, of each topic the words ask for.
    #[inline(always)]
    fn weigh(&mut self) -> f64 {
        let mut log_likelihood = 0.0;
        self.gains.fill(0.0);
        for (word, &count) in self.words.chunks_exact(self.mixture.len()).zip(&self.counts) {
            let probability = dot(word, &self.mixture);
            // A word of vanishing weight may have lost its last topic.
            if probability == 0.0 {
                continue;
            }
            log_likelihood += count * probability.ln();
            super::add_scaled(&mut self.gains, count / (probability * self.total), word);
        }
        log_likelihood
    }

    #[inline(always)]
    fn improve(&mut self) {
        let mut sum = 0.0;
        for (share, &gain) in self.mixture.iter_mut().zip(&self.gains) {
            *share *= gain;
            if *share < DROPPED && gain < 1.0 {
                *share = 0.0;
            }
            sum += *share;
        }
        self.mixture.iter_mut().for_each(|share| *share /= sum);
    }
}

/// In eight sums, since one would wait for its own last addition.
#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a_chunks
        .remainder()
        .iter()
        .zip(b_chunks.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    rest + sums.iter().sum::<f64>()
}
