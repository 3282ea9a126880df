//! The ordinary file is millions of frames that differ in nothing but their numbers.

use std::ops::Range;

use super::frames::FramedRecord;
use super::message::{Record, Value, write_floats};
use super::{Schema, TensorType};

/// A frame that was read the long way, with its floats cut out. Another frame with the same bytes around the same holes
/// means the same with other floats.
pub struct Template<'a> {
    before: &'a [u8],
    first: Hole,
    between: &'a [u8],
    second: Hole,
    after: &'a [u8],
    padding: usize,
}

/// Where floats were cut out, and what they are.
#[derive(Clone, Copy)]
pub struct Hole {
    pub start: usize,
    pub bytes: usize,
    pub element: TensorType,
    is_label: bool,
}

impl<'a> Template<'a> {
    /// `None` for what cannot be cut out: split records, varints, floats in several pieces.
    pub fn of(bytes: &'a [u8], framed: &FramedRecord<'a>, message: &Record<'a>, schema: &Schema) -> Option<Self> {
        let payload = framed.payload?;
        let frame = &bytes[framed.start..range_within(bytes, payload)?.end];
        let mut first = Hole::of(frame, &message.features, false)?;
        let mut second = Hole::of_label(frame, message, schema)?;
        if second.start < first.start {
            std::mem::swap(&mut first, &mut second);
        }
        Some(Self {
            before: &frame[..first.start],
            between: frame.get(first.end()..second.start)?,
            after: frame.get(second.end()..)?,
            first,
            second,
            padding: payload.len().next_multiple_of(4) - payload.len(),
        })
    }

    /// Reads the frame at `at` if it fits and returns where the next one starts.
    #[inline]
    pub fn read(&self, bytes: &[u8], at: usize, values: &mut [f32], labels: &mut [f32]) -> Option<usize> {
        let rest = bytes[at..].strip_prefix(self.before)?;
        let (first, rest) = rest.split_at_checked(self.first.bytes)?;
        let rest = rest.strip_prefix(self.between)?;
        let (second, rest) = rest.split_at_checked(self.second.bytes)?;
        let rest = rest.strip_prefix(self.after)?;
        for (hole, floats) in [(self.first, first), (self.second, second)] {
            let out = if hole.is_label { &mut *labels } else { &mut *values };
            write_floats(floats, hole.element, out);
        }
        // The last frame of a file may lack its padding.
        Some(bytes.len() - rest.len() + self.padding.min(rest.len()))
    }
}

impl Hole {
    fn of(whole: &[u8], value: &Value<'_>, is_label: bool) -> Option<Self> {
        let range = range_within(whole, value.values.only_piece()?)?;
        Some(Self {
            start: range.start,
            bytes: range.len(),
            element: value.kind.floats()?,
            is_label,
        })
    }

    /// Without a label, nothing at the end of `whole`.
    pub fn of_label(whole: &[u8], message: &Record<'_>, schema: &Schema) -> Option<Self> {
        if schema.label_size > 0 {
            return Self::of(whole, &message.label, true);
        }
        Some(Self {
            start: whole.len(),
            bytes: 0,
            element: TensorType::Float32,
            is_label: true,
        })
    }

    pub fn end(&self) -> usize {
        self.start + self.bytes
    }
}

/// Where in `whole` its subslice `part` lies.
fn range_within(whole: &[u8], part: &[u8]) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let end = start + part.len();
    (end <= whole.len()).then_some(start..end)
}
