//! The two best-scoring centroids of every point, by register tiles.
//!
//! The score of a centroid is `|c|^2 - 2 x.c`, which orders centroids as the squared distance does at half the work. The
//! caller knows how far rounding can reorder them ([`Candidate::margin`]).

use super::lanes::{Best, Lanes};
use super::tile::{Layout, Product, Tile};

/// Tile height where all centroids fit one vector: one column of accumulators must hide the latency of the adder alone.
const NARROW_TILE_ROWS: usize = 12;

/// Rows of a block of points are padded to a multiple of this, which every tile height divides.
pub(crate) const ROW_MULTIPLE: usize = 12;

/// Centroids laid out for the tiles of one instruction set: vectors of `WIDTH` centroids side by side, a few vectors to a
/// panel, each panel feature by feature. Scaled by -2; the padding scores infinity.
pub(crate) struct Panels {
    /// Panel by panel `[cols, vectors of the panel, WIDTH]`
    values: Vec<f32>,
    /// `[vectors, WIDTH]`
    norms: Vec<f32>,
    vectors: usize,
    cols: usize,
    width: usize,
}

impl Panels {
    /// `centroids` are `[k, cols]`, `cols` and `k` at least 1.
    pub fn new<L: Lanes>(_: L, centroids: &[f32], cols: usize) -> Self {
        let vectors = (centroids.len() / cols).div_ceil(L::WIDTH);
        let mut values = vec![0.0; vectors * L::WIDTH * cols];
        let mut norms = vec![f32::INFINITY; vectors * L::WIDTH];
        let most = L::TILE_VECTORS * L::WIDTH;
        let panels = values.chunks_mut(most * cols).zip(norms.chunks_mut(most));
        for ((panel, norms), centroids) in panels.zip(centroids.chunks(most * cols)) {
            let lanes = norms.len();
            for (lane, centroid) in centroids.chunks_exact(cols).enumerate() {
                for (feature, value) in centroid.iter().enumerate() {
                    panel[feature * lanes + lane] = -2.0 * value;
                }
                norms[lane] = centroid.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>() as f32;
            }
        }
        Self {
            values,
            norms,
            vectors,
            cols,
            width: L::WIDTH,
        }
    }
}

/// A point's best centroid, as far as scores can tell.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Candidate {
    pub label: usize,
    /// By how much the score of the runner-up is worse; NaN where scores overflowed.
    pub margin: f32,
}

/// Finds the candidate of every point. `points` are `[rows, cols]` with `rows` a multiple of [`ROW_MULTIPLE`], one row per
/// candidate. `upcoming` are the values that will be wanted next: they are fetched from memory along the way.
#[inline(always)]
pub(crate) fn nearest_two<L: Lanes>(
    lanes: L,
    points: &[f32],
    upcoming: &[f32],
    panels: &Panels,
    candidates: &mut [Candidate],
) {
    assert!(candidates.len().is_multiple_of(ROW_MULTIPLE) && points.len() == candidates.len() * panels.cols);
    assert!(panels.width == L::WIDTH);
    // SAFETY: the asserts above; the number of rows is a multiple of every tile height.
    unsafe {
        match (panels.vectors, L::TILE_ROWS, L::TILE_VECTORS) {
            (1, _, _) => by_rows::<L, NARROW_TILE_ROWS, 1>(lanes, points, upcoming, panels, candidates),
            (_, 6, 4) => by_rows::<L, 6, 4>(lanes, points, upcoming, panels, candidates),
            (_, 6, 2) => by_rows::<L, 6, 2>(lanes, points, upcoming, panels, candidates),
            (_, 4, 2) => by_rows::<L, 4, 2>(lanes, points, upcoming, panels, candidates),
            _ => unreachable!("no tile of that shape"),
        }
    }
}

/// # Safety
/// As [`nearest_two`] asserts; `ROWS` divides the number of candidates, and `VECTORS` is that of the panels.
#[inline(always)]
unsafe fn by_rows<L: Lanes, const ROWS: usize, const VECTORS: usize>(
    lanes: L,
    points: &[f32],
    upcoming: &[f32],
    panels: &Panels,
    candidates: &mut [Candidate],
) {
    let cols = panels.cols;
    let upcoming = upcoming.chunks(ROWS * cols).chain(std::iter::repeat(&[][..]));
    let tiles = points.chunks_exact(ROWS * cols).zip(candidates.chunks_exact_mut(ROWS));
    for ((points, candidates), upcoming) in tiles.zip(upcoming) {
        let mut best = [Best::none(lanes); ROWS];
        let mut panel = PanelOffer {
            tile: Tile {
                points: points.as_ptr(),
                panel: panels.values.as_ptr(),
                steps: cols,
                upcoming,
            },
            norms: panels.norms.as_ptr(),
            first_tag: 0,
        };
        // SAFETY: the panels follow one another, all of `VECTORS` vectors but the last, which has what is left.
        unsafe {
            for _ in 0..panels.vectors / VECTORS {
                panel.offer::<L, ROWS, VECTORS>(lanes, &mut best);
                panel.tile.panel = panel.tile.panel.add(VECTORS * L::WIDTH * cols);
                panel.tile.upcoming = &[];
                panel.norms = panel.norms.add(VECTORS * L::WIDTH);
                panel.first_tag += VECTORS as i32;
            }
            match panels.vectors % VECTORS {
                1 => panel.offer::<L, ROWS, 1>(lanes, &mut best),
                2 => panel.offer::<L, ROWS, 2>(lanes, &mut best),
                3 => panel.offer::<L, ROWS, 3>(lanes, &mut best),
                _ => {}
            }
        }
        for (candidate, best) in candidates.iter_mut().zip(&best) {
            let winner = lanes.winner(best);
            candidate.label = winner.tag as usize * L::WIDTH + winner.lane;
            candidate.margin = winner.runner_up - winner.score;
        }
    }
}

/// A few points against one panel. The tag of a score is the index of its vector.
struct PanelOffer<'a> {
    tile: Tile<'a, Product>,
    /// `[VECTORS, WIDTH]`
    norms: *const f32,
    first_tag: i32,
}

/// Panels are exactly as wide as the tile.
struct Fitted;

impl Layout for Fitted {
    #[inline(always)]
    fn offset<L: Lanes, const VECTORS: usize>(_: usize, step: usize, vector: usize) -> usize {
        (step * VECTORS + vector) * L::WIDTH
    }
}

impl PanelOffer<'_> {
    /// # Safety
    /// The pointers must be valid for reads of the shapes they name.
    #[inline(always)]
    unsafe fn offer<L: Lanes, const ROWS: usize, const VECTORS: usize>(&self, lanes: L, best: &mut [Best<L>; ROWS]) {
        let mut norms = [lanes.splat(0.0); VECTORS];
        // SAFETY: every address lies in its shape.
        let scores: [[L::F32; VECTORS]; ROWS] = unsafe {
            for (vector, norms) in norms.iter_mut().enumerate() {
                *norms = lanes.load(self.norms.add(vector * L::WIDTH));
            }
            self.tile.sums::<L, Fitted, ROWS, VECTORS>(lanes, norms)
        };
        for (best, scores) in best.iter_mut().zip(&scores) {
            for (vector, &score) in scores.iter().enumerate() {
                lanes.offer(best, score, lanes.splat_i32(self.first_tag + vector as i32));
            }
        }
    }
}
