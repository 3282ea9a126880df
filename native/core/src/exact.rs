//! The exact greedy search of XGBoost: every split between two different values of sorted columns.
//!
//! The arithmetic is XGBoost's own, term by term: sums are double, weights and gains single, nothing is fused.

mod route;
mod search;
mod sort;
#[cfg(test)]
mod tests;
mod weight;

pub use route::{Route, route_rows};
pub use search::{Best, Search, find_splits};
pub use sort::sort_columns;
pub use weight::Penalty;

/// Columns of a data set: the rows that have a value in each.
#[derive(Clone, Copy)]
pub struct Entries<'a> {
    /// `[columns + 1]`
    pub starts: &'a [u32],
    /// `[entries]`
    pub values: &'a [f32],
    /// `[entries]`
    pub rows: &'a [u32],
}

impl Entries<'_> {
    fn columns(&self) -> usize {
        self.starts.len() - 1
    }

    /// Value and row of every entry of a column.
    fn of(&self, column: usize) -> impl DoubleEndedIterator<Item = (f32, u32)> {
        let range = self.starts[column] as usize..self.starts[column + 1] as usize;
        let values = self.values[range.clone()].iter().copied();
        values.zip(self.rows[range].iter().copied())
    }
}
