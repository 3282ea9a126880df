//! Rows in panels of 16, scanned for those that score no worse than a limit.

use super::lanes::{Lanes, MAX_WIDTH};
use super::tile::{Element, Layout, Term, Tile};

/// Rows of a panel: what one tile of AVX2 or NEON takes, half a tile of AVX-512, two of the narrow ones.
pub const PANEL_ROWS: usize = 16;

/// What hears of every pair of a point and a row whose score is at most the limit of that point.
pub(crate) trait Found {
    /// `slot` counts rows from the start of the panels. Returns the limit of the point from now on.
    fn take(&mut self, point: usize, slot: usize, score: f32) -> f32;
}

/// Panels `[panels, cols, 16]`, what the score of each row starts from `[panels, 16]`, and who is interested.
pub(crate) struct Scan<'a, E> {
    pub panels: &'a [E],
    /// Absent where scores start at 0.
    pub starts: Option<&'a [f32]>,
    pub cols: usize,
}

/// Panels lie one behind the other; a vector wider than what is left of its panel goes on in the next.
struct Sixteens;

impl Layout for Sixteens {
    #[inline(always)]
    fn offset<L: Lanes, const VECTORS: usize>(cols: usize, feature: usize, vector: usize) -> usize {
        let lane = vector * L::WIDTH;
        lane / PANEL_ROWS * (PANEL_ROWS * cols) + feature * PANEL_ROWS + lane % PANEL_ROWS
    }
}

/// Points of a scan are padded to as many rows.
pub(crate) fn padded_rows<L: Lanes>(_: L, rows: usize) -> usize {
    rows.next_multiple_of(L::TILE_ROWS)
}

impl<E: Element> Scan<'_, E> {
    /// `points` are `[padded rows, cols]`, of which as many count as there are `limits`.
    #[inline(always)]
    pub fn run<L: Lanes, T: Term>(&self, lanes: L, points: &[f32], limits: &mut [f32], found: &mut impl Found) {
        let slots = self.panels.len() / self.cols;
        assert!(slots.is_multiple_of(PANEL_ROWS) && self.panels.len() == slots * self.cols);
        assert!(self.starts.is_none_or(|starts| starts.len() == slots));
        assert!(points.len() >= padded_rows(lanes, limits.len()) * self.cols);
        // SAFETY: the asserts above; tiles of whole vectors cover the slots of whole panels.
        unsafe {
            match (L::TILE_ROWS, L::TILE_VECTORS) {
                (6, 4) => self.by_columns::<L, T, 6, 4>(lanes, points, limits, found),
                (6, 2) => self.by_columns::<L, T, 6, 2>(lanes, points, limits, found),
                (4, 2) => self.by_columns::<L, T, 4, 2>(lanes, points, limits, found),
                _ => unreachable!("no tile of that shape"),
            }
        }
    }

    /// # Safety
    /// As [`Scan::run`] asserts.
    #[inline(always)]
    unsafe fn by_columns<L: Lanes, T: Term, const ROWS: usize, const VECTORS: usize>(
        &self,
        lanes: L,
        points: &[f32],
        limits: &mut [f32],
        found: &mut impl Found,
    ) {
        let slots = self.panels.len() / self.cols;
        let mut slot = 0;
        // SAFETY: `slot` and what a column takes stay below the number of slots.
        unsafe {
            while slot + VECTORS * L::WIDTH <= slots {
                self.column::<L, T, ROWS, VECTORS>(lanes, slot, points, limits, found);
                slot += VECTORS * L::WIDTH;
            }
            // Only a column wider than a panel leaves some over.
            while VECTORS * L::WIDTH > PANEL_ROWS && slot < slots {
                self.column::<L, T, ROWS, 1>(lanes, slot, points, limits, found);
                slot += L::WIDTH;
            }
        }
    }

    /// All points against a few vectors of rows.
    ///
    /// # Safety
    /// As [`Scan::run`] asserts; `slot` is a multiple of `WIDTH`, and `VECTORS` vectors follow.
    #[inline(always)]
    unsafe fn column<L: Lanes, T: Term, const ROWS: usize, const VECTORS: usize>(
        &self,
        lanes: L,
        slot: usize,
        points: &[f32],
        limits: &mut [f32],
        found: &mut impl Found,
    ) {
        let mut start = [lanes.splat(0.0); VECTORS];
        let first = slot / PANEL_ROWS * (PANEL_ROWS * self.cols) + slot % PANEL_ROWS;
        // SAFETY: the caller's promise.
        unsafe {
            if let Some(starts) = self.starts {
                for (vector, start) in start.iter_mut().enumerate() {
                    *start = lanes.load(starts.as_ptr().add(slot + vector * L::WIDTH));
                }
            }
            let mut tile = Tile {
                points: points.as_ptr(),
                panel: self.panels.as_ptr().add(first),
                cols: self.cols,
                upcoming: &[],
            };
            let mut point = 0;
            while point < limits.len() {
                tile.points = points.as_ptr().add(point * self.cols);
                if limits.len() - point == 1 {
                    let sums = tile.sums::<L, T, Sixteens, 1, VECTORS>(lanes, start);
                    report(lanes, &sums, point, slot, limits, found);
                } else {
                    let sums = tile.sums::<L, T, Sixteens, ROWS, VECTORS>(lanes, start);
                    report(lanes, &sums, point, slot, limits, found);
                }
                point += ROWS;
            }
        }
    }
}

#[inline(always)]
fn report<L: Lanes, const ROWS: usize, const VECTORS: usize>(
    lanes: L,
    sums: &[[L::F32; VECTORS]; ROWS],
    first: usize,
    slot: usize,
    limits: &mut [f32],
    found: &mut impl Found,
) {
    // Points of the padding have no limit.
    for (row, (sums, limit)) in sums.iter().zip(&mut limits[first..]).enumerate() {
        let most = lanes.splat(*limit);
        let mut mask = 0;
        for (vector, &sum) in sums.iter().enumerate() {
            mask |= u64::from(lanes.at_most(sum, most)) << (vector * L::WIDTH);
        }
        while mask != 0 {
            let lane = mask.trailing_zeros() as usize;
            mask &= mask - 1;
            let mut scores = [0.0; MAX_WIDTH];
            // SAFETY: WIDTH <= MAX_WIDTH.
            unsafe { lanes.store(scores.as_mut_ptr(), sums[lane / L::WIDTH]) };
            let score = scores[lane % L::WIDTH];
            if score <= *limit {
                *limit = found.take(first + row, slot + lane, score);
            }
        }
    }
}
