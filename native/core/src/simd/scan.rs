//! Rows in panels of 16, scanned for those that score no worse than a limit.

use super::lanes::{Lanes, MAX_WIDTH};
use super::tile::{Layout, Term, Tile};

/// Rows of a panel: what one tile of AVX2 or NEON takes, half a tile of AVX-512, two of the narrow ones.
pub const PANEL_ROWS: usize = 16;

/// What hears of every pair of a point and a row whose score is at most the limit of that point.
pub(crate) trait Found {
    /// `slot` counts rows from the start of the panels. Returns the limit of the point from now on.
    fn take(&mut self, point: usize, slot: usize, score: f32) -> f32;
}

/// Panels `[panels, steps, 16]`, what the score of each row starts from `[panels, 16]`, and who is interested.
pub(crate) struct Scan<'a, T: Term> {
    pub panels: &'a [T::Number],
    /// Absent where scores start at 0.
    pub starts: Option<&'a [f32]>,
    /// Numbers of a row: its features, or pairs of them.
    pub steps: usize,
}

/// Who is compared with the rows.
pub(crate) struct Points<'a, T: Term> {
    /// `[padded rows, steps]`
    pub values: &'a [T::Number],
    /// `[points]`: a row that scores worse is of no interest.
    pub limits: &'a mut [f32],
    /// `[points]`, what a sum counts in the score, where the term asks for it
    pub worths: &'a [f32],
}

/// Panels lie one behind the other; a vector wider than what is left of its panel goes on in the next.
struct Sixteens;

impl Layout for Sixteens {
    #[inline(always)]
    fn offset<L: Lanes, const VECTORS: usize>(steps: usize, step: usize, vector: usize) -> usize {
        let lane = vector * L::WIDTH;
        lane / PANEL_ROWS * (PANEL_ROWS * steps) + step * PANEL_ROWS + lane % PANEL_ROWS
    }
}

/// Points of a scan are padded to as many rows.
pub(crate) fn padded_rows<L: Lanes>(_: L, rows: usize) -> usize {
    rows.next_multiple_of(L::TILE_ROWS)
}

impl<T: Term> Scan<'_, T> {
    #[inline(always)]
    pub fn run<L: Lanes>(&self, lanes: L, mut points: Points<T>, found: &mut impl Found) {
        let slots = self.panels.len() / self.steps;
        assert!(slots.is_multiple_of(PANEL_ROWS) && self.panels.len() == slots * self.steps);
        assert!(self.starts.is_none_or(|starts| starts.len() == slots));
        assert!(points.values.len() >= padded_rows(lanes, points.limits.len()) * self.steps);
        assert!(points.worths.len() == points.limits.len());
        // SAFETY: the asserts above; tiles of whole vectors cover the slots of whole panels.
        unsafe {
            match (L::TILE_ROWS, L::TILE_VECTORS) {
                (6, 4) => self.by_columns::<L, 6, 4>(lanes, &mut points, found),
                (6, 2) => self.by_columns::<L, 6, 2>(lanes, &mut points, found),
                (4, 2) => self.by_columns::<L, 4, 2>(lanes, &mut points, found),
                _ => unreachable!("no tile of that shape"),
            }
        }
    }

    /// # Safety
    /// As [`Scan::run`] asserts.
    #[inline(always)]
    unsafe fn by_columns<L: Lanes, const ROWS: usize, const VECTORS: usize>(
        &self,
        lanes: L,
        points: &mut Points<T>,
        found: &mut impl Found,
    ) {
        let slots = self.panels.len() / self.steps;
        let mut slot = 0;
        // SAFETY: `slot` and what a column takes stay below the number of slots.
        unsafe {
            while slot + VECTORS * L::WIDTH <= slots {
                self.column::<L, ROWS, VECTORS>(lanes, slot, points, found);
                slot += VECTORS * L::WIDTH;
            }
            // Only a column wider than a panel leaves some over.
            while VECTORS * L::WIDTH > PANEL_ROWS && slot < slots {
                self.column::<L, ROWS, 1>(lanes, slot, points, found);
                slot += L::WIDTH;
            }
        }
    }

    /// All points against a few vectors of rows.
    ///
    /// # Safety
    /// As [`Scan::run`] asserts; `slot` is a multiple of `WIDTH`, and `VECTORS` vectors follow.
    #[inline(always)]
    unsafe fn column<L: Lanes, const ROWS: usize, const VECTORS: usize>(
        &self,
        lanes: L,
        slot: usize,
        points: &mut Points<T>,
        found: &mut impl Found,
    ) {
        let mut starts = [lanes.splat(0.0); VECTORS];
        let first = slot / PANEL_ROWS * (PANEL_ROWS * self.steps) + slot % PANEL_ROWS;
        // SAFETY: the caller's promise.
        unsafe {
            if let Some(values) = self.starts {
                for (vector, start) in starts.iter_mut().enumerate() {
                    *start = lanes.load(values.as_ptr().add(slot + vector * L::WIDTH));
                }
            }
            let begin = starts.map(|start| T::begin(lanes, start));
            let mut tile = Tile::<T> {
                points: points.values.as_ptr(),
                panel: self.panels.as_ptr().add(first),
                steps: self.steps,
                upcoming: &[],
            };
            let mut point = 0;
            while point < points.limits.len() {
                tile.points = points.values.as_ptr().add(point * self.steps);
                if points.limits.len() - point == 1 {
                    let sums = tile.sums::<L, Sixteens, 1, VECTORS>(lanes, begin);
                    report(lanes, &sums, &starts, (point, slot), points, found);
                } else {
                    let sums = tile.sums::<L, Sixteens, ROWS, VECTORS>(lanes, begin);
                    report(lanes, &sums, &starts, (point, slot), points, found);
                }
                point += ROWS;
            }
        }
    }
}

/// Tells of the scores within the limits; `first` are the point and the slot that the tile begins at.
#[inline(always)]
fn report<L: Lanes, T: Term, const ROWS: usize, const VECTORS: usize>(
    lanes: L,
    sums: &[[T::Vector<L>; VECTORS]; ROWS],
    starts: &[L::F32; VECTORS],
    first: (usize, usize),
    points: &mut Points<T>,
    found: &mut impl Found,
) {
    // Points of the padding have no limit.
    let limits = points.limits[first.0..].iter_mut().zip(&points.worths[first.0..]);
    for (row, (sums, (limit, &worth))) in sums.iter().zip(limits).enumerate() {
        let most = lanes.splat(*limit);
        let mut scores = *starts;
        let mut mask = 0;
        for (vector, score) in scores.iter_mut().enumerate() {
            *score = T::score(lanes, sums[vector], starts[vector], worth);
            mask |= u64::from(lanes.at_most(*score, most)) << (vector * L::WIDTH);
        }
        while mask != 0 {
            let lane = mask.trailing_zeros() as usize;
            mask &= mask - 1;
            let mut stored = [0.0; MAX_WIDTH];
            // SAFETY: WIDTH <= MAX_WIDTH.
            unsafe { lanes.store(stored.as_mut_ptr(), scores[lane / L::WIDTH]) };
            let score = stored[lane % L::WIDTH];
            if score <= *limit {
                *limit = found.take(first.0 + row, first.1 + lane, score);
            }
        }
    }
}
