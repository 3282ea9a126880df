//! Frames: `magic, flag and length, payload, padding to four bytes`. A record is one frame, or several parts.
//!
//! Frames are found by walking from length to length. Looking for the magic instead would split good records: the
//! SageMaker SDK does not escape it inside a payload.

use super::Schema;
use super::message::Record;
use super::schema::schema_of;
use crate::problem::Problem;
use crate::simd::prefetch;

const MAGIC: [u8; 4] = 0xCED7_230Au32.to_le_bytes();
const HEADER_BYTES: usize = 8;
const LENGTH_BITS: u32 = 29;

const COMPLETE: u32 = 0;
const BEGIN: u32 = 1;
const MIDDLE: u32 = 2;
const END: u32 = 3;

/// What one thread reads in one go: small enough to stay in its own cache from the walk on.
pub const CHUNK_BYTES: usize = 128 << 10;

struct Frame<'a> {
    flag: u32,
    payload: &'a [u8],
    /// Where the next frame starts.
    end: usize,
    padding_missing: bool,
}

/// The frame at `at`; `None` where it is not complete yet, or where nothing follows.
fn next_frame(bytes: &[u8], at: usize, is_final: bool) -> Result<Option<Frame<'_>>, Problem> {
    let rest = &bytes[at..];
    let Some((header, after)) = rest.split_first_chunk::<HEADER_BYTES>() else {
        if is_final && !rest.is_empty() {
            return Err(Problem {
                actual: Some(rest.len() as u64),
                ..Problem::new("header-truncated", at, 0)
            });
        }
        return Ok(None);
    };
    let [m0, m1, m2, m3, l0, l1, l2, l3] = *header;
    if [m0, m1, m2, m3] != MAGIC {
        return Err(Problem::new("bad-magic", at, 0));
    }
    let flag_and_length = u32::from_le_bytes([l0, l1, l2, l3]);
    let length = (flag_and_length & ((1 << LENGTH_BITS) - 1)) as usize;
    let Some(payload) = after.get(..length) else {
        if is_final {
            return Err(Problem {
                expected: Some(length as u64),
                actual: Some(after.len() as u64),
                ..Problem::new("payload-truncated", at, 0)
            });
        }
        return Ok(None);
    };
    let padded = length.next_multiple_of(4);
    let padding_missing = after.len() < padded;
    if padding_missing && !is_final {
        return Ok(None);
    }
    Ok(Some(Frame {
        flag: flag_and_length >> LENGTH_BITS,
        payload,
        end: at + HEADER_BYTES + padded.min(after.len()),
        padding_missing,
    }))
}

/// A complete record in the scanned bytes.
#[derive(Clone, Copy)]
pub struct FramedRecord<'a> {
    pub start: usize,
    pub end: usize,
    /// `None` where the record is split into parts.
    pub payload: Option<&'a [u8]>,
    pub padding_missing: bool,
}

/// The record at `at`; `None` where it is not complete yet, or where nothing follows.
pub fn next_record(bytes: &[u8], at: usize, is_final: bool) -> Result<Option<FramedRecord<'_>>, Problem> {
    let Some(first) = next_frame(bytes, at, is_final)? else {
        return Ok(None);
    };
    let corrupt = Problem::new("split-corrupt", at, 0);
    let mut last = match first.flag {
        COMPLETE => {
            return Ok(Some(FramedRecord {
                start: at,
                end: first.end,
                payload: Some(first.payload),
                padding_missing: first.padding_missing,
            }));
        }
        BEGIN => first,
        _ => return Err(corrupt),
    };
    loop {
        last = match next_frame(bytes, last.end, is_final)? {
            Some(part) if part.flag == MIDDLE || part.flag == END => part,
            None if !is_final => return Ok(None),
            _ => return Err(corrupt),
        };
        if last.flag == END {
            return Ok(Some(FramedRecord {
                start: at,
                end: last.end,
                payload: None,
                padding_missing: last.padding_missing,
            }));
        }
    }
}

