//! One line, read character by character: the grammar in full, at the price of its speed.

use super::number;

pub const QUOTE_UNCLOSED: &str = "quote-unclosed";
pub const RAGGED: &str = "ragged";

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 0-based cell and its first byte in the line.
    Cell {
        code: &'static str,
        column: usize,
        offset: usize,
    },
    Ragged {
        cells: usize,
    },
}

/// Reads `line`, which has no line end, into the `cells` places of `row`. The leftmost fault wins.
pub fn read<'row>(line: &[u8], cells: usize, row: impl Iterator<Item = &'row mut f32>) -> Result<(), Fault> {
    let mut slots = row;
    let mut unquoted = Vec::new();
    let mut column = 0;
    let mut offset = 0;
    loop {
        let fault = |code| Fault::Cell { code, column, offset };
        let length = if line.get(offset) == Some(&b'"') {
            unquoted.clear();
            let length = unquote(&line[offset..], &mut unquoted).ok_or(fault(QUOTE_UNCLOSED))?;
            if let Some(slot) = slots.next() {
                *slot = number::parse(&unquoted).map_err(fault)?;
            }
            length
        } else {
            let rest = &line[offset..];
            let length = memchr::memchr(b',', rest).unwrap_or(rest.len());
            if let Some(slot) = slots.next() {
                *slot = number::parse(&rest[..length]).map_err(fault)?;
            }
            length
        };
        column += 1;
        offset += length + 1;
        if offset > line.len() {
            break;
        }
    }
    if column == cells {
        Ok(())
    } else {
        Err(Fault::Ragged { cells: column })
    }
}

/// Appends the content of the quoted field at the start of `text` and returns the field's length with its quotes. `""`
/// stands for one quote; what follows the closing quote is taken literally, up to the next comma.
fn unquote(text: &[u8], content: &mut Vec<u8>) -> Option<usize> {
    let mut at = 1;
    loop {
        let quote = at + memchr::memchr(b'"', &text[at..])?;
        content.extend_from_slice(&text[at..quote]);
        at = quote + 1;
        if text.get(at) != Some(&b'"') {
            break;
        }
        content.push(b'"');
        at += 1;
    }
    let end = memchr::memchr(b',', &text[at..]).map_or(text.len(), |comma| at + comma);
    content.extend_from_slice(&text[at..end]);
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: &str, cells: usize) -> Result<Vec<f32>, Fault> {
        let mut row = vec![0.0; cells];
        read(line.as_bytes(), cells, row.iter_mut()).map(|()| row)
    }

    #[test]
    fn reads_quoted_cells() {
        assert_eq!(row("\"1\",\"2\"", 2), Ok(vec![1.0, 2.0]));
        assert_eq!(row("\"1\"2,\" 3 \"", 2), Ok(vec![12.0, 3.0]));
        assert_eq!(row("\"1\"", 1), Ok(vec![1.0]));
    }

    #[test]
    fn names_the_leftmost_fault() {
        let cell = |code, column, offset| Err(Fault::Cell { code, column, offset });
        assert_eq!(row("1,x,y", 2), cell(number::NOT_A_NUMBER, 1, 2));
        assert_eq!(row("1,\"1,000\"", 2), cell(number::NOT_A_NUMBER, 1, 2));
        assert_eq!(row("\"1\"\"\",2", 2), cell(number::NOT_A_NUMBER, 0, 0));
        assert_eq!(row("1\"2,3", 2), cell(number::NOT_A_NUMBER, 0, 0));
        assert_eq!(row(" \"1\",3", 2), cell(number::NOT_A_NUMBER, 0, 0));
        assert_eq!(row("1,\"2,3", 2), cell(QUOTE_UNCLOSED, 1, 2));
        assert_eq!(row("1,2,", 3), cell(number::EMPTY_CELL, 2, 4));
        assert_eq!(row("\"\",2", 2), cell(number::EMPTY_CELL, 0, 0));
        assert_eq!(row("1,2,x", 2), Err(Fault::Ragged { cells: 3 }));
        assert_eq!(row("1,2,\"x", 2), cell(QUOTE_UNCLOSED, 2, 4));
        assert_eq!(row("1,2,", 2), Err(Fault::Ragged { cells: 3 }));
        assert_eq!(row("1", 2), Err(Fault::Ragged { cells: 1 }));
    }
}
