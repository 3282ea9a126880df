//! One libsvm line, gone through as dmlc does: from number to number, over whatever lies between.

use super::libsvm::{COMMENT, LibsvmNotes, SKIPPED, TEXT};
use super::number::{self, byte_at};

/// A row's label, weight and query; NaN for what it does not have.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    pub label: f32,
    pub weight: f32,
    pub query: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub offset: usize,
}

const LARGEST_INDEX: u64 = u32::MAX as u64 - 1;
const LARGEST_QUERY: u64 = 1 << 53;

/// Where a line is read to. Bytes behind `end` are never part of a number.
pub struct Line<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

impl<'a> Line<'a> {
    pub fn new(bytes: &'a [u8], start: usize, end: usize) -> Self {
        Self { bytes, at: start, end }
    }

    /// Reads the line and appends its entries; nothing where it makes no row. `is_first`: of its file, where a comment is passed over.
    #[inline(always)]
    pub fn read(
        mut self,
        is_first: bool,
        columns: &mut Vec<u32>,
        values: &mut Vec<f32>,
        notes: &mut LibsvmNotes,
    ) -> Result<Option<Head>, Fault> {
        let Some(head) = self.head(is_first, notes)? else {
            return Ok(None);
        };
        loop {
            while let Some((column, value)) = self.plain_entry() {
                columns.push(column);
                values.push(value);
            }
            let Some((column, value)) = self.entry(notes)? else {
                return Ok(Some(head));
            };
            columns.push(column);
            values.push(value);
        }
    }

    #[inline(always)]
    fn head(&mut self, is_first: bool, notes: &mut LibsvmNotes) -> Result<Option<Head>, Fault> {
        self.skip_blanks();
        let is_comment = self.byte() == b'#';
        if is_comment && is_first {
            return Ok(None);
        }
        let from = self.at;
        if !self.reach_number() {
            if !is_comment && from < self.end {
                notes.add(SKIPPED, from);
            }
            return Ok(None);
        }
        if is_comment {
            notes.add(COMMENT, from);
        } else if self.at > from {
            return Err(Fault {
                code: "label",
                offset: from,
            });
        }
        let label = self.number()?;
        let weight = if self.is_pair() { self.value()? } else { f32::NAN };
        let query = self.query()?;
        Ok(Some(Head { label, weight, query }))
    }

    /// ` 12:0.5` and nothing else, as nearly all entries are.
    #[inline(always)]
    fn plain_entry(&mut self) -> Option<(u32, f32)> {
        let bytes = self.bytes;
        let start = self.at + usize::from(self.byte() == b' ');
        let (index, colon) = number::digits(bytes, start);
        let length = colon - start;
        if length == 0 || length > 9 || byte_at(bytes, colon) != b':' {
            return None;
        }
        let first = byte_at(bytes, colon + 1);
        if !first.is_ascii_digit() && first != b'-' && first != b'.' {
            return None;
        }
        let (value, stop) = number::parse(bytes, colon + 1).ok()?;
        let ends_well = stop == self.end || byte_at(bytes, stop) == b' ';
        if !ends_well || !matches!(bytes[stop - 1], b'0'..=b'9' | b'.') || value.is_infinite() {
            return None;
        }
        self.at = stop;
        Some((index as u32, value))
    }

    #[inline(never)]
    fn entry(&mut self, notes: &mut LibsvmNotes) -> Result<Option<(u32, f32)>, Fault> {
        self.skip_blanks();
        let from = self.at;
        if self.byte() == b'#' {
            return Ok(None);
        }
        let found = self.reach_number();
        if self.at > from {
            notes.add(TEXT, from);
        }
        if !found {
            return Ok(None);
        }
        let offset = self.at;
        let column = self.index()?;
        if !self.is_pair() {
            return Err(Fault { code: "value", offset });
        }
        let value = self.value()?;
        if value.is_infinite() {
            return Err(Fault {
                code: "infinite",
                offset,
            });
        }
        Ok(Some((column, value)))
    }

    /// The digits at the front of what looks like a number: `1.5` is 1, `e` is 0.
    fn index(&mut self) -> Result<u32, Fault> {
        let offset = self.at;
        if self.byte() == b'-' {
            return Err(Fault {
                code: "index-sign",
                offset,
            });
        }
        let value = self.integer(offset + usize::from(self.byte() == b'+'));
        if value > LARGEST_INDEX {
            return Err(Fault {
                code: "index-range",
                offset,
            });
        }
        self.skip_number();
        Ok(value as u32)
    }

    fn integer(&self, from: usize) -> u64 {
        let digits = self.bytes[from.min(self.end)..self.end]
            .iter()
            .take_while(|byte| byte.is_ascii_digit());
        digits.fold(0u64, |value, byte| {
            value.saturating_mul(10).saturating_add(u64::from(byte - b'0'))
        })
    }

    /// Steps over a colon that follows, white space before it or not.
    #[inline(always)]
    fn is_pair(&mut self) -> bool {
        self.skip_blanks();
        let found = self.byte() == b':';
        self.at += usize::from(found);
        found
    }

    fn value(&mut self) -> Result<f32, Fault> {
        let offset = self.at;
        self.skip_blanks();
        if is_number_byte(self.byte()) {
            self.number()
        } else {
            Err(Fault { code: "value", offset })
        }
    }

    #[inline(always)]
    fn number(&mut self) -> Result<f32, Fault> {
        let offset = self.at;
        let (value, _) = number::parse(&self.bytes[..self.end], offset).map_err(|_| Fault { code: "value", offset })?;
        self.skip_number();
        Ok(value)
    }

    #[inline(always)]
    fn query(&mut self) -> Result<f64, Fault> {
        while self.byte() == b' ' {
            self.at += 1;
        }
        let offset = self.at;
        if !self.bytes[offset..self.end].starts_with(b"qid:") {
            return Ok(f64::NAN);
        }
        self.at += 4;
        let value = self.integer(self.at);
        if value > LARGEST_QUERY || !self.byte().is_ascii_digit() {
            return Err(Fault { code: "query", offset });
        }
        self.skip_number();
        Ok(value as f64)
    }

    /// The byte at hand; NUL at the end of the line.
    #[inline(always)]
    fn byte(&self) -> u8 {
        if self.at < self.end { self.bytes[self.at] } else { 0 }
    }

    #[inline(always)]
    fn skip_blanks(&mut self) {
        while matches!(self.byte(), b' ' | b'\t') {
            self.at += 1;
        }
    }

    #[inline(always)]
    fn skip_number(&mut self) {
        while is_number_byte(self.byte()) {
            self.at += 1;
        }
    }

    /// Goes on to the next byte that may start a number.
    #[inline(always)]
    fn reach_number(&mut self) -> bool {
        while self.at < self.end && !is_number_byte(self.bytes[self.at]) {
            self.at += 1;
        }
        self.at < self.end
    }
}

/// Digits, signs, the point and the letter e.
#[inline(always)]
fn is_number_byte(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E')
}
