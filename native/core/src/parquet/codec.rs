//! What pages are compressed with.

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

/// Unpacks pages, one after the other; what is needed for that is made once.
#[derive(Default)]
pub struct Unpacker {
    page: Vec<u8>,
    length: usize,
    zstd: Option<zstd_safe::DCtx<'static>>,
}

impl Unpacker {
    /// What was unpacked last.
    pub fn page(&self) -> &[u8] {
        &self.page[..self.length]
    }

    /// Unpacks `bytes`, exactly `length` bytes. Memory is asked for only where `bytes` can fill it.
    pub fn unpack(&mut self, codec: Codec, bytes: &[u8], length: usize) -> Option<()> {
        self.length = 0;
        if codec == Codec::Brotli {
            return self.unpack_brotli(bytes, length);
        }
        if length > bytes.len().saturating_mul(codec.most_expansion()).saturating_add(SLACK) {
            return None;
        }
        if self.page.len() < length {
            self.page.try_reserve(length - self.page.len()).ok()?;
            self.page.resize(length, 0);
        }
        let into = &mut self.page[..length];
        let written = match codec {
            Codec::None | Codec::Brotli => return None,
            Codec::Snappy => snap::raw::Decoder::new().decompress(bytes, into).ok()?,
            Codec::Lz4 => lz4_flex::block::decompress_into(bytes, into).ok()?,
            Codec::Gzip => {
                let mut reader = flate2::bufread::MultiGzDecoder::new(bytes);
                reader.read_exact(into).ok()?;
                length + reader.read(&mut [0]).ok()?
            }
            Codec::Zstd => {
                let context = self.zstd.get_or_insert_with(zstd_safe::DCtx::create);
                context.decompress(into, bytes).ok()?
            }
        };
        self.length = length;
        (written == length).then_some(())
    }

    /// The buffer grows with what really comes out.
    fn unpack_brotli(&mut self, bytes: &[u8], length: usize) -> Option<()> {
        self.page.clear();
        let mut reader = brotli_decompressor::Decompressor::new(bytes, 1 << 12).take(length as u64 + 1);
        reader.read_to_end(&mut self.page).ok()?;
        self.length = self.page.len();
        (self.length == length).then_some(())
    }
}
