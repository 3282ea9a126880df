//! The two best-scoring centroids of every point, by register tiles.
//!
//! The score of a centroid is `|c|^2 - 2 x.c`, which orders centroids as the squared distance does at half the work. The
//! caller knows how far rounding can reorder them ([`Candidate::margin`]).

use super::lanes::{Best, Lanes};

/// Tile height where all centroids fit one vector: one column of accumulators must hide the latency of the adder alone.
const NARROW_TILE_ROWS: usize = 12;

/// Rows of a block of points are padded to a multiple of this, which every tile height divides.
pub(crate) const ROW_MULTIPLE: usize = 12;

/// Centroids laid out for the tiles of one instruction set: vectors of `WIDTH` centroids side by side, a few vectors to a
/// panel, each panel feature by feature. Scaled by -2; the padding scores infinity.
pub(crate) struct Panels {
    /// Panel by panel `[cols, vectors, WIDTH]`
    values: Vec<f32>,
    /// `[vectors * WIDTH]`
    norms: Vec<f32>,
    /// Vectors in each panel.
    shape: Vec<usize>,
    cols: usize,
    width: usize,
}

impl Panels {
    /// `centroids` are `[k, cols]`, `cols` and `k` at least 1.
    pub fn new<L: Lanes>(_: L, centroids: &[f32], cols: usize) -> Self {
        let k = centroids.len() / cols;
        let vectors = k.div_ceil(L::WIDTH);
        let shape = even_split(vectors, L::TILE_VECTORS);
        let mut values = vec![0.0; vectors * L::WIDTH * cols];
        let mut norms = vec![f32::INFINITY; vectors * L::WIDTH];
        let mut first = 0;
        for &width in &shape {
            let lanes = width * L::WIDTH;
            let panel = &mut values[first * cols..(first + lanes) * cols];
            for lane in 0..lanes.min(k - first) {
                let centroid = &centroids[(first + lane) * cols..][..cols];
                for (feature, value) in centroid.iter().enumerate() {
                    panel[feature * lanes + lane] = -2.0 * value;
                }
                norms[first + lane] = centroid.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>() as f32;
            }
            first += lanes;
        }
        Self {
            values,
            norms,
            shape,
            cols,
            width: L::WIDTH,
        }
    }
}

/// Splits `count` into parts of at most `most`, as equal as can be: a part of one would leave a tile half idle.
fn even_split(count: usize, most: usize) -> Vec<usize> {
    let parts = count.div_ceil(most);
    (0..parts)
        .map(|part| count * (part + 1) / parts - count * part / parts)
        .collect()
}

/// A point's best centroid, as far as scores can tell.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Candidate {
    pub label: usize,
    /// By how much the score of the runner-up is worse; NaN where scores overflowed.
    pub margin: f32,
}

/// Finds the candidate of every point. `points` are `[rows, cols]` with `rows` a multiple of [`ROW_MULTIPLE`], one row per
/// candidate.
#[inline(always)]
pub(crate) fn nearest_two<L: Lanes>(lanes: L, points: &[f32], panels: &Panels, candidates: &mut [Candidate]) {
    assert!(candidates.len().is_multiple_of(ROW_MULTIPLE) && points.len() == candidates.len() * panels.cols);
    assert!(panels.width == L::WIDTH);
    // SAFETY: the asserts above; the number of rows is a multiple of every tile height.
    unsafe {
        match (panels.shape.as_slice(), L::TILE_ROWS) {
            ([1], _) => by_rows::<L, NARROW_TILE_ROWS>(lanes, points, panels, candidates),
            (_, 6) => by_rows::<L, 6>(lanes, points, panels, candidates),
            _ => by_rows::<L, 4>(lanes, points, panels, candidates),
        }
    }
}

/// # Safety
/// As [`nearest_two`] asserts; `ROWS` divides the number of candidates.
#[inline(always)]
unsafe fn by_rows<L: Lanes, const ROWS: usize>(
    lanes: L,
    points: &[f32],
    panels: &Panels,
    candidates: &mut [Candidate],
) {
    for (index, candidates) in candidates.chunks_exact_mut(ROWS).enumerate() {
        let mut best = [Best::none(lanes); ROWS];
        let mut vector = 0;
        for &width in &panels.shape {
            // SAFETY: `index` counts whole tiles of rows, `vector` the vectors of the panels before this one.
            unsafe {
                let tile = Tile {
                    points: points.as_ptr().add(index * ROWS * panels.cols),
                    panel: panels.values.as_ptr().add(vector * L::WIDTH * panels.cols),
                    norms: panels.norms.as_ptr().add(vector * L::WIDTH),
                    cols: panels.cols,
                    first_tag: vector as i32,
                };
                match width {
                    1 => tile.offer::<L, ROWS, 1>(lanes, &mut best),
                    2 => tile.offer::<L, ROWS, 2>(lanes, &mut best),
                    3 => tile.offer::<L, ROWS, 3>(lanes, &mut best),
                    _ => tile.offer::<L, ROWS, 4>(lanes, &mut best),
                }
            }
            vector += width;
        }
        for (candidate, best) in candidates.iter_mut().zip(&best) {
            let winner = lanes.winner(best);
            candidate.label = winner.tag as usize * L::WIDTH + winner.lane;
            candidate.margin = winner.runner_up - winner.score;
        }
    }
}

/// A few points against one panel. The tag of a score is the index of its vector.
struct Tile {
    /// `[ROWS, cols]`
    points: *const f32,
    /// `[cols, VECTORS, WIDTH]`
    panel: *const f32,
    /// `[VECTORS, WIDTH]`
    norms: *const f32,
    cols: usize,
    first_tag: i32,
}

impl Tile {
    /// # Safety
    /// The pointers must be valid for reads of the shapes they name.
    #[inline(always)]
    unsafe fn offer<L: Lanes, const ROWS: usize, const VECTORS: usize>(&self, lanes: L, best: &mut [Best<L>; ROWS]) {
        let mut scores = [[lanes.splat(0.0); VECTORS]; ROWS];
        // SAFETY: every address below lies in its shape.
        unsafe {
            for vector in 0..VECTORS {
                let norms = lanes.load(self.norms.add(vector * L::WIDTH));
                for row in &mut scores {
                    row[vector] = norms;
                }
            }
            for feature in 0..self.cols {
                let mut centroids = [lanes.splat(0.0); VECTORS];
                for (vector, centroids) in centroids.iter_mut().enumerate() {
                    *centroids = lanes.load(self.panel.add((feature * VECTORS + vector) * L::WIDTH));
                }
                for (row, scores) in scores.iter_mut().enumerate() {
                    let value = lanes.splat(*self.points.add(row * self.cols + feature));
                    for (score, &centroids) in scores.iter_mut().zip(&centroids) {
                        *score = lanes.mul_add(value, centroids, *score);
                    }
                }
            }
        }
        for vector in 0..VECTORS {
            let tag = lanes.splat_i32(self.first_tag + vector as i32);
            for (best, scores) in best.iter_mut().zip(&scores) {
                lanes.offer(best, scores[vector], tag);
            }
        }
    }
}
