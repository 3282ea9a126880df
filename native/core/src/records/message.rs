//! `aialgs.data.Record`, as far as training reads it: the tensors named `values` among the features and the labels.

use super::TensorType;
use super::varints::{count_varints, varints, write_varints};
use super::wire::{Field, Fields, Malformed, Wire};

const RECORD_FEATURES: u32 = 1;
const RECORD_LABEL: u32 = 2;
const ENTRY_KEY: u32 = 1;
const ENTRY_VALUE: u32 = 2;
const VALUE_FLOAT32: u32 = 2;
const VALUE_FLOAT64: u32 = 3;
const VALUE_INT32: u32 = 7;
const VALUE_BYTES: u32 = 9;
const TENSOR_VALUES: u32 = 1;
const TENSOR_KEYS: u32 = 2;
const TENSOR_SHAPE: u32 = 3;

/// Tags of the first two fields of a message where those are delimited.
pub const FIRST_FIELD: u8 = 1 << 3 | 2;
pub const SECOND_FIELD: u8 = 2 << 3 | 2;

/// The one feature, and the one label, of training data.
const NAME: &[u8] = b"values";

/// A repeated number in its packed encoding, in as many pieces as the writer liked. A number that is not packed is a
/// piece of its own.
#[derive(Default)]
pub struct Numbers<'a> {
    pieces: Vec<&'a [u8]>,
    pub count: usize,
}

impl<'a> Numbers<'a> {
    fn clear(&mut self) {
        self.pieces.clear();
        self.count = 0;
    }

    fn push_varints(&mut self, field: Field<'a>) -> Result<(), Malformed> {
        if matches!(field.wire, Wire::Delimited | Wire::Varint) {
            self.count += count_varints(field.bytes).ok_or(field.malformed())?;
            self.pieces.push(field.bytes);
        }
        Ok(())
    }

    fn push_fixed(&mut self, field: Field<'a>, unpacked: Wire, size: usize) -> Result<(), Malformed> {
        if field.wire == Wire::Delimited || field.wire == unpacked {
            if !field.bytes.len().is_multiple_of(size) {
                return Err(field.malformed());
            }
            self.count += field.bytes.len() / size;
            self.pieces.push(field.bytes);
        }
        Ok(())
    }

    pub fn integers(&self) -> impl Iterator<Item = u64> {
        self.pieces.iter().flat_map(|piece| varints(piece))
    }

    /// Writes the integers, of which there are as many as `out` is long. One that does not fit is `u32::MAX`.
    pub fn write_integers(&self, out: &mut [u32]) {
        let mut rest = out;
        for piece in &self.pieces {
            rest = write_varints(piece, rest);
        }
    }

    /// The whole of it, where it is one piece.
    pub fn only_piece(&self) -> Option<&'a [u8]> {
        match self.pieces[..] {
            [piece] => Some(piece),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Unset,
    Bytes,
    Tensor(TensorType),
}

impl Kind {
    /// Of which floats, if its numbers are floats.
    pub fn floats(self) -> Option<TensorType> {
        match self {
            Self::Tensor(element @ (TensorType::Float32 | TensorType::Float64)) => Some(element),
            _ => None,
        }
    }
}

/// What a name of a map stands for.
#[derive(Default)]
pub struct Value<'a> {
    pub kind: Kind,
    pub values: Numbers<'a>,
    pub keys: Numbers<'a>,
    pub shape: Numbers<'a>,
}

impl<'a> Value<'a> {
    fn become_kind(&mut self, kind: Kind) {
        self.kind = kind;
        self.values.clear();
        self.keys.clear();
        self.shape.clear();
    }

    /// A tensor that comes again adds to its like and replaces any other kind.
    fn read(&mut self, mut fields: Fields<'a>) -> Result<(), Malformed> {
        while let Some(field) = fields.next()? {
            let kind = match (field.number, field.wire) {
                (VALUE_FLOAT32, Wire::Delimited) => Kind::Tensor(TensorType::Float32),
                (VALUE_FLOAT64, Wire::Delimited) => Kind::Tensor(TensorType::Float64),
                (VALUE_INT32, Wire::Delimited) => Kind::Tensor(TensorType::Int32),
                (VALUE_BYTES, Wire::Delimited) => Kind::Bytes,
                _ => continue,
            };
            if kind != self.kind {
                self.become_kind(kind);
            }
            match kind {
                Kind::Tensor(element) => self.read_tensor(field.fields(), element)?,
                _ => field.fields().check()?,
            }
        }
        Ok(())
    }

