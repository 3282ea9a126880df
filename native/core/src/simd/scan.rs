//! Rows in panels of 16, scanned for those that score no worse than a limit.

use super::lanes::{Lanes, MAX_WIDTH};
use super::prefetch::prefetch;
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
    /// Without the padding.
    pub count: usize,
    /// As [`lay_out_points`] makes them
    pub values: &'a [T::Number],
    /// `[padded rows]`: a row that scores worse is of no interest; minus infinity in the padding, which nothing interests.
    pub limits: &'a mut [f32],
    /// `[padded rows]`, what a sum counts in the score, where the term asks for it
    pub worths: &'a [f32],
}

/// Panels lie one behind the other; a vector wider than what is left of its panel goes on in the next. Points of a tile lie side by
/// side, step by step: one line of the cache holds a step of all of them.
struct Sixteens;

impl Layout for Sixteens {
    #[inline(always)]
    fn offset<L: Lanes, const VECTORS: usize>(steps: usize, step: usize, vector: usize) -> usize {
        let lane = vector * L::WIDTH;
        lane / PANEL_ROWS * (PANEL_ROWS * steps) + step * PANEL_ROWS + lane % PANEL_ROWS
    }

    #[inline(always)]
    fn of_point<L: Lanes>(_: usize, step: usize, point: usize) -> usize {
        step * L::TILE_ROWS + point
    }
}

/// Lays rows `[rows, steps]` out as the points of a scan; whatever fills the last tile up is `padding`.
pub(crate) fn lay_out_points<L: Lanes, N: Copy>(lanes: L, rows: &[N], steps: usize, padding: N) -> Vec<N> {
    let mut points = vec![padding; padded_rows(lanes, rows.len() / steps) * steps];
    let tiles = points.chunks_exact_mut(L::TILE_ROWS * steps);
    for (tile, rows) in tiles.zip(rows.chunks(L::TILE_ROWS * steps)) {
        for (point, row) in rows.chunks_exact(steps).enumerate() {
            for (step, &number) in row.iter().enumerate() {
                tile[Sixteens::of_point::<L>(steps, step, point)] = number;
            }
        }
    }
    points
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
        let padded = padded_rows(lanes, points.count);
        assert!(points.values.len() >= padded * self.steps);
        assert!(points.limits.len() == padded && points.worths.len() == padded);
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
            // Each tile fetches a share of the rows that come next, so that they are there when all points have seen these.
            let following = &self.panels[(slot + VECTORS * L::WIDTH) / PANEL_ROWS * (PANEL_ROWS * self.steps)..];
            let following = &following[..following.len().min(VECTORS * L::WIDTH * self.steps)];
            let share = following.len().div_ceil(points.count.div_ceil(ROWS)).max(1);
            let mut upcoming = following.chunks(share);
            let mut point = 0;
            while point < points.count {
                prefetch(upcoming.next().unwrap_or_default());
                tile.points = points.values.as_ptr().add(point * self.steps);
                if points.count - point == 1 {
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

/// Tells of the scores within the limits; `first` are the point and the slot that the tile begins at. Nearly all tiles have none.
#[inline(always)]
fn report<L: Lanes, T: Term, const ROWS: usize, const VECTORS: usize>(
    lanes: L,
    sums: &[[T::Vector<L>; VECTORS]; ROWS],
    starts: &[L::F32; VECTORS],
    first: (usize, usize),
    points: &mut Points<T>,
    found: &mut impl Found,
) {
    let limits = &mut points.limits[first.0..][..ROWS];
    let worths = &points.worths[first.0..][..ROWS];
    let scores = |row: usize| {
        let mut scores = *starts;
        for (score, &sum) in scores.iter_mut().zip(&sums[row]) {
            *score = T::score(lanes, sum, *score, worths[row]);
        }
        scores
    };
    let mut interesting = 0;
    for (row, &limit) in limits.iter().enumerate() {
        let limit = lanes.splat(limit);
        for score in scores(row) {
            interesting |= lanes.at_most(score, limit);
        }
    }
    if interesting == 0 {
        return;
    }
    for (row, limit) in limits.iter_mut().enumerate() {
        let scores = scores(row);
        let mut mask = 0;
        for (vector, &score) in scores.iter().enumerate() {
            mask |= u64::from(lanes.at_most(score, lanes.splat(*limit))) << (vector * L::WIDTH);
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
