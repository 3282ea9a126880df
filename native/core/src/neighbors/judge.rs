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
    /// Of the rows only the upper halves are read.
    pub sketched: bool,
    /// `|q|^2 / 2`
    half_norm: f64,
    /// A score is off by no more than `absolute + relative * |score|`.
    absolute: f64,
    relative: f64,
}

/// By how much the distance of a neighbour must exceed the rounding of a score, for the score to be of use.
const CLEAR: f64 = 16.0;

/// What rounding to the upper half can change of a number, as a share of it.
const UPPER_HALF: f64 = 1.0 / 256.0;

impl Judge {
    /// `longest` is the squared norm of the longest row; `typical` a distance such as a neighbour may have; `sketch` whether upper halves may be
    /// read, where they say enough.
    pub fn new(metric: Metric, query: &[f32], longest: f64, typical: f64, sketch: bool) -> Self {
        let squared: f64 = query.iter().map(|&value| f64::from(value) * f64::from(value)).sum();
        let reach = longest.sqrt() * squared.sqrt();
        // A sum of `cols + 1` terms: each step, and the rounding of its terms, errs by half an epsilon of what the sum can reach.
        let steps = (query.len() + 8) as f64 * f64::from(f32::EPSILON);
        let tiny = (query.len() + 8) as f64 * f64::from(f32::MIN_POSITIVE);
        let largest = longest + 2.0 * reach + squared;
        let judge = |scoring, sketched, absolute, relative| Self {
            scoring,
            sketched,
            half_norm: squared / 2.0,
            absolute,
            relative,
        };
        // Not where it is NaN, either.
        let scores_hold = largest < f64::from(f32::MAX) / 4.0;
        if !scores_hold {
            return judge(Scoring::None, false, f64::INFINITY, 0.0);
        }
        let coarse = if sketch { UPPER_HALF * reach } else { 0.0 };
        if metric == Metric::InnerProduct {
            return judge(Scoring::Product, sketch, steps * reach + coarse + tiny, 0.0);
        }
        let error = steps * (longest / 2.0 + reach) + tiny;
        if sketch && 2.0 * (error + coarse) * CLEAR <= typical {
            judge(Scoring::HalfDistance, true, error + coarse, 0.0)
        } else if 2.0 * error * CLEAR <= typical {
            judge(Scoring::HalfDistance, false, error, 0.0)
        } else {
            judge(Scoring::Distance, false, tiny, steps)
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
