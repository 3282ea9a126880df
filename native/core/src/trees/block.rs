//! Some rows column by column, of the features that trees look at.

use crate::sparse::Rows;

/// Rows whose missing values are NaN, or absent; so are columns beyond the last. Where a sparse row has a column twice, the last one counts.
#[derive(Clone, Copy)]
pub enum TreeRows<'a> {
    /// `[rows, cols]`
    Dense {
        values: &'a [f32],
        cols: usize,
    },
    Sparse(Rows<'a>),
}

impl TreeRows<'_> {
    pub(super) fn count(&self) -> usize {
        match self {
            TreeRows::Dense { values, cols } => values.len() / cols,
            TreeRows::Sparse(rows) => rows.count(),
        }
    }
}

/// From a column to its slot.
pub(super) enum Slots<'a> {
    /// `[columns]`, one more than the slot; 0 where no tree looks
    Direct(Vec<u32>),
    Searched(&'a [u32]),
}

/// Beyond this many columns they are searched for: a model's own number must not ask for memory.
const MOST_DIRECT: u32 = 1 << 22;

impl<'a> Slots<'a> {
    pub(super) fn new(used_columns: &'a [u32]) -> Self {
        match used_columns.last() {
            Some(&last) if last < MOST_DIRECT => {
                let mut slots = vec![0; last as usize + 1];
                for (slot, &column) in used_columns.iter().enumerate() {
                    slots[column as usize] = slot as u32 + 1;
                }
                Slots::Direct(slots)
            }
            _ => Slots::Searched(used_columns),
        }
    }

    fn slot(&self, column: u32) -> Option<usize> {
        match self {
            Slots::Direct(slots) => match slots.get(column as usize) {
                None | Some(0) => None,
                Some(&slot) => Some(slot as usize - 1),
            },
            Slots::Searched(used) => used.binary_search(&column).ok(),
        }
    }
}

/// Rows that are walked side by side: a vector of them.
pub(super) const LANES: usize = 8;
pub(super) const VECTORS: usize = 8;
/// Rows of a block.
pub(super) const BLOCK_ROWS: usize = VECTORS * LANES;
/// A number for each row of a block.
pub(super) type OfRows = [[f32; LANES]; VECTORS];

pub(super) struct Block<'a> {
    used_columns: &'a [u32],
    slots: &'a Slots<'a>,
    /// `[slots]`, at least one
    pub values: Vec<OfRows>,
    /// Whether any row of the block may lack a value
    pub any_missing: bool,
    /// Places to be made NaN again before other sparse rows come
    touched: Vec<(u32, u32)>,
}

impl<'a> Block<'a> {
    pub(super) fn new(used_columns: &'a [u32], slots: &'a Slots<'a>) -> Self {
        Self {
            used_columns,
            slots,
            values: vec![[[f32::NAN; LANES]; VECTORS]; used_columns.len().max(1)],
            any_missing: true,
            touched: Vec::new(),
        }
    }

    /// Takes in rows from `from` on, as many as there are and fit.
    #[inline(always)]
    pub(super) fn fill(&mut self, rows: TreeRows, from: usize) {
        let to = rows.count().min(from + BLOCK_ROWS);
        match rows {
            TreeRows::Dense { values, cols } => self.fill_dense(&values[from * cols..to * cols], cols),
            TreeRows::Sparse(rows) => self.fill_sparse(rows, from, to),
        }
    }

    #[inline(always)]
    fn fill_dense(&mut self, values: &[f32], cols: usize) {
        // Columns rise, so those beyond a narrow row are the last ones, and have been NaN from the start.
        let present = self.used_columns.partition_point(|&column| (column as usize) < cols);
        let mut is_missing = present < self.used_columns.len();
        for (index, row) in values.chunks_exact(cols).enumerate() {
            let (vector, lane) = (index / LANES, index % LANES);
            for (values, &column) in self.values.iter_mut().zip(&self.used_columns[..present]) {
                let value = row[column as usize];
                is_missing |= value.is_nan();
                values[vector][lane] = value;
            }
        }
        self.any_missing = is_missing;
    }

    #[inline(always)]
    fn fill_sparse(&mut self, rows: Rows, from: usize, to: usize) {
        for (slot, row) in self.touched.drain(..) {
            self.values[slot as usize].as_flattened_mut()[row as usize] = f32::NAN;
        }
        for row in from..to {
            let range = rows.row_starts[row] as usize..rows.row_starts[row + 1] as usize;
            for (&column, &value) in rows.columns[range.clone()].iter().zip(&rows.values[range]) {
                if let Some(slot) = self.slots.slot(column) {
                    self.values[slot].as_flattened_mut()[row - from] = value;
                    self.touched.push((slot as u32, (row - from) as u32));
                }
            }
        }
    }

    /// The value of a row of the block.
    #[inline(always)]
    pub(super) fn value(&self, row: usize, slot: usize) -> f32 {
        self.values[slot].as_flattened()[row]
    }
}
