//! Sparse rows turned into columns, and columns in the order of their bins.

use super::{Cuts, take};
use crate::parallel::map_items;

/// Values column by column, as they stand in the rows.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    /// `[cols + 1]`
    pub starts: &'a [u32],
    /// `[entries]`
    pub rows: &'a [u32],
    /// `[entries]`
    pub values: &'a [f32],
}

impl<'a> Columns<'a> {
    /// Rows and values of a column.
    pub fn of(self, column: usize) -> (&'a [u32], &'a [f32]) {
        let range = self.starts[column] as usize..self.starts[column + 1] as usize;
        (&self.rows[range.clone()], &self.values[range])
    }
}

/// Columns in the order of their bins.
#[derive(Clone, Copy)]
pub struct Sorted<'a> {
    /// `[cols + 1]`
    pub starts: &'a [u32],
    /// `[entries]`
    pub rows: &'a [u32],
    /// `[entries]`
    pub bins: &'a [u16],
}

impl<'a> Sorted<'a> {
    /// Rows and bins of a column.
    pub(super) fn of(self, column: usize) -> (&'a [u32], &'a [u16]) {
        let range = self.starts[column] as usize..self.starts[column + 1] as usize;
        (&self.rows[range.clone()], &self.bins[range])
    }
}

/// Turns sparse rows; values that are NaN are left out.
pub fn gather_columns(
    row_starts: &[u32],
    (columns, values): (&[u32], &[f32]),
    starts: &mut [u32],
    (rows, gathered): (&mut [u32], &mut [f32]),
) {
    starts.fill(0);
    for (&column, value) in columns.iter().zip(values) {
        starts[column as usize + 1] += u32::from(!value.is_nan());
    }
    for column in 1..starts.len() {
        starts[column] += starts[column - 1];
    }
    let mut next = starts.to_vec();
    for (row, range) in row_starts.windows(2).enumerate() {
        let range = range[0] as usize..range[1] as usize;
        for (&column, &value) in columns[range.clone()].iter().zip(&values[range]) {
            if value.is_nan() {
                continue;
            }
            let place = &mut next[column as usize];
            rows[*place as usize] = row as u32;
            gathered[*place as usize] = value;
            *place += 1;
        }
    }
}

/// Puts the entries of each column in the order of their bins, those of one bin in the order they stand in.
pub fn bin_columns(columns: Columns, cuts: Cuts, rows: &mut [u32], bins: &mut [u16]) {
    let (mut rows, mut bins) = (rows, bins);
    let places = columns.starts.windows(2).enumerate().map(|(column, range)| {
        let count = (range[1] - range[0]) as usize;
        (column, take(&mut rows, count), take(&mut bins, count))
    });
    map_items(places.collect(), |(column, rows, bins)| {
        let cuts = cuts.of(column);
        let (own_rows, values) = columns.of(column);
        let own_bins: Vec<u16> = values.iter().map(|&value| bin_of(value, cuts) as u16).collect();
        let mut next = vec![0u32; cuts.len() + 1];
        for &bin in &own_bins {
            next[bin as usize + 1] += 1;
        }
        for bin in 1..next.len() {
            next[bin] += next[bin - 1];
        }
        for (&row, &bin) in own_rows.iter().zip(&own_bins) {
            let place = &mut next[bin as usize];
            rows[*place as usize] = row;
            bins[*place as usize] = bin;
            *place += 1;
        }
    });
}

/// The first cut above the value; the last bin takes what is above all.
fn bin_of(value: f32, cuts: &[f32]) -> usize {
    cuts.partition_point(|&cut| cut <= value).min(cuts.len() - 1)
}
