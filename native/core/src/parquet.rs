//! Row groups of Parquet files straight into row-major matrices.
//!
//! Read are flat columns of numbers and truth values in the encodings and codecs that writers use by default. Whatever else there is, and
//! whatever is wrong with a file, is left to another reader, which also finds the words for it: a column is decoded to its last value, or
//! not at all. Sizes in the file are believed as far as the bytes that are there can bear them out.

mod codec;
mod column;
mod hybrid;
mod page;
#[cfg(test)]
mod tests;
mod thrift;
mod transpose;
mod values;

pub use codec::Codec;
pub use values::Kind;

use crate::parallel::{map_items, within_pool};
use column::Column;
use transpose::Tile;

/// A column of a row group.
#[derive(Clone, Copy)]
pub struct Chunk<'a> {
    /// All its pages, and nothing else.
    pub bytes: &'a [u8],
    pub codec: Codec,
    pub kind: Kind,
    /// Values may be null.
    pub optional: bool,
}

pub struct Output<'a> {
    /// `[rows, label_size]`: the first columns.
    pub labels: &'a mut [f32],
    /// `[rows, columns - label_size]`: the others.
    pub features: &'a mut [f32],
    /// Any length: pages are unpacked here as far as it reaches, and into fresh memory beyond.
    pub workspace: &'a mut [u8],
}

/// Rows of a decoded column that somebody may object to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The first that is infinite, or too large for float32.
    pub infinite: Option<usize>,
    /// The first that is that, or null, or NaN.
    pub not_finite: Option<usize>,
}

/// Decodes the columns of a row group, tile by tile: so many rows of all columns as stay in a cache while they are turned into rows.
/// A column that is `None`, or that is not understood, is `None` in the result, and its cells hold anything.
pub fn decode<'a>(
    chunks: &[Option<Chunk<'a>>],
    rows: usize,
    label_size: usize,
    output: Output<'a>,
) -> Vec<Option<Found>> {
    let Output {
        labels,
        features,
        mut workspace,
    } = output;
    let open = |chunk: &Option<Chunk<'a>>| Reading::open(*chunk, rows, &mut workspace);
    let mut readings: Vec<Reading> = chunks.iter().map(open).collect();
    within_pool(|| decode_tiles(&mut readings, rows, label_size, labels, features));
    readings.into_iter().map(Reading::finish).collect()
}

fn decode_tiles(readings: &mut [Reading], rows: usize, label_size: usize, labels: &mut [f32], features: &mut [f32]) {
    let cols = readings.len() - label_size;
    let mut tile = Tile::new(readings.len());
    for start in (0..rows).step_by(tile.rows()) {
        let count = tile.rows().min(rows - start);
        let columns = readings.iter_mut().zip(tile.columns()).collect();
        map_items(columns, |(reading, into): (&mut Reading, &mut [f32])| {
            reading.fill(start, &mut into[..count]);
        });
        tile.write(0..label_size, &mut labels[start * label_size..][..count * label_size]);
        tile.write(
            label_size..label_size + cols,
            &mut features[start * cols..][..count * cols],
        );
    }
}

/// A column being decoded, as long as nothing is wrong with it.
struct Reading<'a> {
    column: Option<Column<'a>>,
    found: Found,
}

impl<'a> Reading<'a> {
    fn open(chunk: Option<Chunk<'a>>, rows: usize, workspace: &mut &'a mut [u8]) -> Self {
        Self {
            column: chunk.and_then(|chunk| Column::open(chunk, rows, workspace)),
            found: Found::default(),
        }
    }

    fn fill(&mut self, start: usize, into: &mut [f32]) {
        let Some(column) = &mut self.column else { return };
        if column.fill(into).is_none() {
            self.column = None;
            return;
        }
        // No early exit: that is what lets the compiler use vectors.
        if into.iter().fold(true, |all, value| all & value.is_finite()) {
            return;
        }
        let first = |is_meant: fn(&f32) -> bool| into.iter().position(is_meant).map(|row| start + row);
        self.found.infinite = self.found.infinite.or_else(|| first(|value| value.is_infinite()));
        self.found.not_finite = self.found.not_finite.or_else(|| first(|value| !value.is_finite()));
    }

    fn finish(self) -> Option<Found> {
        self.column.map(|_| self.found)
    }
}
