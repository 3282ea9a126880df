//! Mean and scatter of the rows of a matrix.
//!
//! The scatter is `sum((x - mean)(x - mean)^T)`. It is summed up chunk by chunk, each about an origin of its own that lies among
//! its rows, so that no offset of the data can cancel its spread away; then the chunks are joined one after the other.

mod chunk;
#[cfg(test)]
mod tests;

use crate::dense::Rows;
use crate::parallel::{map_items, threads, within_pool};
use crate::simd::{Kernel, Lanes, Level};
use chunk::{ChunkMoments, Precision, RowChunk, Strip, add_strips, put_scatter};
use std::sync::{Mutex, PoisonError};

/// Rows to add. `chunk_rows` must be at least 1.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub points: Rows<'a>,
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
const EXACT_PRODUCTS: usize = 1 << 25;

/// Wider matrices are shared among threads by rows of the scatter, because a copy of it for each chunk would take too much room.
const MOST_COLUMNS_PER_CHUNK: usize = 1024;

/// Rows of a wide scatter that one item of work adds to.
const STRIP_ROWS: usize = 48;

/// The same where the scatter is small: its first rows are the longest, so that threads share them evenly only if they are few. Whole tiles of every
/// instruction set.
const FINE_STRIP_ROWS: usize = 12;

/// Adds the rows to the moments.
pub fn add_moments(level: Level, input: Input, moments: Moments) {
    let Input { points, chunk_rows, .. } = input;
    let cols = points.cols();
    let chunks = points.chunks(chunk_rows).enumerate();
    let chunks = chunks.map(|(index, points)| RowChunk {
        points,
        precision: precision(input.seen + index * chunk_rows + points.count(), cols),
    });
    let chunks = chunks.collect();
    within_pool(|| {
        if cols <= MOST_COLUMNS_PER_CHUNK {
            add_side_by_side(level, input, chunks, moments);
        } else {
            add_one_by_one(level, input, chunks, moments);
        }
    });
}

/// What the scatters of chunks may take that are summed up before they are joined: every thread waits for the last of them, so there should be
/// many, and all should stay in the cache. They are joined in order, so that it does not show.
const WAITING_BYTES: usize = 1 << 21;

fn most_waiting(cols: usize) -> usize {
    (WAITING_BYTES / (size_of::<f64>() * cols * cols)).max(2 * threads())
}

/// Room for the scatters of chunks, which the next call uses again: fresh memory has to be asked for page by page.
static WAITING: Mutex<Vec<Vec<f64>>> = Mutex::new(Vec::new());

/// Each chunk has a scatter of its own, whose rows threads share where there is but one chunk.
fn add_side_by_side(level: Level, input: Input, chunks: Vec<RowChunk>, mut moments: Moments) {
    let cols = input.points.cols();
    let mut seen = input.seen;
    let mut scatters = std::mem::take(&mut *WAITING.lock().unwrap_or_else(PoisonError::into_inner));
    scatters.resize_with(chunks.len().min(most_waiting(cols)), Vec::new);
    for wave in chunks.chunks(scatters.len().max(1)) {
        let summed = map_items(wave.iter().zip(&mut scatters).collect(), |(&chunk, scatter)| {
            scatter.resize(cols * cols, 0.0);
            let is_alone = wave.len() == 1 && threads() > 1;
            put_scatter(
                level,
                chunk,
                strips(scatter, cols, if is_alone { FINE_STRIP_ROWS } else { cols }),
            )
        });
        let scatters = scatters.iter().map(|scatter| &scatter[..]);
        seen = join(level, &mut moments, seen, cols, summed.iter().zip(scatters));
    }
    if scatters.len() * cols * cols * size_of::<f64>() <= WAITING_BYTES {
        *WAITING.lock().unwrap_or_else(PoisonError::into_inner) = scatters;
    }
}

/// All chunks add to the one scatter, whose rows are shared among threads.
fn add_one_by_one(level: Level, input: Input, chunks: Vec<RowChunk>, mut moments: Moments) {
    let cols = input.points.cols();
    let mut seen = input.seen;
    for chunk in chunks {
        let summed = add_strips(level, chunk, strips(moments.scatter, cols, STRIP_ROWS));
        seen = join(level, &mut moments, seen, cols, [(&summed, &[][..])]);
    }
}

/// So many rows of the scatter each.
fn strips(scatter: &mut [f64], cols: usize, rows: usize) -> Vec<Strip<'_>> {
    let strips = scatter.chunks_mut(rows * cols).enumerate();
    strips.map(|(index, strip)| (index * rows, strip)).collect()
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

/// Joins chunks to the moments in order, as Chan, Golub and LeVeque do (1979). A scatter that stands in the total already is empty here.
/// Returns the rows that the moments stand for.
fn join<'a>(
    level: Level,
    moments: &mut Moments,
    seen: usize,
    cols: usize,
    chunks: impl IntoIterator<Item = (&'a ChunkMoments, &'a [f64])>,
) -> usize {
    let mut before = seen;
    let mut joinings = Vec::new();
    for (chunk, scatter) in chunks {
        let total = before + chunk.rows;
        let share = chunk.rows as f64 / total as f64;
        let mut shift = vec![0.0; cols];
        for (col, mean) in moments.mean.iter_mut().enumerate() {
            shift[col] = f64::from(chunk.origin[col]) + chunk.sums[col] / chunk.rows as f64 - *mean;
            *mean += shift[col] * share;
        }
        joinings.push(Joining {
            moments: chunk,
            scatter,
            shift,
            weight: before as f64 * share,
        });
        before = total;
    }
    map_items(strips(moments.scatter, cols, FINE_STRIP_ROWS), |(first, strip)| {
        level.run(JoinStrip {
            joinings: &joinings,
            first,
            strip,
            cols,
        });
    });
    before
}

/// Joins chunks to rows of the scatter from `first` on.
struct JoinStrip<'a> {
    joinings: &'a [Joining<'a>],
    first: usize,
    strip: &'a mut [f64],
    cols: usize,
}

impl Kernel for JoinStrip<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        for (row, total) in self.strip.chunks_exact_mut(self.cols).enumerate() {
            for joining in self.joinings {
                joining.add_row(self.first + row, total);
            }
        }
    }
}

impl Joining<'_> {
    #[inline(always)]
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
