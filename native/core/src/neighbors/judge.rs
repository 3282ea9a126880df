//! How a score of float32 arithmetic relates to the distance of float64 arithmetic, for one query.
//!
//! Rows are scored by `|r|^2 / 2 - q.r`, which orders them as the squared distance does at half the work, or by `-q.r`. Such scores cancel: where
//! rounding could reach as far as a neighbour is away, the query is scored by `sum((q - r)^2)` instead; where float32 would overflow, not at all.

use super::Metric;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scoring {
    /// `|r|^2 / 2 - q.r`
    HalfDistance,
    /// `sum((q - r)^2)`
    Distance,
    /// `-q.r`
    Product,
    /// Every row is decided in float64.
    None,
}

#[derive(Clone, Copy, Debug)]
pub struct Judge {
    pub scoring: Scoring,
    /// The grid that the query is rounded to, where the sketch of the rows is read and not the rows.
    pub grid: Option<Grid>,
    /// `|q|^2 / 2`
    half_norm: f64,
    /// A score is off by no more than `absolute + relative * |score|`.
    absolute: f64,
    relative: f64,
}

/// By how much the distance of a neighbour must exceed the rounding of a score, for the score to be of use.
const CLEAR: f64 = 16.0;

/// Numbers as whole numbers of 16 bits: each times a scale, and rounded. Products of those are summed up without any further error.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    pub scale: f64,
    /// What one unit of a sum of products with the rows is in a score, its sign turned.
    pub worth: f32,
}

impl Grid {
    /// The finest on which all numbers of the query have their place. None where the answer could not be told in float32.
    fn of(query: &[f32], row_scale: f64) -> Option<Self> {
        let most = query.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
        let scale = if most > 0.0 {
            f64::from(largest_step(query.len())) / f64::from(most)
        } else {
            1.0
        };
        let worth = (-1.0 / (scale * row_scale)) as f32;
        (scale.is_finite() && worth.is_normal()).then_some(Self { scale, worth })
    }

    /// By how much a product with a row can be off.
    fn error(&self, cols: usize, query_norm: f64, row_norm: f64, row_scale: f64) -> f64 {
        // Half a step for every feature, as the length of a vector.
        let half = (cols as f64).sqrt() / 2.0;
        (query_norm + half / self.scale) * half / row_scale + row_norm * half / self.scale
    }
}

/// The largest whole number of 16 bits of which `cols` products of two can be added up in 32 bits.
pub fn largest_step(cols: usize) -> i16 {
    (f64::from(i32::MAX) / cols.next_multiple_of(2) as f64)
        .sqrt()
        .min(f64::from(i16::MAX)) as i16
}

impl Judge {
    /// `longest` is the squared norm of the longest row; `typical` a distance such as a neighbour may have; `row_scale` that of the sketch, which is
    /// read where it says enough.
    pub fn new(metric: Metric, query: &[f32], longest: f64, typical: f64, row_scale: Option<f64>) -> Self {
        let squared: f64 = query.iter().map(|&value| f64::from(value) * f64::from(value)).sum();
        let reach = longest.sqrt() * squared.sqrt();
        // A sum of `cols + 1` terms: each step, and the rounding of its terms, errs by half an epsilon of what the sum can reach.
        let steps = (query.len() + 8) as f64 * f64::from(f32::EPSILON);
        let tiny = (query.len() + 8) as f64 * f64::from(f32::MIN_POSITIVE);
        let largest = longest + 2.0 * reach + squared;
        let judge = |scoring, grid, absolute, relative| Self {
            scoring,
            grid,
            half_norm: squared / 2.0,
            absolute,
            relative,
        };
        // Not where it is NaN, either.
        let scores_hold = largest < f64::from(f32::MAX) / 4.0;
        if !scores_hold {
            return judge(Scoring::None, None, f64::INFINITY, 0.0);
        }
        let coarse = row_scale.and_then(|row_scale| {
            let grid = Grid::of(query, row_scale)?;
            Some((grid, grid.error(query.len(), squared.sqrt(), longest.sqrt(), row_scale)))
        });
        if metric == Metric::InnerProduct {
            let (grid, error) = coarse.unzip();
            return judge(Scoring::Product, grid, steps * reach + error.unwrap_or(0.0) + tiny, 0.0);
        }
        let error = steps * (longest / 2.0 + reach) + tiny;
        match coarse {
            Some((grid, coarse)) if 2.0 * (error + coarse) * CLEAR <= typical => {
                judge(Scoring::HalfDistance, Some(grid), error + coarse, 0.0)
            }
            _ if 2.0 * error * CLEAR <= typical => judge(Scoring::HalfDistance, None, error, 0.0),
            _ => judge(Scoring::Distance, None, tiny, steps),
        }
    }

    /// No row that is as near as `distance` scores worse.
    pub fn limit_at(&self, distance: f64) -> f32 {
        let score = match self.scoring {
            Scoring::HalfDistance => distance / 2.0 - self.half_norm,
            _ => distance,
        };
        round_up(score + self.error(score))
    }

    /// No row that is as near as one of this score scores worse.
    pub fn limit_after(&self, score: f32) -> f32 {
        let score = f64::from(score);
        round_up(score + 3.0 * self.error(score))
    }

    fn error(&self, score: f64) -> f64 {
        self.absolute + self.relative * score.abs()
    }
}

fn round_up(limit: f64) -> f32 {
    let rounded = limit as f32;
    if f64::from(rounded) < limit {
        rounded.next_up()
    } else {
        rounded
    }
}
