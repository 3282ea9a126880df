//! RecordIO-protobuf frames to matrices.

use crate::problem::Problem;

/// Element type of a tensor, in the order the host counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TensorType {
    Float32,
    Float64,
    Int32,
}

/// What the first record of a file says all others must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Sparse rows: keys and values; else dense.
    pub sparse: bool,
    /// Features per row; a tensor of higher rank counts as its flattened self.
    pub cols: usize,
    pub feature_type: TensorType,
    /// Values in the label tensor, 0 where there is none.
    pub label_size: usize,
    pub label_type: Option<TensorType>,
}

/// Where a scan writes. Its lengths are the room; a scan that runs out of room stops before the row that does not fit.
pub struct Output<'a> {
    /// dense: `[rows, cols]`; sparse: `[entries]`
    pub values: &'a mut [f32],
    /// sparse: `[entries]`; dense: empty
    pub columns: &'a mut [u32],
    /// sparse: `[rows + 1]`, first element 0; dense: empty
    pub row_starts: &'a mut [u32],
    /// `[rows, label_size]`
    pub labels: &'a mut [f32],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Rows written.
    pub rows: usize,
    /// Bytes of complete frames read.
    pub consumed: usize,
    /// Sparse only: entries written.
    pub entries: usize,
    /// The last frame of the file lacks its padding.
    pub padding_missing: bool,
    pub problem: Option<Problem>,
}

/// Schema of the first complete record; `None` where no complete record lies in `bytes` yet.
pub fn describe(_bytes: &[u8], _is_final: bool) -> Result<Option<Schema>, Problem> {
    Ok(None)
}

/// Reads whole frames into a matrix, converting every tensor type to float32.
pub fn scan(_bytes: &[u8], _schema: &Schema, _is_final: bool, _output: Output<'_>) -> Scan {
    Scan::default()
}
