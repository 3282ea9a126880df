//! CSV lines of numbers to a matrix.
//!
//! A line ends at LF, CRLF or CR, even inside quotes, so that bytes can be cut into chunks at any line end. Blank lines
//! are skipped. Two parallel passes: the first counts the rows of every chunk, which says where in the output they
//! belong; the second reads them straight into place.

mod chunk;
mod line;
mod number;

use crate::parallel;
use crate::problem::Problem;
use crate::simd::{Level, text::dispatch};
pub(crate) use chunk::CountRows;
use chunk::{ReadRows, RowsRead, is_line_end};

/// Small enough to stay in a core's own cache from the first pass to the second.
const CHUNK_BYTES: usize = 128 << 10;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Rows written.
    pub rows: usize,
    /// Bytes of complete lines read.
    pub consumed: usize,
    pub problem: Option<Problem>,
}

/// Reads whole lines of `cells` numbers; the first `label_size` go to `labels` (`[rows, label_size]`), the rest to
/// `values` (`[rows, cells - label_size]`). Stops where the lines or the room end, or at the first line that is no such
/// row: the rows before it are good. `is_final`: no bytes follow, so that the last line may lack its end.
pub fn scan(
    bytes: &[u8],
    cells: usize,
    label_size: usize,
    is_final: bool,
    values: &mut [f32],
    labels: &mut [f32],
) -> Scan {
    let Some(cols) = cells.checked_sub(label_size).filter(|_| cells > 0) else {
        return Scan::default();
    };
    let whole = if is_final {
        bytes.len()
    } else {
        memchr::memrchr2(b'\n', b'\r', bytes).map_or(0, |last| last + 1)
    };
    let level = Level::widest();
    let cuts = cut_at_line_ends(&bytes[..whole]);
    let counts = parallel::map_chunks(cuts.len() - 1, 1, |chunk| {
        dispatch(level, CountRows(&bytes[cuts[chunk.start]..cuts[chunk.end]]))
    });
    let mut room = rows_that_fit(values.len(), cols).min(rows_that_fit(labels.len(), label_size));
    let (mut values, mut labels) = (values, labels);
    let mut chunks = Vec::with_capacity(counts.len());
    for (range, count) in cuts.windows(2).zip(counts) {
        let rows = count.min(room);
        room -= rows;
        chunks.push(ReadRows {
            bytes,
            range: range[0]..range[1],
            rows,
            label_size,
            cols,
            values: values.split_off_mut(..rows * cols).unwrap_or_default(),
            labels: labels.split_off_mut(..rows * label_size).unwrap_or_default(),
        });
        if rows < count {
            break;
        }
    }
    join(
        bytes,
        whole,
        parallel::map_items(chunks, |chunk| dispatch(level, chunk)),
    )
}

fn rows_that_fit(length: usize, width: usize) -> usize {
    length.checked_div(width).unwrap_or(usize::MAX)
}

/// Bounds of the chunks, the first 0 and the last the length of `lines`.
fn cut_at_line_ends(lines: &[u8]) -> Vec<usize> {
    let mut cuts = vec![0];
    let mut at = 0;
    while at < lines.len() {
        let target = (at + CHUNK_BYTES).min(lines.len());
        at = memchr::memchr2(b'\n', b'\r', &lines[target..]).map_or(lines.len(), |end| target + end + 1);
        cuts.push(at);
    }
    cuts
}

/// The first problem in file order ends the scan, however far later chunks got.
fn join(bytes: &[u8], whole: usize, chunks: Vec<RowsRead>) -> Scan {
    let mut scan = Scan::default();
    for chunk in chunks {
        let rows_before = scan.rows;
        scan.rows += chunk.rows;
        scan.consumed = chunk.end;
        if let Some(problem) = chunk.problem {
            scan.problem = Some(Problem {
                row: rows_before + problem.row,
                ..problem
            });
            return scan;
        }
    }
    let blank = bytes[..whole]
        .iter()
        .skip(scan.consumed)
        .take_while(|byte| is_line_end(**byte))
        .count();
    scan.consumed = (scan.consumed + blank).min(whole);
    scan
}

#[cfg(test)]
#[path = "csv/tests.rs"]
mod tests;
