//! The nearest centroid of many points.
//!
//! Labels are those of the exact distances, whatever the offset and spread of the data. They are found by the score
//! `|c|^2 - 2 x.c`, which costs half of `sum((x - c)^2)` but cancels. So where the centroids lie far from the origin, they
//! and the points are first moved to it; and a point whose two best scores lie closer together than rounding can reach is
//! decided anew in float64.

use super::Input;
use crate::simd::{Candidate, Kernel, Lanes, Level, Panels, ROW_MULTIPLE, nearest_two, squared_distance};

/// What becomes of an assigned point.
pub trait Assigned {
    /// `row` counts from the start of the chunk.
    fn take(&mut self, row: usize, point: &[f32], label: usize, distance: f64);
}

/// Centroids prepared for many points.
pub struct Assigner<'a> {
    cols: usize,
    k: usize,
    centroids: &'a [f32],
    /// `[cols]`, what points are moved by; absent where they may stay.
    origin: Option<Vec<f32>>,
    panels: Panels,
    slack: Slack,
}

/// How many times longer than need be the longest centroid may be, squared, before moving pays.
const LONG: f64 = 16.0;

impl<'a> Assigner<'a> {
    pub fn new(level: Level, input: &Input<'a>) -> Self {
        let &Input { centroids, cols, .. } = input;
        let middle = mean(centroids, cols);
        let moved: Vec<f32> = centroids
            .iter()
            .zip(middle.iter().cycle())
            .map(|(value, middle)| value - middle)
            .collect();
        let (shortest, given) = (
            longest_squared_norm(&moved, cols),
            longest_squared_norm(centroids, cols),
        );
        let (origin, placed, longest) = if given <= LONG * shortest {
            (None, centroids, given)
        } else {
            (Some(middle), &moved[..], shortest)
        };
        let panels = level.run(Pack {
            centroids: placed,
            cols,
        });
        Self {
            cols,
            k: input.k(),
            centroids,
            origin,
            panels,
            slack: Slack::new(cols, longest),
        }
    }

    /// Label and squared distance of the nearest centroid, given what the scores say.
    #[inline(always)]
    fn decide<L: Lanes>(&self, lanes: L, point: &[f32], candidate: &Candidate) -> (usize, f64) {
        // Scores that overflowed may name a centroid of the padding.
        let label = candidate.label.min(self.k - 1);
        let distance = squared_distance(lanes, point, &self.centroids[label * self.cols..][..self.cols]);
        if self.slack.is_below(candidate.margin, distance) {
            (label, distance)
        } else {
            self.decide_anew(point)
        }
    }

    /// The same in float64, by definition.
    #[cold]
    #[inline(never)]
    fn decide_anew(&self, point: &[f32]) -> (usize, f64) {
        let mut nearest = (0, f64::INFINITY);
        for (label, centroid) in self.centroids.chunks_exact(self.cols).enumerate() {
            let distance = squared_distance_f64(point, centroid);
            if distance < nearest.1 {
                nearest = (label, distance);
            }
        }
        nearest
    }
}

/// How far apart two scores must lie for their order to be beyond doubt.
///
/// A score is a float32 sum of `cols + 1` terms none of whose partial sums exceeds `R^2 + 2 R |x|`, where R is the norm of
/// the longest centroid. Each step, and the rounding of x and c themselves, errs by at most half an epsilon of that. Now
/// `|x| <= R + sqrt(distance)` and `2 R sqrt(distance) <= R^2 + distance`, and two scores err twice.
struct Slack {
    relative: f64,
    longest_squared: f64,
}

impl Slack {
    fn new(cols: usize, longest_squared: f64) -> Self {
        Self {
            relative: (cols + 8) as f64 * f64::from(f32::EPSILON),
            longest_squared,
        }
    }

    /// Never, where scores or distance overflowed.
    #[inline(always)]
    fn is_below(&self, margin: f32, distance: f64) -> bool {
        self.relative * (4.0 * self.longest_squared + distance) < f64::from(margin)
    }
}

struct Pack<'a> {
    centroids: &'a [f32],
    cols: usize,
}

impl Kernel for Pack<'_> {
    type Output = Panels;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> Panels {
        Panels::new(lanes, self.centroids, self.cols)
    }
}

/// Assigns consecutive points and hands each to `into`, which it yields.
pub struct AssignChunk<'a, A> {
    pub assigner: &'a Assigner<'a>,
    pub points: &'a [f32],
    pub into: A,
}

/// Values of points that are worked on at once: they stay in the innermost cache from the first touch to the last.
const BLOCK_VALUES: usize = 1024;

impl<A: Assigned> Kernel for AssignChunk<'_, A> {
    type Output = A;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> A {
        let Self {
            assigner,
            points,
            mut into,
        } = self;
        let cols = assigner.cols;
        let block_rows = (BLOCK_VALUES / cols)
            .clamp(1, points.len() / cols)
            .next_multiple_of(ROW_MULTIPLE);
        let mut copies = vec![0.0; block_rows * cols];
        let mut candidates = vec![Candidate::default(); block_rows];
        let mut blocks = points.chunks(block_rows * cols).peekable();
        let mut row = 0;
        while let Some(block) = blocks.next() {
            let rows = block.len() / cols;
            let padded = rows.next_multiple_of(ROW_MULTIPLE);
            let placed = match &assigner.origin {
                None if rows == padded => block,
                None => {
                    copies[..block.len()].copy_from_slice(block);
                    &copies[..padded * cols]
                }
                Some(origin) => {
                    move_by(origin, block, &mut copies);
                    &copies[..padded * cols]
                }
            };
            let upcoming = blocks.peek().copied().unwrap_or_default();
            nearest_two(lanes, placed, upcoming, &assigner.panels, &mut candidates[..padded]);
            for (point, candidate) in block.chunks_exact(cols).zip(&candidates) {
                let (label, distance) = assigner.decide(lanes, point, candidate);
                into.take(row, point, label, distance);
                row += 1;
            }
        }
        into
    }
}

#[inline(always)]
fn move_by(origin: &[f32], points: &[f32], into: &mut [f32]) {
    for (into, point) in into
        .chunks_exact_mut(origin.len())
        .zip(points.chunks_exact(origin.len()))
    {
        for ((into, value), origin) in into.iter_mut().zip(point).zip(origin) {
            *into = value - origin;
        }
    }
}

/// Means of the columns, rounded.
fn mean(rows: &[f32], cols: usize) -> Vec<f32> {
    let mut sums = vec![0.0; cols];
    for row in rows.chunks_exact(cols) {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum += f64::from(value);
        }
    }
    let count = (rows.len() / cols) as f64;
    sums.into_iter().map(|sum: f64| (sum / count) as f32).collect()
}

fn longest_squared_norm(rows: &[f32], cols: usize) -> f64 {
    let norms = rows
        .chunks_exact(cols)
        .map(|row| row.iter().map(|&value| f64::from(value).powi(2)).sum());
    norms.fold(0.0, f64::max)
}

fn squared_distance_f64(a: &[f32], b: &[f32]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2))
        .sum()
}
