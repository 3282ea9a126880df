//! Mean and scatter of the rows of a matrix.
//!
//! The scatter is `sum((x - mean)(x - mean)^T)`. It is summed up chunk by chunk, each about an origin of its own that lies among
//! its rows, so that no offset of the data can cancel its spread away; then the chunks are joined one after the other.

mod chunk;
#[cfg(test)]
mod tests;

use crate::parallel::map_items;
use crate::simd::Level;
use chunk::{ChunkMoments, Precision, RowChunk, add_strips};

/// Rows to add. `cols` and `chunk_rows` must be at least 1.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// `[rows, cols]`
    pub points: &'a [f32],
    pub cols: usize,
    /// Rows that are summed up about one origin.
    pub chunk_rows: usize,
    /// Rows that the moments stand for already.
    pub seen: usize,
}

/// What is known of the rows so far.
pub struct Moments<'a> {
    /// `[cols]`
    pub mean: &'a mut [f64],
    /// `[cols, cols]`, of which the triangle on and above the diagonal counts
    pub scatter: &'a mut [f64],
}

/// Products in float64 that data of any size may cost: small data is summed up exactly but for float64, large data in float32
/// tiles with float64 totals, whose rounding averages out over the many.
const EXACT_PRODUCTS: usize = 1 << 27;

/// Wider matrices are shared among threads by rows of the scatter, because a copy of it for each chunk would take too much room.
const MOST_COLUMNS_PER_CHUNK: usize = 1024;

/// Rows of the scatter that one item of work adds to.
const STRIP_ROWS: usize = 48;

/// Adds the rows to the moments.
pub fn add_moments(level: Level, input: Input, moments: Moments) {
    let Input { cols, chunk_rows, .. } = input;
    let chunks = input
        .points
        .chunks(chunk_rows * cols)
        .enumerate()
        .map(|(index, points)| {
            let seen = input.seen + index * chunk_rows;
            RowChunk {
                points,
                cols,
                precision: precision(seen + points.len() / cols, cols),
            }
        });
    if cols <= MOST_COLUMNS_PER_CHUNK {
        let summed = map_items(chunks.collect(), |chunk| {
            let mut scatter = vec![0.0; cols * cols];
            let moments = add_strips(level, chunk, vec![(0, &mut scatter)]);
            (moments, scatter)
        });
        join(moments, input.seen, cols, &summed);
        return;
    }
    let mut seen = input.seen;
    for chunk in chunks {
        let strips = moments.scatter.chunks_mut(STRIP_ROWS * cols).enumerate();
        let strips = strips.map(|(index, strip)| (index * STRIP_ROWS, strip)).collect();
        let summed = add_strips(level, chunk, strips);
        let rows = summed.rows;
        let into = Moments {
            mean: &mut *moments.mean,
            scatter: &mut *moments.scatter,
        };
        join(into, seen, cols, &[(summed, Vec::new())]);
        seen += rows;
    }
}

fn precision(rows: usize, cols: usize) -> Precision {
    match rows.checked_mul(cols * cols) {
        Some(products) if products <= EXACT_PRODUCTS => Precision::Float64,
        _ => Precision::Float32,
    }
}

/// What joining one chunk does to the scatter: adds `scatter - sums sums^T / rows + weight shift shift^T`.
struct Joining<'a> {
    moments: &'a ChunkMoments,
    scatter: &'a [f64],
    /// `[cols]`, from the mean before to that of the chunk
    shift: Vec<f64>,
    weight: f64,
}

/// Joins chunks to the moments in order, as Chan, Golub and LeVeque do (1979). An empty scatter stands in the total already.
fn join(moments: Moments, seen: usize, cols: usize, chunks: &[(ChunkMoments, Vec<f64>)]) {
    let mut before = seen as f64;
    let mut joinings = Vec::with_capacity(chunks.len());
    for (chunk, scatter) in chunks {
        let rows = chunk.rows as f64;
        let total = before + rows;
        let mut shift = vec![0.0; cols];
        for (col, mean) in moments.mean.iter_mut().enumerate() {
            shift[col] = f64::from(chunk.origin[col]) + chunk.sums[col] / rows - *mean;
            *mean += shift[col] * (rows / total);
        }
        joinings.push(Joining {
            moments: chunk,
            scatter,
            shift,
            weight: before * rows / total,
        });
        before = total;
    }
    let strips = moments.scatter.chunks_mut(STRIP_ROWS * cols).enumerate();
    map_items(strips.collect(), |(index, strip)| {
        for (row, total) in strip.chunks_exact_mut(cols).enumerate() {
            for joining in &joinings {
                joining.add_row(index * STRIP_ROWS + row, total);
            }
        }
    });
}

impl Joining<'_> {
    fn add_row(&self, row: usize, total: &mut [f64]) {
        let cols = total.len();
        let sums = &self.moments.sums;
        let (mean, shift) = (sums[row] / self.moments.rows as f64, self.weight * self.shift[row]);
        let terms = sums[row..].iter().zip(&self.shift[row..]);
        for (total, (sum, by)) in total[row..].iter_mut().zip(terms) {
            *total += shift * by - mean * sum;
        }
        if let Some(scatter) = self.scatter.get(row * cols + row..(row + 1) * cols) {
            for (total, scatter) in total[row..].iter_mut().zip(scatter) {
                *total += scatter;
            }
        }
    }
}
