//! A column chunk, read from its first value to its last.

use super::Chunk;
use super::codec::{Codec, Unpacker};
use super::hybrid::Hybrid;
use super::page::{Encoding, Page, next_page};
use super::values::{Values, read_dictionary};

pub struct Column<'a> {
    chunk: Chunk<'a>,
    /// Holds the current page where it had to be unpacked.
    unpacker: Unpacker<'a>,
    dictionary: Vec<f32>,
    /// The current page, where it stands in the file as it is.
    stored: Option<&'a [u8]>,
    /// Of a page of the second version, whose levels stand apart.
    stored_levels: Option<&'a [u8]>,
    /// Absent where no value of the page can be null.
    levels: Option<Hybrid>,
    values: Values,
    /// Values of the current page, nulls included, that are still to come.
    left: usize,
}

/// Levels that are looked at together where nulls and values alternate.
const MIXED: usize = 256;

impl<'a> Column<'a> {
    /// `None` where the pages do not say that they hold `rows` values. Takes what the largest of them needs off `workspace`, if that has it.
    pub fn open(chunk: Chunk<'a>, rows: usize, workspace: &mut &'a mut [u8]) -> Option<Self> {
        let (values, largest) = survey(chunk.bytes)?;
        let room = match chunk.codec {
            Codec::None => None,
            _ => workspace.split_off_mut(..largest),
        };
        (values == rows).then(|| Self {
            chunk,
            unpacker: Unpacker::new(room.unwrap_or_default()),
            dictionary: Vec::new(),
            stored: None,
            stored_levels: None,
            levels: None,
            values: Values::Plain { at: 0 },
            left: 0,
        })
    }

    /// The next values, as many as `into` holds; a null is NaN.
    pub fn fill(&mut self, into: &mut [f32]) -> Option<()> {
        let mut filled = 0;
        while filled < into.len() {
            while self.left == 0 {
                self.turn()?;
            }
            let count = self.left.min(into.len() - filled);
            self.fill_from_page(&mut into[filled..filled + count])?;
            self.left -= count;
            filled += count;
        }
        Some(())
    }

    fn fill_from_page(&mut self, into: &mut [f32]) -> Option<()> {
        let Self { values, dictionary, .. } = self;
        let kind = self.chunk.kind;
        let page = self.stored.unwrap_or(self.unpacker.page());
        let Some(levels) = &mut self.levels else {
            return values.fill(kind, page, dictionary, into);
        };
        let level_bytes = self.stored_levels.unwrap_or(page);
        let mut filled = 0;
        while filled < into.len() {
            let rest = &mut into[filled..];
            filled += match levels.take_run(level_bytes, rest.len())? {
                (_, 0) => {
                    let count = rest.len().min(MIXED);
                    let mut defined = [0; MIXED];
                    levels.fill(level_bytes, &mut defined[..count])?;
                    let present = defined[..count].iter().sum::<u32>() as usize;
                    let mut found = [0.0; MIXED];
                    values.fill(kind, page, dictionary, &mut found[..present])?;
                    spread(&found, &defined[..count], rest);
                    count
                }
                (0, nulls) => {
                    rest[..nulls].fill(f32::NAN);
                    nulls
                }
                (_, present) => {
                    values.fill(kind, page, dictionary, &mut rest[..present])?;
                    present
                }
            };
        }
        Some(())
    }

    /// Goes to the next page; a dictionary is taken in on the way.
    fn turn(&mut self) -> Option<()> {
        let page = next_page(&mut self.chunk.bytes)?;
        let (level_bytes, body) = page.body.split_at(page.level_bytes.unwrap_or(0));
        self.unpack(&page, body)?;
        let bytes = self.stored.unwrap_or(self.unpacker.page());
        if page.is_dictionary {
            self.dictionary = read_dictionary(self.chunk.kind, bytes, page.values)?;
            return Some(());
        }
        let mut at = 0;
        self.stored_levels = None;
        self.levels = None;
        if self.chunk.optional {
            self.levels = Some(if page.level_bytes.is_some() {
                self.stored_levels = Some(level_bytes);
                Hybrid::new(0, level_bytes.len(), 1)?
            } else {
                let length = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
                at = length.checked_add(4).filter(|&end| end <= bytes.len())?;
                Hybrid::new(4, at, 1)?
            });
        }
        if page.encoding == Encoding::Dictionary && self.dictionary.is_empty() {
            return None;
        }
        self.values = Values::start(self.chunk.kind, page.encoding, bytes, at)?;
        self.left = page.values;
        Some(())
    }

    fn unpack(&mut self, page: &Page<'a>, body: &'a [u8]) -> Option<()> {
        let length = page.unpacked_bytes - page.level_bytes.unwrap_or(0);
        self.stored = None;
        if self.chunk.codec == Codec::None || !page.is_compressed || length == 0 {
            self.stored = Some(body);
            return (body.len() == length).then_some(());
        }
        self.unpacker.unpack(self.chunk.codec, body, length)
    }
}

/// What the headers of all pages say together: their values, and the unpacked bytes of the largest.
fn survey(mut bytes: &[u8]) -> Option<(usize, usize)> {
    let (mut values, mut largest) = (0usize, 0);
    while !bytes.is_empty() {
        let page = next_page(&mut bytes)?;
        values = values.checked_add(if page.is_dictionary { 0 } else { page.values })?;
        largest = largest.max(page.unpacked_bytes);
    }
    Some((values, largest))
}

/// Puts the values of those that are defined in their places.
fn spread(found: &[f32], defined: &[u32], into: &mut [f32]) {
    let mut next = 0;
    for (&defined, value) in defined.iter().zip(into) {
        *value = if defined == 1 { found[next] } else { f32::NAN };
        next += defined as usize;
    }
}
