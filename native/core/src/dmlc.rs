//! Text as XGBoost reads it: the parsers of dmlc-core, bit for bit, surprises and all.
//!
//! Numbers are made in float32 arithmetic that is not correctly rounded, they are taken from the front of a cell, and white space is
//! passed over even where it holds a line end. What is let pass without a word is counted in [`Notes`].

pub mod delimited;
mod delimited_row;
pub mod libsvm;
mod libsvm_line;
mod number;

/// How often something was let pass, and the byte where it was met first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Note {
    pub count: usize,
    pub first: usize,
}

/// One [`Note`] for each kind that a scan knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notes<const KINDS: usize>(pub [Note; KINDS]);

impl<const KINDS: usize> Default for Notes<KINDS> {
    fn default() -> Self {
        Self([Note::default(); KINDS])
    }
}

impl<const KINDS: usize> Notes<KINDS> {
    fn add(&mut self, kind: usize, offset: usize) {
        self.merge_one(
            kind,
            Note {
                count: 1,
                first: offset,
            },
        );
    }

    /// Those of what was read behind it.
    fn merge(&mut self, later: &Self) {
        for (kind, note) in later.0.iter().enumerate() {
            self.merge_one(kind, *note);
        }
    }

    fn merge_one(&mut self, kind: usize, later: Note) {
        let note = &mut self.0[kind];
        if note.count == 0 {
            note.first = later.first;
        }
        note.count += later.count;
    }
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// Where the line at `from` ends.
fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[from..]).map_or(bytes.len(), |length| from + length)
}

/// Bounds of chunks of about `size` bytes that end behind a line end, the first 0 and the last the length of `lines`.
fn cut_at_line_ends(lines: &[u8], size: usize) -> Vec<usize> {
    let mut cuts = vec![0];
    let mut at = 0;
    while at < lines.len() {
        let target = (at + size).min(lines.len());
        at = (line_end(lines, target) + 1).min(lines.len());
        cuts.push(at);
    }
    cuts
}

#[cfg(test)]
#[path = "dmlc/tests.rs"]
mod tests;
