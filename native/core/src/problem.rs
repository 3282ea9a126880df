//! Why a scan stopped. Texts are made of this by the host.

/// The first thing in the bytes that the format does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable name of the kind of problem, such as `bad-magic`.
    pub code: &'static str,
    /// Byte in the scanned bytes where the offending frame, record or cell starts.
    pub offset: usize,
    /// Rows of this scan before the offending one.
    pub row: usize,
    /// 0-based cell in the row, where one is to blame.
    pub column: Option<usize>,
    pub expected: Option<u64>,
    pub actual: Option<u64>,
}

impl Problem {
    pub const fn new(code: &'static str, offset: usize, row: usize) -> Self {
        Self {
            code,
            offset,
            row,
            column: None,
            expected: None,
            actual: None,
        }
    }
}
