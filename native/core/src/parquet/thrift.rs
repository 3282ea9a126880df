//! The little of Thrift's compact protocol that a page header needs: structs of whole numbers, everything else skipped.

/// The whole numbers of a struct, by field id; those of higher fields are of no use here.
pub type Numbers = [Option<i64>; FIELDS];
pub const FIELDS: usize = 9;

/// Deeper than anything in a page header.
const DEEPEST: usize = 8;

pub struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Type(u8);

impl Type {
    const TRUE: Self = Self(1);
    const FALSE: Self = Self(2);
    const BYTE: Self = Self(3);
    const SHORT: Self = Self(4);
    const LONG: Self = Self(6);
    const DOUBLE: Self = Self(7);
    const BINARY: Self = Self(8);
    const LIST: Self = Self(9);
    const SET: Self = Self(10);
    const MAP: Self = Self(11);
    const STRUCT: Self = Self(12);
}

impl<'a> Thrift<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes read so far.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Reads a struct. A struct in it is shown to `nested` with its field id, which reads it and says so, or leaves it.
    pub fn numbers(&mut self, nested: &mut dyn FnMut(usize, &mut Self) -> Option<bool>) -> Option<Numbers> {
        let mut numbers = [None; FIELDS];
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            let number = match kind {
                Type::TRUE => Some(1),
                Type::FALSE => Some(0),
                Type::BYTE => Some(i64::from(self.byte()? as i8)),
                Type(4..=6) => Some(self.zigzag()?),
                Type::STRUCT if nested(id, self)? => None,
                other => {
                    self.skip(other, 0)?;
                    None
                }
            };
            if let (Some(slot), Some(_)) = (numbers.get_mut(id), number) {
                *slot = number;
            }
        }
        Some(numbers)
    }

    /// The next field of a struct: its type, and its id in `id`. `Some(None)` at the struct's end.
    fn field(&mut self, id: &mut usize) -> Option<Option<Type>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        *id = match byte >> 4 {
            0 => usize::try_from(self.zigzag()?).ok()?,
            step => id.checked_add(usize::from(step))?,
        };
        Some(Some(Type(byte & 15)))
    }

    fn skip(&mut self, kind: Type, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        match kind {
            Type::TRUE | Type::FALSE => Some(()),
            Type::BYTE => self.advance(1),
            Type(number) if (Type::SHORT.0..=Type::LONG.0).contains(&number) => self.varint().map(drop),
            Type::DOUBLE => self.advance(8),
            Type::BINARY => {
                let length = usize::try_from(self.varint()?).ok()?;
                self.advance(length)
            }
            Type::LIST | Type::SET => {
                let head = self.byte()?;
                let length = match head >> 4 {
                    15 => self.varint()?,
                    short => u64::from(short),
                };
                // Every element takes a byte or more, so a lying length ends with the bytes.
                (0..length).try_for_each(|_| self.skip_element(Type(head & 15), depth))
            }
            Type::MAP => {
                let length = self.varint()?;
                let kinds = if length == 0 { 0 } else { self.byte()? };
                (0..length).try_for_each(|_| {
                    self.skip_element(Type(kinds >> 4), depth)?;
                    self.skip_element(Type(kinds & 15), depth)
                })
            }
            Type::STRUCT => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.skip(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    /// In a list a truth value takes a byte; in a struct it is part of the type.
    fn skip_element(&mut self, kind: Type, depth: usize) -> Option<()> {
        match kind {
            Type::TRUE | Type::FALSE => self.advance(1),
            other => self.skip(other, depth + 1),
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn advance(&mut self, count: usize) -> Option<()> {
        self.at = self.at.checked_add(count).filter(|&at| at <= self.bytes.len())?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        self.varint()
            .map(|number| (number >> 1) as i64 ^ -((number & 1) as i64))
    }
}
