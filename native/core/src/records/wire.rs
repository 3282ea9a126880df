//! The wire format of protocol buffers, as far as a reader needs it.
//! <https://protobuf.dev/programming-guides/encoding/>

/// Offset in the payload of the tag whose field is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    Varint,
    Fixed64,
    Delimited,
    Group,
    Fixed32,
}

/// One field of a message: the content where it is delimited, else the encoded value itself.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    pub number: u32,
    pub wire: Wire,
    pub bytes: &'a [u8],
    tag_offset: usize,
    bytes_offset: usize,
}

impl<'a> Field<'a> {
    pub fn malformed(&self) -> Malformed {
        Malformed(self.tag_offset)
    }

    /// The fields of the message that this field carries.
    pub fn fields(&self) -> Fields<'a> {
        Fields {
            rest: self.bytes,
            offset: self.bytes_offset,
        }
    }
}

/// A varint of 64 bits takes ten bytes at most; what the tenth has too much is dropped.
pub const VARINT_BYTES: usize = 10;
/// Tags and lengths are numbers of 32 bits.
const TAG_BYTES: usize = 5;
const MAX_GROUP_DEPTH: usize = 100;

/// The fields of a message, one after the other.
pub struct Fields<'a> {
    rest: &'a [u8],
    /// Of `rest` in the payload.
    offset: usize,
}

impl<'a> Fields<'a> {
    pub fn of(payload: &'a [u8]) -> Self {
        Self {
            rest: payload,
            offset: 0,
        }
    }

    #[inline]
    pub fn next(&mut self) -> Result<Option<Field<'a>>, Malformed> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let tag_offset = self.offset;
        self.field(tag_offset).map(Some).ok_or(Malformed(tag_offset))
    }

    /// For messages whose content is of no interest but must be well-formed.
    pub fn check(mut self) -> Result<(), Malformed> {
        while self.next()?.is_some() {}
        Ok(())
    }

    #[inline]
    fn field(&mut self, tag_offset: usize) -> Option<Field<'a>> {
        let (number, wire) = self.tag()?;
        let (wire, bytes) = match wire {
            0 => (Wire::Varint, self.take_varint()?),
            1 => (Wire::Fixed64, self.take(8)?),
            2 => {
                let length = self.varint(TAG_BYTES)?;
                (Wire::Delimited, self.take(usize::try_from(length).ok()?)?)
            }
            3 => {
                self.skip_group(number, 1)?;
                (Wire::Group, &[] as &[u8])
            }
            5 => (Wire::Fixed32, self.take(4)?),
            _ => return None,
        };
        let bytes_offset = self.offset - bytes.len();
        Some(Field {
            number,
            wire,
            bytes,
            tag_offset,
            bytes_offset,
        })
    }

    #[inline]
    fn tag(&mut self) -> Option<(u32, u32)> {
        let tag = u32::try_from(self.varint(TAG_BYTES)?).ok()?;
        let number = tag >> 3;
        (number != 0).then_some((number, tag & 7))
    }

    #[inline]
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        self.offset += count;
        Some(taken)
    }

    #[inline]
    fn varint(&mut self, max_bytes: usize) -> Option<u64> {
        let (value, length) = read_varint(self.rest, max_bytes)?;
        self.take(length)?;
        Some(value)
    }

    fn take_varint(&mut self) -> Option<&'a [u8]> {
        let (_, length) = read_varint(self.rest, VARINT_BYTES)?;
        self.take(length)
    }

    fn skip_group(&mut self, number: u32, depth: usize) -> Option<()> {
        if depth > MAX_GROUP_DEPTH {
            return None;
        }
        loop {
            let (inner, wire) = self.tag()?;
            match wire {
                0 => self.take_varint().map(drop)?,
                1 => self.take(8).map(drop)?,
                2 => {
                    let length = self.varint(TAG_BYTES)?;
                    self.take(usize::try_from(length).ok()?).map(drop)?;
                }
                3 => self.skip_group(inner, depth + 1)?,
                4 => return (inner == number).then_some(()),
                5 => self.take(4).map(drop)?,
                _ => return None,
            }
        }
    }
}

/// Value and length in bytes of the varint that `bytes` start with.
#[inline]
pub fn read_varint(bytes: &[u8], max_bytes: usize) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    if first < 0x80 {
        return Some((first.into(), 1));
    }
    let mut value = 0;
    for (index, byte) in bytes.iter().take(max_bytes).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if *byte < 0x80 {
            return Some((value, index + 1));
        }
    }
    None
}
