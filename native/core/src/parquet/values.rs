//! Values of a page as float32: what JavaScript's `Math.fround(Number(value))` makes of them.

use super::hybrid::{Hybrid, unpack};
use super::page::Encoding;

/// What a column stores, as far as it is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Boolean,
    Int32,
    Uint32,
    Int64,
    Float,
    Double,
}

impl Kind {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::Boolean,
            "int32" => Self::Int32,
            "uint32" => Self::Uint32,
            "int64" => Self::Int64,
            "float" => Self::Float,
            "double" => Self::Double,
            _ => return None,
        })
    }

    /// Bytes of a plain value; 0 for truth values, which take a bit.
    fn width(self) -> usize {
        match self {
            Self::Boolean => 0,
            Self::Int32 | Self::Uint32 | Self::Float => 4,
            Self::Int64 | Self::Double => 8,
        }
    }

    /// Plain values, of which `bytes` has exactly as many as `into`.
    fn convert(self, bytes: &[u8], into: &mut [f32]) {
        match self {
            Self::Float => each(bytes, into, f32::from_le_bytes),
            Self::Double => each(bytes, into, |bytes| f64::from_le_bytes(bytes) as f32),
            Self::Int32 => each(bytes, into, |bytes| i32::from_le_bytes(bytes) as f32),
            Self::Uint32 => each(bytes, into, |bytes| u32::from_le_bytes(bytes) as f32),
            // JavaScript rounds twice.
            Self::Int64 => each(bytes, into, |bytes| i64::from_le_bytes(bytes) as f64 as f32),
            Self::Boolean => unreachable!("truth values take a bit"),
        }
    }
}

fn each<const WIDTH: usize>(bytes: &[u8], into: &mut [f32], convert: impl Fn([u8; WIDTH]) -> f32) {
    for (bytes, value) in bytes.as_chunks::<WIDTH>().0.iter().zip(into) {
        *value = convert(*bytes);
    }
}

/// The dictionary that a page of plain values is.
pub fn read_dictionary(kind: Kind, bytes: &[u8], values: usize) -> Option<Vec<f32>> {
    let bytes = bytes.get(..values.checked_mul(kind.width()).filter(|&bytes| bytes > 0)?)?;
    let mut dictionary = vec![0.0; values];
    kind.convert(bytes, &mut dictionary);
    Some(dictionary)
}

/// Where the reading of a page's values stands.
#[derive(Clone, Copy, Debug)]
pub enum Values {
    Plain { at: usize },
    Bits { bit: usize },
    TruthRuns(Hybrid),
    Indices(Hybrid),
    Split { start: usize, count: usize, next: usize },
}

/// Indices that are unpacked at a time.
const BATCH: usize = 512;

impl Values {
    /// Of the values in `page[at..]`.
    pub fn start(kind: Kind, encoding: Encoding, page: &[u8], at: usize) -> Option<Self> {
        match (encoding, kind) {
            (Encoding::Plain, Kind::Boolean) => Some(Self::Bits { bit: at * 8 }),
            (Encoding::Plain, _) => Some(Self::Plain { at }),
            (Encoding::RunLength, Kind::Boolean) => {
                let length = u32::from_le_bytes(page.get(at..at + 4)?.try_into().ok()?) as usize;
                let end = (at + 4).checked_add(length).filter(|&end| end <= page.len())?;
                Hybrid::new(at + 4, end, 1).map(Self::TruthRuns)
            }
            (Encoding::Dictionary, Kind::Boolean) => None,
            (Encoding::Dictionary, _) => {
                // A page of nulls may have no values at all.
                let width = page.get(at).copied().unwrap_or(0);
                Hybrid::new((at + 1).min(page.len()), page.len(), width.into()).map(Self::Indices)
            }
            (Encoding::ByteStreamSplit, Kind::Boolean) => None,
            (Encoding::ByteStreamSplit, _) => {
                let count = page.len().checked_sub(at)? / kind.width();
                Some(Self::Split {
                    start: at,
                    count,
                    next: 0,
                })
            }
            _ => None,
        }
    }

    /// The next values, as many as `into` holds.
    pub fn fill(&mut self, kind: Kind, page: &[u8], dictionary: &[f32], into: &mut [f32]) -> Option<()> {
        match self {
            Self::Plain { at } => {
                let end = at.checked_add(into.len().checked_mul(kind.width())?)?;
                kind.convert(page.get(*at..end)?, into);
                *at = end;
            }
            Self::Bits { bit } => {
                let end = bit
                    .checked_add(into.len())
                    .filter(|end| end.div_ceil(8) <= page.len())?;
                let first = *bit;
                in_batches(
                    into,
                    |done, indices| {
                        unpack(page, first + done, 1, indices);
                        Some(())
                    },
                    |truth| Some(truth as f32),
                )?;
                *bit = end;
            }
            Self::TruthRuns(runs) => {
                in_batches(into, |_, indices| runs.fill(page, indices), |truth| Some(truth as f32))?
            }
            Self::Indices(runs) => in_batches(
                into,
                |_, indices| runs.fill(page, indices),
                |index| dictionary.get(index as usize).copied(),
            )?,
            Self::Split { start, count, next } => {
                let end = next.checked_add(into.len()).filter(|end| end <= count)?;
                let mut bytes = [0; 8];
                for (index, value) in (*next..end).zip(into) {
                    for (byte, to) in bytes[..kind.width()].iter_mut().enumerate() {
                        *to = page[*start + byte * *count + index];
                    }
                    kind.convert(&bytes[..kind.width()], std::slice::from_mut(value));
                }
                *next = end;
            }
        }
        Some(())
    }
}

/// Reads whole numbers, batch by batch, and makes values of them.
fn in_batches(
    into: &mut [f32],
    mut read: impl FnMut(usize, &mut [u32]) -> Option<()>,
    value: impl Fn(u32) -> Option<f32>,
) -> Option<()> {
    let mut indices = [0; BATCH];
    for (batch, into) in into.chunks_mut(BATCH).enumerate() {
        let indices = &mut indices[..into.len()];
        read(batch * BATCH, indices)?;
        for (into, &index) in into.iter_mut().zip(&*indices) {
            *into = value(index)?;
        }
    }
    Some(())
}
