//! Pages of a column chunk: a header each, and then what it says.

use super::thrift::{Numbers, Thrift};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Plain,
    Dictionary,
    RunLength,
    DeltaPacked,
    ByteStreamSplit,
}

/// A page with values, or with the dictionary that later pages refer to.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    pub is_dictionary: bool,
    /// Nulls are counted.
    pub values: usize,
    pub encoding: Encoding,
    /// Of the second version, whose levels stand apart, in front, and are never compressed.
    pub level_bytes: Option<usize>,
    pub is_compressed: bool,
    pub body: &'a [u8],
    /// Of `body`.
    pub unpacked_bytes: usize,
}

const DATA: i64 = 0;
const DICTIONARY: i64 = 2;
const DATA_V2: i64 = 3;

/// How levels must be encoded; the other way was given up before the format had a version.
const RUN_LENGTH: i64 = 3;

/// Takes the first page off `bytes`. `None` where there is none that is understood here.
pub fn next_page<'a>(bytes: &mut &'a [u8]) -> Option<Page<'a>> {
    let mut thrift = Thrift::new(bytes);
    let mut inner = None;
    let header = thrift.numbers(&mut |id, thrift| {
        if !matches!(id, 5 | 7 | 8) {
            return Some(false);
        }
        inner = Some((id, thrift.numbers(&mut |_, _| Some(false))?));
        Some(true)
    })?;
    let [unpacked_bytes, packed_bytes] = [count(&header, 2)?, count(&header, 3)?];
    let rest = &bytes[thrift.position()..];
    let body = rest.get(..packed_bytes)?;
    *bytes = &rest[packed_bytes..];
    let (id, inner) = inner?;
    let values = count(&inner, 1)?;
    let page = Page {
        is_dictionary: false,
        values,
        encoding: Encoding::Plain,
        level_bytes: None,
        is_compressed: true,
        body,
        unpacked_bytes,
    };
    match (header[1]?, id) {
        (DATA, 5) if inner[3]? == RUN_LENGTH => Some(Page {
            encoding: encoding(inner[2]?)?,
            ..page
        }),
        (DICTIONARY, 7) if matches!(inner[2]?, 0 | 2) => Some(Page {
            is_dictionary: true,
            ..page
        }),
        // Columns here have one value in each row, so there are no repetition levels.
        (DATA_V2, 8) if inner[3]? == inner[1]? && inner[6]? == 0 => Some(Page {
            encoding: encoding(inner[4]?)?,
            level_bytes: Some(count(&inner, 5)?).filter(|&levels| levels <= body.len().min(unpacked_bytes)),
            is_compressed: inner[7] != Some(0),
            ..page
        })
        .filter(|page| page.level_bytes.is_some()),
        _ => None,
    }
}

fn count(numbers: &Numbers, id: usize) -> Option<usize> {
    usize::try_from(numbers[id]?).ok()
}

fn encoding(number: i64) -> Option<Encoding> {
    Some(match number {
        0 => Encoding::Plain,
        2 | 8 => Encoding::Dictionary,
        3 => Encoding::RunLength,
        5 => Encoding::DeltaPacked,
        9 => Encoding::ByteStreamSplit,
        _ => return None,
    })
}
