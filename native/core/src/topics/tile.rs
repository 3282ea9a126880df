//! Sums of outer products, by register tiles of 4 x 8.

use crate::simd::{Kernel, Lanes};

const LEFT: usize = 4;
const RIGHT: usize = 8;
/// Rows that are laid out for the tiles at once; with a few dozen columns they stay in the second cache.
const BLOCK_ROWS: usize = 256;

/// Two matrices of equally many rows, of which `left` has `m` and `right` `n` columns.
pub trait Rows {
    fn left(&self, row: usize, into: &mut [f64]);
    fn right(&self, row: usize, into: &mut [f64]);
}

/// Adds the sum over `rows` rows of `left ⊗ right` onto `sum` `[m, n]`, row after row.
pub struct AddOuterProducts<'a, R> {
    pub input: R,
    pub rows: usize,
    pub n: usize,
    /// `[m, n]`
    pub sum: &'a mut [f64],
}

impl<R: Rows> Kernel for AddOuterProducts<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Self { input, rows, n, sum } = self;
        let m = sum.len() / n;
        let block_rows = BLOCK_ROWS.min(rows);
        let mut left = Panels::<LEFT>::new(m, block_rows);
        let mut right = Panels::<RIGHT>::new(n, block_rows);
        let mut start = 0;
        while start < rows {
            let count = block_rows.min(rows - start);
            left.fill(count, |row, into| input.left(start + row, into));
            right.fill(count, |row, into| input.right(start + row, into));
            for (i, left) in left.panels(count).enumerate() {
                let sum = &mut sum[i * LEFT * n..m.min((i + 1) * LEFT) * n];
                for (j, right) in right.panels(count).enumerate() {
                    add_tile(left, right, sum, n, j * RIGHT);
                }
            }
            start += count;
        }
    }
}

/// Columns of a block side by side, `WIDTH` to a panel, each panel row by row; the last is filled up with zeros.
struct Panels<const WIDTH: usize> {
    values: Vec<[f64; WIDTH]>,
    row: Vec<f64>,
    block_rows: usize,
}

impl<const WIDTH: usize> Panels<WIDTH> {
    fn new(cols: usize, block_rows: usize) -> Self {
        Self {
            values: vec![[0.0; WIDTH]; cols.div_ceil(WIDTH) * block_rows],
            row: vec![0.0; cols],
            block_rows,
        }
    }

    #[inline(always)]
    fn fill(&mut self, rows: usize, mut write: impl FnMut(usize, &mut [f64])) {
        for row in 0..rows {
            write(row, &mut self.row);
            for (panel, values) in self.row.chunks(WIDTH).enumerate() {
                self.values[panel * self.block_rows + row][..values.len()].copy_from_slice(values);
            }
        }
    }

    fn panels(&self, rows: usize) -> impl Iterator<Item = &[[f64; WIDTH]]> {
        self.values.chunks(self.block_rows).map(move |panel| &panel[..rows])
    }
}

/// Adds onto the columns from `first` of up to [`LEFT`] rows of `sum`.
#[inline(always)]
fn add_tile(left: &[[f64; LEFT]], right: &[[f64; RIGHT]], sum: &mut [f64], n: usize, first: usize) {
    let width = RIGHT.min(n - first);
    let mut tile = [[0.0; RIGHT]; LEFT];
    for (tile, sum) in tile.iter_mut().zip(sum.chunks(n)) {
        tile[..width].copy_from_slice(&sum[first..first + width]);
    }
    let tile = multiply(left, right, tile);
    for (tile, sum) in tile.iter().zip(sum.chunks_mut(n)) {
        sum[first..first + width].copy_from_slice(&tile[..width]);
    }
}

/// All by constant indices and on a copy, so that the sums stay in registers.
#[inline(always)]
fn multiply(left: &[[f64; LEFT]], right: &[[f64; RIGHT]], tile: [[f64; RIGHT]; LEFT]) -> [[f64; RIGHT]; LEFT] {
    let mut sums = tile;
    for (a, b) in left.iter().zip(right) {
        for i in 0..LEFT {
            for j in 0..RIGHT {
                sums[i][j] += a[i] * b[j];
            }
        }
    }
    sums
}
