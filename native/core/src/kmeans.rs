//! The kernels of k-means: which centroid is nearest, and what the new means need.
//!
//! Labels are those of the exact distances, whatever the offset and spread of the data. They are found by the score
//! `|c|^2 - 2 x.c`, which costs half of `sum((x - c)^2)` but cancels. So points and centroids are first moved to the
//! middle of the centroids, and a point whose two best scores lie closer together than rounding can reach is decided anew
//! in float64.

use crate::parallel::map_items;
use crate::simd::{Candidate, Kernel, Lanes, Level, Panels, ROW_MULTIPLE, nearest_two, squared_distance};

/// Points and the centroids to assign them to. `cols` and the number of centroids must be at least 1.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// `[rows, cols]`
    pub points: &'a [f32],
    /// `[k, cols]`
    pub centroids: &'a [f32],
    pub cols: usize,
}

impl Input<'_> {
    fn rows(&self) -> usize {
        self.points.len() / self.cols
    }

    fn k(&self) -> usize {
        self.centroids.len() / self.cols
    }
}

/// Labels `[rows]` and squared distances `[rows]` of the centroid nearest to each point; the lower index wins a tie.
pub fn nearest_centroids(level: Level, input: Input, labels: &mut [i32], distances: &mut [f32]) {
    if input.rows() == 0 {
        return;
    }
    let assigner = Assigner::new(level, &input);
    let chunk = chunk_rows(&input, 1);
    let points = input.points.chunks(chunk * input.cols);
    let outputs = labels.chunks_mut(chunk).zip(distances.chunks_mut(chunk));
    map_items(points.zip(outputs).collect(), |(points, (labels, distances))| {
        let output = Labels { labels, distances };
        level.run(AssignChunk {
            assigner: &assigner,
            points,
            output,
        })
    });
}

/// Assigns every point to its nearest centroid and adds the sums `[k, cols]` and counts `[k]` of the points of each onto
/// the accumulators. `weights` are `[rows]`. Returns the (weighted) sum of squared distances.
pub fn assign_and_sum(
    level: Level,
    input: Input,
    weights: Option<&[f64]>,
    sums: &mut [f64],
    counts: &mut [f64],
) -> f64 {
    if input.rows() == 0 {
        return 0.0;
    }
    let assigner = Assigner::new(level, &input);
    // A chunk costs sums of its own: so many rows that they stay a small share of its work and of the memory.
    let chunk = chunk_rows(&input, 16 * input.k());
    let chunks = input.points.chunks(chunk * input.cols).enumerate();
    let partials = map_items(chunks.collect(), |(index, points)| {
        let rows = index * chunk..index * chunk + points.len() / input.cols;
        let output = Sums {
            weights: weights.map(|weights| &weights[rows]),
            sums: vec![0.0; input.centroids.len()],
            counts: vec![0.0; input.k()],
            inertia: 0.0,
        };
        level.run(AssignChunk {
            assigner: &assigner,
            points,
            output,
        })
    });
    let mut inertia = 0.0;
    for partial in partials {
        add(sums, &partial.sums);
        add(counts, &partial.counts);
        inertia += partial.inertia;
    }
    inertia
}

/// Lowers `nearest[i]` to the squared distance between point i and `centre` `[cols]` where that is smaller. Returns the
/// sum of `nearest` after the step.
pub fn lower_to_nearest(level: Level, points: &[f32], centre: &[f32], nearest: &mut [f32]) -> f64 {
    let cols = centre.len();
    let chunk = (SEEDING_CHUNK_VALUES / cols).max(1);
    let chunks = points.chunks(chunk * cols).zip(nearest.chunks_mut(chunk));
    let sums = map_items(chunks.collect(), |(points, nearest)| {
        level.run(LowerChunk {
            points,
            centre,
            nearest,
        })
    });
    sums.into_iter().sum()
}

/// Values in one chunk of [`lower_to_nearest`]: about 20 microseconds of work.
const SEEDING_CHUNK_VALUES: usize = 1 << 16;

/// Multiply-adds that are worth a chunk of their own: about 50 microseconds of work.
const MIN_CHUNK_OPERATIONS: usize = 1 << 20;

/// Chunks enough for many threads to share evenly, also when one of them is disturbed.
const MAX_CHUNKS: usize = 64;

/// Chunks that work large enough is always cut into, however much memory each of them wants.
const MIN_CHUNKS: usize = 4;

/// Rows of one chunk: a function of the shape alone, so that partial sums do not depend on the number of threads.
fn chunk_rows(input: &Input, wanted_rows: usize) -> usize {
    let rows = input.rows();
    let worth_it = MIN_CHUNK_OPERATIONS.div_ceil(input.centroids.len());
    let affordable = wanted_rows.clamp(rows.div_ceil(MAX_CHUNKS), rows.div_ceil(MIN_CHUNKS));
    affordable.max(worth_it).next_multiple_of(ROW_MULTIPLE)
}

/// Centroids prepared for many points.
struct Assigner<'a> {
    cols: usize,
    k: usize,
    centroids: &'a [f32],
    /// `[cols]`, the middle of the centroids, to which points are moved.
    origin: Vec<f32>,
    panels: Panels,
    slack: Slack,
}

