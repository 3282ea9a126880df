//! The ordinary sparse file: its records differ in their numbers, and in the lengths that follow from how large the keys are.

use super::message::{FIRST_FIELD, Record, SECOND_FIELD, write_floats};
use super::template::Hole;
use super::varints::count_varints;
use super::wire::read_varint;
use super::{Schema, TensorType};

/// A record that was read the long way, without its numbers and its lengths. Another record with the same bytes around the same holes
/// means the same with other numbers.
pub struct SparseTemplate<'a> {
    name: &'a [u8],
    tensor_tag: u8,
    element: TensorType,
    after_keys: &'a [u8],
    before_label: &'a [u8],
    label: Hole,
    after_label: &'a [u8],
}

/// A row as it stands in the file.
pub struct StoredRow<'a> {
    pub values: &'a [u8],
    pub element: TensorType,
    pub keys: &'a [u8],
    pub entries: usize,
}

impl<'a> SparseTemplate<'a> {
    /// `None` for what cannot be cut out: split records, varints as values, numbers in several pieces or in an order of their own.
    pub fn of(payload: Option<&'a [u8]>, message: &Record<'a>, schema: &Schema) -> Option<Self> {
        let cut = Cut::of(payload?)?;
        let element = message.features.kind.floats()?;
        let features = &message.features;
        if !is_same(features.values.only_piece()?, cut.values) || !is_same(features.keys.only_piece()?, cut.keys) {
            return None;
        }
        let label = Hole::of_label(cut.after_features, message, schema)?;
        Some(Self {
            name: cut.name,
            tensor_tag: cut.tensor_tag,
            element,
            after_keys: cut.after_keys,
            before_label: &cut.after_features[..label.start],
            after_label: &cut.after_features[label.end()..],
            label,
        })
    }

    /// Reads the record if it fits: its label, and where its entries stand.
    #[inline]
    pub fn read<'r>(&self, payload: &'r [u8], labels: &mut [f32]) -> Option<StoredRow<'r>> {
        let cut = Cut::of(payload)?;
        let around = (cut.name, cut.tensor_tag, cut.after_keys);
        let (label, after_label) = cut
            .after_features
            .strip_prefix(self.before_label)?
            .split_at_checked(self.label.bytes)?;
        if around != (self.name, self.tensor_tag, self.after_keys) || after_label != self.after_label {
            return None;
        }
        let width = if self.element == TensorType::Float32 { 4 } else { 8 };
        let entries = cut.values.len() / width;
        // Rows without entries, and with what is wrong, are for the long way.
        if entries == 0 || !cut.values.len().is_multiple_of(width) || count_varints(cut.keys) != Some(entries) {
            return None;
        }
        write_floats(label, self.label.element, labels);
        Some(StoredRow {
            values: cut.values,
            element: self.element,
            keys: cut.keys,
            entries,
        })
    }
}

/// The parts of a message in the order of their fields' numbers, which is how protobuf writes them.
struct Cut<'a> {
    name: &'a [u8],
    tensor_tag: u8,
    values: &'a [u8],
    keys: &'a [u8],
    after_keys: &'a [u8],
    after_features: &'a [u8],
}

impl<'a> Cut<'a> {
    #[inline]
    fn of(payload: &'a [u8]) -> Option<Self> {
        let mut rest = payload;
        let mut entry = take_delimited(&mut rest, FIRST_FIELD)?;
        let name = take_delimited(&mut entry, FIRST_FIELD)?;
        let mut value = take_delimited(&mut entry, SECOND_FIELD)?;
        let tensor_tag = *value.first()?;
        let mut tensor = take_delimited(&mut value, tensor_tag)?;
        let values = take_delimited(&mut tensor, FIRST_FIELD)?;
        let keys = take_delimited(&mut tensor, SECOND_FIELD)?;
        (entry.is_empty() && value.is_empty()).then_some(Self {
            name,
            tensor_tag,
            values,
            keys,
            after_keys: tensor,
            after_features: rest,
        })
    }
}

/// The content of the field with that tag, which `bytes` must start with; it is taken off them.
#[inline]
fn take_delimited<'a>(bytes: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    const LENGTH_BYTES: usize = 5;
    let (_, rest) = bytes.split_first().filter(|(first, _)| **first == tag)?;
    let (length, used) = read_varint(rest, LENGTH_BYTES)?;
    let (content, rest) = rest[used..].split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(content)
}

/// Not only the same bytes: the same place.
fn is_same(left: &[u8], right: &[u8]) -> bool {
    std::ptr::eq(left, right)
}
