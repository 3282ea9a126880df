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

/// Unpacks pages; what the codec needs for that is made once.
pub struct Unpacker {
    codec: Codec,
    zstd: Option<zstd_safe::DCtx<'static>>,
}

impl Unpacker {
    pub fn new(codec: Codec) -> Self {
        Self { codec, zstd: None }
    }

    /// Unpacks `bytes` into `into`, exactly `length` bytes. Memory is asked for only where `bytes` can fill it.
    pub fn unpack(&mut self, bytes: &[u8], length: usize, into: &mut Vec<u8>) -> Option<()> {
        if self.codec == Codec::Brotli {
            return unpack_brotli(bytes, length, into);
        }
        if length
            > bytes
                .len()
                .saturating_mul(self.codec.most_expansion())
                .saturating_add(SLACK)
        {
            return None;
        }
        into.try_reserve(length.saturating_sub(into.len())).ok()?;
        into.resize(length, 0);
        let written = match self.codec {
            Codec::None | Codec::Brotli => return None,
            Codec::Snappy => {
                // It writes where it is told to, and must not be told less than the bytes say.
                let says = snap::raw::decompress_len(bytes).ok()?;
                (says == length).then_some(())?;
                snap::raw::Decoder::new().decompress(bytes, into).ok()?
            }
            Codec::Lz4 => lz4_flex::block::decompress_into(bytes, into).ok()?,
            Codec::Gzip => {
                let mut reader = flate2::bufread::MultiGzDecoder::new(bytes);
                reader.read_exact(into).ok()?;
                if reader.read(&mut [0]).ok()? > 0 {
                    return None;
                }
                length
            }
            Codec::Zstd => {
                let context = self.zstd.get_or_insert_with(zstd_safe::DCtx::create);
                context.decompress(into.as_mut_slice(), bytes).ok()?
            }
        };
        (written == length).then_some(())
    }
}

/// The buffer grows with what really comes out.
fn unpack_brotli(bytes: &[u8], length: usize, into: &mut Vec<u8>) -> Option<()> {
    into.clear();
    let mut reader = brotli_decompressor::Decompressor::new(bytes, 1 << 12).take(length as u64 + 1);
    reader.read_to_end(into).ok()?;
    (into.len() == length).then_some(())
}