impl<'a> FramedRecord<'a> {
    /// Reads the message and hands it on with what it says of itself. Problems come with their place, at row 0.
    pub fn understand<T>(
        &self,
        bytes: &'a [u8],
        message: &mut Record<'a>,
        visit: impl FnOnce(&Record<'_>, Schema) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let result = match self.payload {
            Some(payload) => match message.read(payload) {
                Ok(()) => schema_of(message).and_then(|schema| visit(message, schema)),
                Err(malformed) => {
                    let at = self.start + HEADER_BYTES + malformed.0;
                    return Err(Problem::new("protobuf-malformed", at, 0));
                }
            },
            None => understand_split(&self.parts(bytes), visit),
        };
        result.map_err(|problem| Problem {
            offset: self.start,
            ..problem
        })
    }

    fn parts(&self, bytes: &'a [u8]) -> Vec<&'a [u8]> {
        let mut parts = Vec::new();
        let mut at = self.start;
        while at < self.end {
            let Ok(Some(part)) = next_frame(&bytes[..self.end], at, true) else {
                break;
            };
            parts.push(part.payload);
            at = part.end;
        }
        parts
    }
}

/// Two conventions exist. MXNet's writer cuts at the magic, at a multiple of four, and drops it; ml-io cuts anywhere and
/// drops nothing. The first reading that makes sense counts.
fn understand_split<T>(
    parts: &[&[u8]],
    visit: impl FnOnce(&Record<'_>, Schema) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let cut_anywhere = parts.iter().rev().skip(1).any(|part| !part.len().is_multiple_of(4));
    let separators: &[&[u8]] = if cut_anywhere { &[b""] } else { &[&MAGIC, b""] };
    let mut first_problem = None;
    for separator in separators {
        let payload = parts.join(*separator);
        let mut message = Record::default();
        let understood = match message.read(&payload) {
            Ok(()) => schema_of(&message),
            Err(_) => Err(Problem::new("protobuf-malformed", 0, 0)),
        };
        match understood {
            Ok(schema) => return visit(&message, schema),
            Err(problem) => first_problem = first_problem.or(Some(problem)),
        }
    }
    Err(first_problem.unwrap_or(Problem::new("split-corrupt", 0, 0)))
}

/// Finds the records, as many as there is room for, up to the first frame that is incomplete or broken. Hands them out chunk by chunk, so that
/// one is read while the next one is looked for.
pub struct Walk<'a> {
    bytes: &'a [u8],
    is_final: bool,
    room: usize,
    at: usize,
    /// Found so far.
    pub records: usize,
    /// Set where the walk went to the last record of the file.
    pub padding_missing: bool,
}

impl<'a> Walk<'a> {
    pub fn new(bytes: &'a [u8], is_final: bool, room: usize) -> Self {
        Self {
            bytes,
            is_final,
            room,
            at: 0,
            records: 0,
            padding_missing: false,
        }
    }
}

/// Records between the one that is walked over and the one whose header is fetched meanwhile.
const RECORDS_AHEAD: usize = 8;

impl Walk<'_> {
    /// Where one header stands is known from the one before, so that the walk would wait for each of them. Most records are as long as their
    /// neighbours; where they are not, a line of the cache is fetched in vain.
    #[inline]
    fn fetch_ahead(&self, record_bytes: usize) {
        let header = self.at + RECORDS_AHEAD * record_bytes;
        if let Some(header) = self.bytes.get(header..=header) {
            prefetch(header);
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let start = self.at;
        let mut records = 0;
        while self.records < self.room {
            let Ok(Some(record)) = next_record(self.bytes, self.at, self.is_final) else {
                break;
            };
            if records > 0 && record.end - start > CHUNK_BYTES {
                break;
            }
            records += 1;
            self.records += 1;
            self.padding_missing = record.padding_missing;
            self.at = record.end;
            self.fetch_ahead(record.end - record.start);
        }
        (records > 0).then_some(Chunk {
            start,
            records,
            is_final: self.is_final,
        })
    }
}

/// Records that stand one after the other and are known to be complete.
#[derive(Clone, Copy)]
pub struct Chunk {
    pub start: usize,
    pub records: usize,
    pub is_final: bool,
}
