//! The kernels of k-means: which centroid is nearest, and what the new means need.

mod assign;
#[cfg(test)]
mod tests;

use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level, ROW_MULTIPLE, squared_distance};
use assign::{AssignChunk, Assigned, Assigner};

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
        let into = Labels { labels, distances };
        level.run(AssignChunk {
            assigner: &assigner,
            points,
            into,
        });
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
        let into = Sums {
            weights: weights.map(|weights| &weights[rows]),
            sums: vec![0.0; input.centroids.len()],
            counts: vec![0.0; input.k()],
            inertia: 0.0,
        };
        level.run(AssignChunk {
            assigner: &assigner,
            points,
            into,
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

/// Multiply-adds that are worth a chunk of their own: about 20 microseconds of work.
const MIN_CHUNK_OPERATIONS: usize = 1 << 20;

/// Chunks enough for many threads to share evenly, also when one of them is disturbed.
const MAX_CHUNKS: usize = 64;

/// Chunks that large enough work is always cut into, however many rows it would like in each.
const MIN_CHUNKS: usize = 4;

/// Rows of one chunk: a function of the shape alone, so that partial sums do not depend on the number of threads.
fn chunk_rows(input: &Input, wanted: usize) -> usize {
    let rows = input.rows();
    let worth_it = MIN_CHUNK_OPERATIONS.div_ceil(input.centroids.len());
    let affordable = wanted.clamp(rows.div_ceil(MAX_CHUNKS), rows.div_ceil(MIN_CHUNKS));
    affordable.max(worth_it).next_multiple_of(ROW_MULTIPLE)
}

fn add(into: &mut [f64], from: &[f64]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into += from;
    }
}

struct Labels<'a> {
    labels: &'a mut [i32],
    distances: &'a mut [f32],
}

impl Assigned for Labels<'_> {
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

impl Assigned for Sums<'_> {
    #[inline(always)]
    fn take(&mut self, row: usize, point: &[f32], label: usize, distance: f64) {
        let sums = &mut self.sums[label * point.len()..][..point.len()];
        // Not fused: the sums are the same bits on every instruction set.
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
            let distance = squared_distance(lanes, point, self.centre) as f32;
            if distance < *nearest {
                *nearest = distance;
            }
            sum += f64::from(*nearest);
        }
        sum
    }
}