    fn read_tensor(&mut self, mut fields: Fields<'a>, element: TensorType) -> Result<(), Malformed> {
        while let Some(field) = fields.next()? {
            match (field.number, element) {
                (TENSOR_VALUES, TensorType::Float32) => self.values.push_fixed(field, Wire::Fixed32, 4)?,
                (TENSOR_VALUES, TensorType::Float64) => self.values.push_fixed(field, Wire::Fixed64, 8)?,
                (TENSOR_VALUES, TensorType::Int32) => self.values.push_varints(field)?,
                (TENSOR_KEYS, _) => self.keys.push_varints(field)?,
                (TENSOR_SHAPE, _) => self.shape.push_varints(field)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes the values, of which there are as many as `out` is long, as float32.
    pub fn write_values(&self, out: &mut [f32]) {
        let mut rest = out;
        for piece in &self.values.pieces {
            rest = match self.kind {
                Kind::Tensor(TensorType::Int32) => write_integers(piece, rest),
                Kind::Tensor(element) => write_floats(piece, element, rest),
                Kind::Unset | Kind::Bytes => rest,
            }
        }
    }
}

fn write_integers<'o>(piece: &[u8], out: &'o mut [f32]) -> &'o mut [f32] {
    let mut written = 0;
    for (slot, value) in out.iter_mut().zip(varints(piece)) {
        // Negative numbers come with 32 or 64 bits; the lower 32 are the number.
        *slot = value as u32 as i32 as f32;
        written += 1;
    }
    &mut out[written..]
}

/// Writes a packed run of float32 or float64 and returns the room that is left.
#[inline]
pub fn write_floats<'o>(piece: &[u8], element: TensorType, out: &'o mut [f32]) -> &'o mut [f32] {
    if element == TensorType::Float32 {
        let (numbers, _) = piece.as_chunks();
        let (out, rest) = out.split_at_mut(numbers.len());
        for (slot, bytes) in out.iter_mut().zip(numbers) {
            *slot = f32::from_le_bytes(*bytes);
        }
        rest
    } else {
        let (numbers, _) = piece.as_chunks();
        let (out, rest) = out.split_at_mut(numbers.len());
        for (slot, bytes) in out.iter_mut().zip(numbers) {
            let value = f64::from_le_bytes(*bytes);
            // Which bits a NaN keeps when it is narrowed differs between processors.
            *slot = if value.is_nan() { f32::NAN } else { value as f32 };
        }
        rest
    }
}

/// Reads message after message; keeps its allocations.
#[derive(Default)]
pub struct Record<'a> {
    pub has_features: bool,
    pub has_other_features: bool,
    pub features: Value<'a>,
    pub has_label: bool,
    pub label: Value<'a>,
    /// The map entry being read.
    entry: Value<'a>,
}

impl<'a> Record<'a> {
    pub fn read(&mut self, payload: &'a [u8]) -> Result<(), Malformed> {
        self.has_features = false;
        self.has_other_features = false;
        self.has_label = false;
        self.features.become_kind(Kind::Unset);
        self.label.become_kind(Kind::Unset);
        let mut fields = Fields::of(payload);
        while let Some(field) = fields.next()? {
            if field.wire != Wire::Delimited {
                continue;
            }
            // The last entry of a name replaces the ones before it.
            match field.number {
                RECORD_FEATURES => {
                    if self.read_entry(field.fields())? {
                        self.has_features = true;
                        std::mem::swap(&mut self.features, &mut self.entry);
                    } else {
                        self.has_other_features = true;
                    }
                }
                RECORD_LABEL if self.read_entry(field.fields())? => {
                    self.has_label = true;
                    std::mem::swap(&mut self.label, &mut self.entry);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// True where the entry's name is the one we want. Name and value come in any order; a missing name is empty.
    fn read_entry(&mut self, mut fields: Fields<'a>) -> Result<bool, Malformed> {
        let mut name: &[u8] = b"";
        self.entry.become_kind(Kind::Unset);
        while let Some(field) = fields.next()? {
            match (field.number, field.wire) {
                (ENTRY_KEY, Wire::Delimited) => name = field.bytes,
                (ENTRY_VALUE, Wire::Delimited) => self.entry.read(field.fields())?,
                _ => {}
            }
        }
        Ok(name == NAME)
    }
}
