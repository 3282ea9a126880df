//! What pages are compressed with.

use std::cell::RefCell;
use std::io::Read;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    None,
    Snappy,
    Gzip,
    Brotli,
    Zstd,
    Lz4,
}

/// Room that is granted beyond what the compressed bytes account for.
const SLACK: usize = 1 << 10;

const BROTLI_BUFFER: usize = 1 << 12;

impl Codec {
    /// By its name in the file's footer. `LZ4` is not here: three ways to write it go by that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "UNCOMPRESSED" => Self::None,
            "SNAPPY" => Self::Snappy,
            "GZIP" => Self::Gzip,
            "BROTLI" => Self::Brotli,
            "ZSTD" => Self::Zstd,
            "LZ4_RAW" => Self::Lz4,
            _ => return None,
        })
    }

    /// Bytes that one compressed byte can become at most; Brotli knows no such bound.
    fn most_expansion(self) -> usize {
        match self {
            Self::None => 1,
            Self::Snappy => 64,
            Self::Lz4 => 255,
            Self::Gzip => 1032,
            // A block of 128 KiB takes four bytes.
            Self::Zstd => 1 << 15,
            Self::Brotli => usize::MAX,
        }
    }
}

thread_local! {
    static ZSTD: RefCell<zstd_safe::DCtx<'static>> = RefCell::new(zstd_safe::DCtx::create());
}

/// Unpacks pages, one after the other.
#[derive(Default)]
pub struct Unpacker<'a> {
    /// Memory of the caller's, which was used before: a page that fits costs no page fault.
    room: &'a mut [u8],
    own: Vec<u8>,
    length: usize,
}

impl<'a> Unpacker<'a> {
    pub fn new(room: &'a mut [u8]) -> Self {
        Self {
            room,
            ..Self::default()
        }
    }

    /// What was unpacked last.
    pub fn page(&self) -> &[u8] {
        let memory = if self.length <= self.room.len() {
            &*self.room
        } else {
            &self.own
        };
        &memory[..self.length]
    }

    /// Unpacks `bytes`, exactly `length` bytes. Memory is asked for only where `bytes` can fill it.
    pub fn unpack(&mut self, codec: Codec, bytes: &[u8], length: usize) -> Option<()> {
        self.length = 0;
        if length > bytes.len().saturating_mul(codec.most_expansion()).saturating_add(SLACK) {
            return None;
        }
        let into = if length <= self.room.len() {
            &mut self.room[..length]
        } else if codec == Codec::Brotli {
            return self.grow_with_brotli(bytes, length);
        } else {
            grown(&mut self.own, length)?
        };
        let written = match codec {
            Codec::None => return None,
            Codec::Snappy => snap::raw::Decoder::new().decompress(bytes, into).ok()?,
            Codec::Lz4 => lz4_flex::block::decompress_into(bytes, into).ok()?,
            Codec::Gzip => read_to_end(flate2::bufread::MultiGzDecoder::new(bytes), into)?,
            Codec::Brotli => read_to_end(brotli_decompressor::Decompressor::new(bytes, BROTLI_BUFFER), into)?,
            Codec::Zstd => ZSTD.with_borrow_mut(|context| context.decompress(into, bytes).ok())?,
        };
        self.length = length;
        (written == length).then_some(())
    }

    /// The buffer grows with what really comes out.
    fn grow_with_brotli(&mut self, bytes: &[u8], length: usize) -> Option<()> {
        self.own.clear();
        let mut reader = brotli_decompressor::Decompressor::new(bytes, BROTLI_BUFFER).take(length as u64 + 1);
        reader.read_to_end(&mut self.own).ok()?;
        self.length = length;
        (self.own.len() == length).then_some(())
    }
}

/// The first `length` bytes of `memory`, which is made longer where it is too short.
fn grown(memory: &mut Vec<u8>, length: usize) -> Option<&mut [u8]> {
    if memory.len() < length {
        memory.try_reserve(length - memory.len()).ok()?;
        memory.resize(length, 0);
    }
    Some(&mut memory[..length])
}

/// Fills `into` and returns how many bytes there were, one more than fit where there are more.
fn read_to_end(mut reader: impl Read, into: &mut [u8]) -> Option<usize> {
    reader.read_exact(into).ok()?;
    Some(into.len() + reader.read(&mut [0]).ok()?)
}
