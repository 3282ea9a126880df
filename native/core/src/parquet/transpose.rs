//! Columns into rows, as many at a time as stay in a cache.

use crate::parallel::{map_items, threads};
use std::ops::Range;

/// Cells of a tile: half a megabyte.
const CELLS: usize = 1 << 17;
const MOST_ROWS: usize = 4096;

/// Rows that are written together: a cache line of each column.
const LINE: usize = 16;

/// Keeps columns from starting in the same set of a cache.
const GAP: usize = LINE;

/// Some rows of all columns, column after column.
pub struct Tile {
    cells: Vec<f32>,
    rows: usize,
}

impl Tile {
    pub fn new(columns: usize) -> Self {
        let rows = (CELLS / columns.max(1) / LINE * LINE).clamp(LINE, MOST_ROWS);
        Self {
            cells: vec![0.0; columns * (rows + GAP)],
            rows,
        }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&mut self) -> impl Iterator<Item = &mut [f32]> {
        self.cells.chunks_mut(self.rows + GAP)
    }

    /// Writes the first rows of some columns row by row: as many as `into` holds.
    pub fn write(&self, columns: Range<usize>, into: &mut [f32]) {
        let cols = columns.len();
        if cols == 0 || into.is_empty() {
            return;
        }
        let cells = &self.cells[columns.start * (self.rows + GAP)..columns.end * (self.rows + GAP)];
        let rows = (into.len() / cols).div_ceil(threads()).next_multiple_of(LINE);
        let parts = into.chunks_mut(rows * cols).enumerate().collect();
        map_items(parts, |(part, into): (usize, &mut [f32])| {
            for (line, into) in into.chunks_mut(LINE * cols).enumerate() {
                write_line(&cells[part * rows + line * LINE..], self.rows + GAP, cols, into);
            }
        });
    }
}

/// The first rows of `cols` columns that start `stride` cells apart.
fn write_line(cells: &[f32], stride: usize, cols: usize, into: &mut [f32]) {
    let mut col = 0;
    while col < cols {
        let columns = &cells[col * stride..];
        col += match cols - col {
            8.. => write_columns::<8>(columns, stride, into, cols, col),
            4.. => write_columns::<4>(columns, stride, into, cols, col),
            _ => write_columns::<1>(columns, stride, into, cols, col),
        };
    }
}

/// `N` neighbouring columns, of a number that the compiler knows: that is what makes the stores wide.
fn write_columns<const N: usize>(columns: &[f32], stride: usize, into: &mut [f32], cols: usize, col: usize) -> usize {
    let lines: [&[f32; LINE]; N] = std::array::from_fn(|n| columns[n * stride..].first_chunk().expect("a whole line"));
    for (row, cells) in into.chunks_exact_mut(cols).enumerate().take(LINE) {
        let cells: &mut [f32; N] = cells[col..].first_chunk_mut().expect("as many columns");
        *cells = lines.map(|line| line[row]);
    }
    N
}