impl<'a> Assigner<'a> {
    fn new(level: Level, input: &Input<'a>) -> Self {
        let cols = input.cols;
        let origin = mean(input.centroids, cols);
        let moved: Vec<f32> = input
            .centroids
            .iter()
            .zip(origin.iter().cycle())
            .map(|(value, mid)| value - mid)
            .collect();
        let panels = level.run(Pack {
            centroids: &moved,
            cols,
        });
        Self {
            cols,
            k: input.k(),
            centroids: input.centroids,
            origin,
            panels,
            slack: Slack::new(&moved, cols),
        }
    }

    fn centroid(&self, label: usize) -> &'a [f32] {
        &self.centroids[label * self.cols..][..self.cols]
    }

    /// Label and squared distance of the nearest centroid, given what the scores say.
    #[inline(always)]
    fn decide<L: Lanes>(&self, lanes: L, point: &[f32], candidate: &Candidate) -> (usize, f64) {
        let label = candidate.label.min(self.k - 1);
        let distance = squared_distance(lanes, point, self.centroid(label));
        // Written so that NaN decides anew.
        if f64::from(candidate.margin) > self.slack.at(distance) {
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
    longest: f64,
}

impl Slack {
    fn new(centroids: &[f32], cols: usize) -> Self {
        let longest = centroids.chunks_exact(cols).map(squared_norm).fold(0.0, f64::max);
        Self {
            relative: (cols + 8) as f64 * f64::from(f32::EPSILON),
            longest,
        }
    }

    #[inline(always)]
    fn at(&self, distance: f64) -> f64 {
        self.relative * (4.0 * self.longest + distance)
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

/// Assigns consecutive points and hands each to `output`.
struct AssignChunk<'a, O> {
    assigner: &'a Assigner<'a>,
    points: &'a [f32],
    output: O,
}

/// Values of points that are worked on at once: they stay in the innermost cache from the first touch to the last.
const BLOCK_VALUES: usize = 1024;

impl<O: Output> Kernel for AssignChunk<'_, O> {
    type Output = O;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> O {
        let Self {
            assigner,
            points,
            mut output,
        } = self;
        let cols = assigner.cols;
        let block = (BLOCK_VALUES / cols)
            .clamp(1, points.len() / cols)
            .next_multiple_of(ROW_MULTIPLE);
        let mut moved = vec![0.0; block * cols];
        let mut candidates = vec![Candidate::default(); block];
        let mut row = 0;
        for points in points.chunks(block * cols) {
            for (moved, point) in moved.chunks_exact_mut(cols).zip(points.chunks_exact(cols)) {
                for ((moved, value), origin) in moved.iter_mut().zip(point).zip(&assigner.origin) {
                    *moved = value - origin;
                }
            }
            let padded = (points.len() / cols).next_multiple_of(ROW_MULTIPLE);
            nearest_two(
                lanes,
                &moved[..padded * cols],
                &assigner.panels,
                &mut candidates[..padded],
            );
            for (point, candidate) in points.chunks_exact(cols).zip(&candidates) {
                let (label, distance) = assigner.decide(lanes, point, candidate);
                output.take(row, point, label, distance);
                row += 1;
            }
        }
        output
    }
}

/// What becomes of an assigned point.
trait Output {
    /// `row` counts from the start of the chunk.
    fn take(&mut self, row: usize, point: &[f32], label: usize, distance: f64);
}

struct Labels<'a> {
    labels: &'a mut [i32],
    distances: &'a mut [f32],
}

impl Output for Labels<'_> {
    #[inline(always)]
    fn take(&mut self, row: usize, _: &[f32], label: usize, distance: f64) {
        self.labels[row] = label as i32;
        self.distances[row] = distance as f32;
    }
}

struct Sums<'a> {
    weights: Option<&'a [f64]>,
    sums: Vec<f64>,
    counts: Vec<f64>,
    inertia: f64,
}

impl Output for Sums<'_> {
    #[inline(always)]
    fn take(&mut self, row: usize, point: &[f32], label: usize, distance: f64) {
        let sums = &mut self.sums[label * point.len()..][..point.len()];
        let weight = match self.weights {
            None => {
                for (sum, &value) in sums.iter_mut().zip(point) {
                    *sum += f64::from(value);
                }
                1.0
            }
            Some(weights) => {
                for (sum, &value) in sums.iter_mut().zip(point) {
                    *sum += weights[row] * f64::from(value);
                }
                weights[row]
            }
        };
        self.counts[label] += weight;
        self.inertia += weight * distance;
    }
}

/// Lowers the distances of consecutive points; yields their sum.
struct LowerChunk<'a> {
    points: &'a [f32],
    centre: &'a [f32],
    nearest: &'a mut [f32],
}

impl Kernel for LowerChunk<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> f64 {
        let mut sum = 0.0;
        for (point, nearest) in self.points.chunks_exact(self.centre.len()).zip(self.nearest) {
            *nearest = nearest.min(squared_distance(lanes, point, self.centre) as f32);
            sum += f64::from(*nearest);
        }
        sum
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

fn squared_norm(row: &[f32]) -> f64 {
    row.iter().map(|&value| f64::from(value) * f64::from(value)).sum()
}

fn squared_distance_f64(a: &[f32], b: &[f32]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2))
        .sum()
}

fn add(into: &mut [f64], from: &[f64]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into += from;
    }
}
