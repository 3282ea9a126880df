//! Rows of numbers in memory, one behind the other or with something else between them.

/// At least one column, and no fewer values from row to row.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    values: &'a [f32],
    cols: usize,
    stride: usize,
}

impl<'a> Rows<'a> {
    /// `[rows, cols]`, row by row. `cols` must be at least 1.
    pub fn new(values: &'a [f32], cols: usize) -> Self {
        Self::apart(values, cols, cols)
    }

    /// Rows that begin `stride` values apart, at least `cols`; `values` end with the last of them or what stands behind it.
    pub fn apart(values: &'a [f32], cols: usize, stride: usize) -> Self {
        assert!(1 <= cols && cols <= stride);
        let behind = values.len() % stride;
        assert!(behind == 0 || cols <= behind);
        Self { values, cols, stride }
    }

    /// Values that `rows` rows reach over; nothing where that is beyond all numbers.
    pub fn reach(rows: usize, cols: usize, stride: usize) -> Option<usize> {
        match rows.checked_sub(1) {
            Some(before) => before.checked_mul(stride)?.checked_add(cols),
            None => Some(0),
        }
    }

    pub fn count(&self) -> usize {
        self.values.len().div_ceil(self.stride)
    }

    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Values from one row to the next.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// From the first row to the last, with what stands between.
    pub fn span(&self) -> &'a [f32] {
        self.values
    }

    pub fn iter(&self) -> impl Iterator<Item = &'a [f32]> {
        let cols = self.cols;
        self.values.chunks(self.stride).map(move |row| &row[..cols])
    }

    /// So many rows at a time.
    pub fn chunks(&self, rows: usize) -> impl Iterator<Item = Rows<'a>> {
        let Self { cols, stride, .. } = *self;
        self.values
            .chunks(rows.saturating_mul(stride))
            .map(move |values| Self { values, cols, stride })
    }

    /// The first rows, so many where there are as many.
    pub fn up_to(&self, rows: usize) -> Rows<'a> {
        let most = rows.saturating_mul(self.stride).min(self.values.len());
        Self {
            values: &self.values[..most],
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APART: [f32; 11] = [1.0, 2.0, 0.0, 0.0, 3.0, 4.0, 0.0, 0.0, 5.0, 6.0, 0.0];

    fn rows(rows: Rows) -> Vec<Vec<f32>> {
        rows.iter().map(<[f32]>::to_vec).collect()
    }

    #[test]
    fn rows_are_told_from_what_stands_between_them() {
        for end in [10, 11] {
            let apart = Rows::apart(&APART[..end], 2, 4);
            assert_eq!(apart.count(), 3);
            assert_eq!(rows(apart), [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        }
        assert_eq!(rows(Rows::new(&APART[4..8], 2)), [[3.0, 4.0], [0.0, 0.0]]);
        assert_eq!(Rows::new(&[], 2).count(), 0);
    }

    #[test]
    fn chunks_and_the_first_rows_keep_their_distance() {
        let apart = Rows::apart(&APART[..10], 2, 4);
        let chunks: Vec<_> = apart.chunks(2).map(rows).collect();
        assert_eq!(chunks, [vec![[1.0, 2.0], [3.0, 4.0]], vec![[5.0, 6.0]]]);
        assert_eq!(rows(apart.up_to(1)), [[1.0, 2.0]]);
        assert_eq!(rows(apart.up_to(usize::MAX)).len(), 3);
    }

    #[test]
    fn a_reach_beyond_all_numbers_is_none() {
        assert_eq!(Rows::reach(3, 2, 4), Some(10));
        assert_eq!(Rows::reach(0, 2, 4), Some(0));
        assert_eq!(Rows::reach(usize::MAX, 2, 4), None);
    }
}
